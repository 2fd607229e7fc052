import { describe, expect } from 'vitest';
import { chunks, GET, head, OK, postHead, postOf } from '../kit/bytes.ts';
import { within } from '../kit/deadlines.ts';
import {
  MIB,
  receiveLongBody,
  sendLongBody,
  untilStuck,
} from '../kit/long-body.ts';
import { receiveResponse } from '../kit/message.ts';
import type { WireEnd } from '../kit/wire-end.ts';
import { gatewayScene } from './gateway-scene.ts';
import { SECOND } from './hand-clock.ts';
import { AGREE, ASK } from './handshake.ts';
import {
  isGzipped,
  openOf,
  replyOf,
  TEXT,
  textOf,
  unzipped,
} from './messages.ts';
import { type FeaturesStage, type Options, testOfOptions } from './stage.ts';
import { connectTls, TLS } from './tls-client.ts';

const HINT =
  'TLS is one more layer below HTTP: nothing above it changes. But its own ' +
  'goodbye, close_notify, says that all was said, so it must not be said else.';

/** A scene with TLS on the listening side. */
async function tlsScene(stage: FeaturesStage, options: Options = {}) {
  const scene = await gatewayScene(stage, { tls: TLS, ...options });
  return { ...scene, connect: () => connectTls(scene.all.proxy.port) };
}

/** What is no handshake. */
const GARBAGE = [
  GET,
  '\x16\x03\x01\x00\x05hello',
  '\x16\x03\x01\xff\xff',
  '\0'.repeat(100),
];

/** Responses, as they are cut short. */
const STUMPS = [
  ['a length', GET, head('HTTP/1.1 200 OK', 'Content-Length: 9')],
  ['chunks', GET, head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked')],
  ['up to the end', GET.replace('1.1', '1.0'), head('HTTP/1.1 200 OK')],
] as const;

/** TLS with clients. */
export function tlsClients(stage: FeaturesStage): void {
  describe('TLS', { meta: { hint: HINT } }, () => {
    testOfOptions('4.670 many requests on one connection', async () => {
      const { all, connect, log } = await tlsScene(stage);
      all.origin.answer(OK);
      const client = await connect();
      for (let count = 0; count < 3; count++) {
        client.send(openOf('GET', '/'));
        expect((await receiveResponse(client)).body).toBe('ok');
      }
      client.send(GET);
      expect((await receiveResponse(client)).body).toBe('ok');
      await client.expectFin();
      expect(log.records).toHaveLength(4);
      expect(log.records[0]?.client).toBe('127.0.0.1');
    });

    testOfOptions('4.671 uploads, by length and in chunks', async () => {
      const { all, connect } = await tlsScene(stage);
      all.origin.answer(OK);
      const client = await connect();
      client.send(postOf('abc').replace('Connection: close\r\n', ''));
      await receiveResponse(client);
      client.send(postHead('Transfer-Encoding: chunked') + chunks('a', 'bc'));
      await receiveResponse(client);
      expect(all.origin.requests.map(({ body }) => body)).toEqual([
        'abc',
        'abc',
      ]);
    });

    testOfOptions('4.672 32 MB each way wait for who reads late', async () => {
      const { all, connect } = await tlsScene(stage);
      const client = await connect();
      client.send(postHead(`Content-Length: ${32 * MIB}`));
      const { end } = await all.origin.nextRequest();
      await relayed(client, end, all.fence);
      end.send(head('HTTP/1.1 200 OK', `Content-Length: ${32 * MIB}`));
      await client.receiveUntil('\r\n\r\n');
      await relayed(end, client, all.fence);
      await client.expectFin();
    });

    testOfOptions('4.673 compressed, and from the store', async () => {
      const { all, connect } = await tlsScene(stage);
      all.origin.answer(textOf(TEXT, 'Cache-Control: max-age=9'));
      const client = await connect();
      const request = head(
        'GET / HTTP/1.1',
        'Host: a.example',
        'Accept-Encoding: gzip',
      );
      for (const _ of '12') {
        client.send(request);
        const response = await receiveResponse(client);
        expect(isGzipped(response)).toBe(true);
        expect(unzipped(response)).toBe(TEXT);
      }
      expect(all.origin.requests).toHaveLength(1);
    });

    for (const [what, request, stump] of STUMPS) {
      testOfOptions(`4.674 cut short it is reset: ${what}`, async () => {
        const { all, connect } = await tlsScene(stage);
        const client = await connect();
        client.send(request);
        const { end } = await all.origin.nextRequest();
        end.send(stump);
        await client.receiveUntil('\r\n\r\n');
        end.send('4\r\nhalf');
        await client.receiveUntil('half');
        end.sendRst();
        expect(await client.untilEnd()).toBe('RST');
      });
    }

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
        expect(all.origin.requests).toHaveLength(1);
      });
    }

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

    testOfOptions('4.679 a tunnel, and who waits for room', async () => {
      const limits = { connections: 1 };
      const { all, connect } = await tlsScene(stage, { limits });
      const client = await connect();
      const waiting = connect();
      client.send(ASK);
      const { end } = await all.origin.nextRequest();
      end.send(AGREE);
      await client.receiveUntil('\r\n\r\n');
      client.send('ping');
      await end.expectBytes('ping');
      end.send('pong');
      await client.expectBytes('pong');
      end.sendFin();
      await client.expectFin();
      client.sendFin();
      const next = await waiting;
      next.send(GET);
      (await all.origin.nextRequest()).end.send(replyOf('ok'));
      expect((await receiveResponse(next)).body).toBe('ok');
    });
  });
}

/** Expects that what one sends waits until the other one reads it. */
async function relayed(
  writer: WireEnd,
  reader: WireEnd,
  fence: () => Promise<void>,
): Promise<void> {
  reader.stopReading();
  const sending = sendLongBody(writer, 32 * MIB);
  await untilStuck(writer, fence);
  expect(writer.isHeldBack).toBe(true);
  reader.readOn();
  await receiveLongBody(reader, 32 * MIB);
  await sending;
}
