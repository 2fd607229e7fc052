import { once } from 'node:events';
import { connect } from 'node:tls';
import { describe, expect, onTestFinished } from 'vitest';
import { GET, OK } from '../kit/bytes.ts';
import { within } from '../kit/deadlines.ts';
import { HOST } from '../kit/listen.ts';
import { receiveResponse } from '../kit/message.ts';
import { SECOND } from './hand-clock.ts';
import { openOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';
import { TLS, tlsScene } from './tls-client.ts';

const HINT =
  'Until the handshake is over a client is one that says nothing: it has the ' +
  'same place, the same time, and nobody else notices it.';

/** What is no handshake. */
const GARBAGE = [
  GET,
  '\x16\x03\x01\x00\x05hello',
  '\x16\x03\x01\xff\xff',
  '\0'.repeat(100),
];

/** Clients that speak no TLS, or not all of it. */
export function tlsHandshakes(stage: FeaturesStage): void {
  describe('TLS handshakes', { meta: { hint: HINT } }, () => {
    for (const bytes of GARBAGE) {
      const what = JSON.stringify(bytes.slice(0, 12));
      testOfOptions(`4.675 no handshake hurts nobody: ${what}`, async () => {
        const { all, connect } = await tlsScene(stage);
        all.origin.answer(OK);
        const good = await connect();
        const bad = await all.connect();
        bad.send(bytes);
        if (bytes.length < 10) bad.sendFin();
        await bad.untilEnd();
        good.send(GET);
        expect((await receiveResponse(good)).body).toBe('ok');
        expect(all.origin.requests.length, 'requests at the origin').toBe(1);
      });
    }

    testOfOptions('4.707 the terminal says who speaks plain HTTP', async () => {
      const { all } = await tlsScene(stage);
      const client = await all.connect();
      client.send(GET);
      await all.proxy.says(/^TLS failed: http request$/m);
      await client.untilEnd();
    });

    testOfOptions(
      '4.676 nor does a client that leaves in the middle',
      async () => {
        const { all, connect } = await tlsScene(stage);
        all.origin.answer(OK);
        for (const bytes of ['', '\x16\x03\x01']) {
          const client = await all.connect();
          client.send(bytes);
          await all.fence();
          client.sendRst();
        }
        const good = await connect();
        good.send(GET);
        expect((await receiveResponse(good)).body).toBe('ok');
      },
    );

    testOfOptions(
      '4.677 who says nothing is let go after its time',
      async () => {
        const { all, clock } = await tlsScene(stage);
        const client = await all.connect();
        await clock.isSetTo(75);
        clock.turnAlmost(75);
        await all.fence();
        expect(client.ending).toBe('open');
        clock.turn(1);
        await clock.isSetTo(30);
        clock.turn(30 * SECOND);
        await client.untilEnd();
      },
    );

    testOfOptions('4.678 a shutdown waits for no handshake', async () => {
      const { all, clock, connect, proxy } = await tlsScene(stage);
      const [silent, good] = [await all.connect(), await connect()];
      silent.send('\x16\x03');
      good.send(openOf('GET', '/'));
      const { end } = await all.origin.nextRequest();
      const down = proxy.shutDown();
      end.send(OK);
      await receiveResponse(good);
      await good.expectFin();
      good.sendFin();
      clock.turn(10 * SECOND);
      await within(down, () => 'the proxy to be down');
      await silent.untilEnd();
    });

    testOfOptions('4.901 in TLS 1.2, too, there is no second one', async () => {
      const { all } = await tlsScene(stage);
      const to = { port: all.proxy.port, host: HOST, ca: TLS.cert };
      const socket = connect({ ...to, maxVersion: 'TLSv1.2' });
      onTestFinished(() => void socket.destroy());
      await within(once(socket, 'secureConnect'), () => 'a handshake');
      const again = new Promise((resolve) => {
        socket.on('error', resolve);
        socket.renegotiate({}, resolve);
      });
      const outcome = await within(again, () => 'an answer to another one');
      expect(String(outcome)).toMatch(/no renegotiation/i);
    });
  });
}
