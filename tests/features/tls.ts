import { describe, expect } from 'vitest';
import { chunks, GET, head, OK, postHead, postOf } from '../kit/bytes.ts';
import {
  MIB,
  receiveLongBody,
  sendLongBody,
  untilStuck,
} from '../kit/long-body.ts';
import { receiveResponse } from '../kit/message.ts';
import type { WireEnd } from '../kit/wire-end.ts';
import { AGREE, ASK } from './handshake.ts';
import {
  isGzipped,
  openOf,
  replyOf,
  TEXT,
  textOf,
  unzipped,
} from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';
import { tlsScene } from './tls-client.ts';

const HINT =
  'TLS is one more layer below HTTP: nothing above it changes. But its own ' +
  'goodbye, close_notify, says that all was said, so it must not be said else.';

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
      expect(all.origin.requests.length, 'requests at the origin').toBe(1);
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
        await client.untilRst();
      });
    }

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
