import { describe, expect } from 'vitest';
import { GET, head, OK, postOf } from '../kit/bytes.ts';
import { receiveHead, receiveResponse, valuesOf } from '../kit/message.ts';
import { stuckUpload } from '../kit/steps.ts';
import { timedScene } from './client-timeouts.ts';
import { SECOND } from './hand-clock.ts';
import { GET_GZIP, openOf, receiveZipped, TEXT, textOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'Whoever waits for the upstream waits only so long: 504 while nothing of ' +
  'the response was sent, and a reset behind that.';

/** Requests that are answered with 504, and their ends. */
const REQUESTS = [
  ['GET', GET],
  ['POST', postOf('abc')],
] as const;

/** How long the proxy waits for its upstream. */
export function upstreamTimeouts(stage: FeaturesStage): void {
  describe('timeouts of the upstream', { meta: { hint: HINT } }, () => {
    for (const [method, request] of REQUESTS) {
      testOfOptions(
        `4.91 no connection: 504 after 5 s: ${method}`,
        async () => {
          const { all, clock } = await timedScene(stage);
          const client = await all.connect();
          client.send(request);
          // The kernel has not told yet that it has connected: it tells in the
          // next turn of the event loop, and we are still in this one.
          await clock.isSetTo(5);
          clock.turn(5 * SECOND);
          const response = await receiveResponse(client);
          expect(response.line).toBe('HTTP/1.1 504 Gateway Timeout');
          expect(valuesOf(response, 'foo')).toEqual(['bar']);
        },
      );

      testOfOptions(`4.92 no answer: 504 after 60 s: ${method}`, async () => {
        const { all, clock } = await timedScene(stage);
        const client = await all.connect();
        client.send(request);
        const { end } = await all.origin.nextRequest();
        if (method === 'POST') await end.expectBytes('abc');
        clock.turnAlmost(60);
        await all.fence();
        expect(client.received).toBe(0);
        clock.turn(1);
        const response = await receiveResponse(client);
        expect(response.line).toBe('HTTP/1.1 504 Gateway Timeout');
        expect(valuesOf(response, 'foo')).toEqual(['bar']);
        expect(await end.untilEnd()).not.toBe('open');
      });
    }

    testOfOptions(
      '4.93 a connection in time has time for an answer',
      async () => {
        const { all, clock } = await timedScene(stage);
        const client = await all.connect();
        client.send(GET);
        await clock.isSetTo(5);
        clock.turnAlmost(5);
        const { end } = await all.origin.nextRequest();
        clock.turnAlmost(60);
        end.send(OK);
        expect((await receiveResponse(client)).body).toBe('ok');
      },
    );

    testOfOptions('4.763 no answer on a used connection: 504', async () => {
      const { all, clock } = await timedScene(stage);
      const client = await all.connect();
      client.send(openOf('GET', '/first'));
      const { end } = await all.origin.nextRequest();
      end.send(OK);
      await receiveResponse(client);
      client.send(GET);
      expect((await all.origin.nextRequest()).end).toBe(end);
      clock.turn(60 * SECOND);
      expect((await receiveResponse(client)).status).toBe(504);
    });

    testOfOptions('4.94 behind a 504 the connection goes on', async () => {
      const { all, clock } = await timedScene(stage);
      const client = await all.connect();
      client.send(openOf('GET', '/late'));
      const late = await all.origin.nextRequest();
      clock.turn(60 * SECOND);
      expect((await receiveResponse(client)).status).toBe(504);
      await late.end.expectEnd();
      client.send(GET);
      const next = await all.origin.nextRequest();
      next.end.send(OK);
      expect((await receiveResponse(client)).body).toBe('ok');
    });

    testOfOptions('4.95 an interim response puts it off', async () => {
      const { all, clock } = await timedScene(stage);
      const client = await all.connect();
      client.send(GET);
      const { end } = await all.origin.nextRequest();
      clock.turnAlmost(60);
      end.send(head('HTTP/1.1 103 Early Hints'));
      expect((await receiveResponse(client)).status).toBe(103);
      clock.turnAlmost(60);
      end.send(OK);
      expect((await receiveResponse(client)).body).toBe('ok');
    });

    testOfOptions('4.96 a body that stops: reset after 60 s', async () => {
      const { all, clock } = await timedScene(stage);
      const client = await all.connect();
      client.send(GET);
      const { end } = await all.origin.nextRequest();
      end.send(head('HTTP/1.1 200 OK', 'Content-Length: 9'));
      await receiveHead(client);
      for (const byte of 'half') {
        clock.turnAlmost(60);
        end.send(byte);
        await client.expectBytes(byte);
      }
      clock.turn(60 * SECOND);
      await client.expectRst();
      await end.expectEnd();
    });

    testOfOptions('4.97 the same compressed', async () => {
      const { all, clock } = await timedScene(stage);
      const client = await all.connect();
      client.send(GET_GZIP);
      const { end } = await all.origin.nextRequest();
      end.send(textOf(TEXT.repeat(2)).slice(0, -TEXT.length));
      await receiveHead(client);
      await receiveZipped(client, TEXT);
      clock.turn(60 * SECOND);
      await client.expectRst();
      await end.expectEnd();
    });

    testOfOptions('4.98 an origin that does not read: 504', async () => {
      const { all, clock } = await timedScene(stage);
      const { client, sending } = await stuckUpload(all);
      clock.turn(60 * SECOND);
      expect((await receiveResponse(client)).status).toBe(504);
      await client.expectFin();
      client.sendRst();
      await sending;
    });

    testOfOptions('4.99 a tunnel may be silent for an hour', async () => {
      const { all, clock } = await timedScene(stage);
      const client = await all.connect();
      const upgrade = ['Connection: Upgrade', 'Upgrade: websocket'];
      client.send(head('GET / HTTP/1.1', 'Host: a', ...upgrade));
      const { end } = await all.origin.nextRequest();
      end.send(head('HTTP/1.1 101 Switching Protocols', ...upgrade));
      await receiveHead(client);
      for (const byte of 'ping') {
        clock.turnAlmost(3600);
        client.send(byte);
        await end.expectBytes(byte);
        clock.turnAlmost(3600);
        end.send(byte);
        await client.expectBytes(byte);
      }
      clock.turn(3600 * SECOND);
      await client.expectRst();
      await end.expectEnd();
    });
  });
}
