import { describe, expect, test } from 'vitest';
import { chunks, GET, head, OK, postHead, postOf } from '../kit/bytes.ts';
import { MIB, untilStuck } from '../kit/long-body.ts';
import { receiveResponse, valuesOf } from '../kit/message.ts';
import type { ReplyLike } from '../kit/origin.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { begunUpload, exchange, expectServed } from '../kit/steps.ts';
import { openOf, replyOf } from './messages.ts';

const HINT =
  'An upstream connection may carry another request if its response came to ' +
  'a clean end, and neither side said goodbye. Else drop it.';

const CHUNKED = head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked');

/** Replies behind which the connection is used again. */
const CLEAN = [
  ['Content-Length', 'GET', OK],
  ['no byte', 'GET', replyOf('')],
  ['chunks', 'GET', CHUNKED + chunks('hello')],
  ['204', 'GET', head('HTTP/1.1 204 No Content')],
  ['304', 'GET', head('HTTP/1.1 304 Not Modified', 'Content-Length: 5')],
  ['HEAD', 'HEAD', head('HTTP/1.1 200 OK', 'Content-Length: 5')],
  ['500', 'GET', OK.replace('200', '500')],
  ['100 before it', 'GET', `HTTP/1.1 100 Continue\r\n\r\n${OK}`],
] as const;

/** Replies behind which it is not. */
const UNCLEAN: readonly (readonly [string, ReplyLike])[] = [
  ['Connection: close', replyOf('ok', 'Connection: close')],
  ['connection: x, CLOSE', replyOf('ok', 'connection: x, CLOSE')],
  ['HTTP/1.0', OK.replace('1.1', '1.0')],
  ['FIN behind it', { bytes: OK, ending: 'FIN' }],
  ['a body up to FIN', { bytes: 'HTTP/1.1 200 OK\r\n\r\n', ending: 'FIN' }],
  ['a byte behind it', `${OK}\n`],
  ['a response behind it', OK + OK.replace('ok', 'no')],
  ['a byte behind the chunks', `${CHUNKED}${chunks('hello')}x`],
];

/** Which upstream connections are used again. */
export function pool(stage: Stage): void {
  describe('upstream connections', { meta: { hint: HINT } }, () => {
    for (const [what, method, reply] of CLEAN) {
      test(`4.66 used again behind ${what}`, async () => {
        const { origin, connect } = await scene(stage);
        origin.answer(reply);
        const client = await connect();
        for (let count = 1; count <= 3; count++) {
          client.send(openOf(method, '/'));
          const response = await receiveResponse(client, method);
          if (response.status === 100) await receiveResponse(client);
          expect(origin.requests.length, 'requests at the origin').toBe(count);
        }
        expect(origin.connections.length, 'connections to the origin').toBe(1);
        const told = origin.requests.flatMap((each) =>
          valuesOf(each, 'Connection'),
        );
        expect(told).toEqual([]);
      });
    }

    for (const [what, reply] of UNCLEAN) {
      test(`4.67 not used again behind ${what}`, async () => {
        const all = await scene(stage);
        await exchange(all, GET, reply);
        await all.origin.connections[0]?.expectEnd();
        await expectServed(all);
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          2,
        );
      });
    }

    test('4.68 one client after another uses it', async () => {
      const all = await scene(stage);
      for (let count = 0; count < 5; count++) await expectServed(all);
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        1,
      );
    });

    test('4.69 ten at once need ten, and so the next ten', async () => {
      const { origin, connect } = await scene(stage);
      const clients = [];
      for (const _ of '0123456789') clients.push(await connect());
      for (let round = 0; round < 2; round++) {
        for (const client of clients)
          client.send(openOf('GET', `/${client.name}`));
        const requests = [];
        for (const _ of clients) requests.push(await origin.nextRequest());
        for (const { end } of requests) end.send(OK);
        for (const client of clients) await receiveResponse(client);
      }
      expect(origin.connections.length, 'connections to the origin').toBe(10);
    });

    test('4.70 not after an answer that came before the upload', async () => {
      const all = await scene(stage);
      const { client, end } = await begunUpload(all);
      end.send(OK);
      expect((await receiveResponse(client)).body).toBe('ok');
      await end.untilRst();
      await expectServed(all);
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        2,
      );
    });

    test('4.71 not after a client that left half-way', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.send(GET);
      const { end } = await all.origin.nextRequest();
      end.send(OK.slice(0, -1));
      await client.receiveUntil('o');
      client.sendRst();
      await end.expectEnd();
      await expectServed(all);
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        2,
      );
    });

    test('4.72 a client that read late leaves it usable', async () => {
      const { origin, connect, fence } = await scene(stage);
      const client = await connect();
      client.send(openOf('GET', '/'));
      const { end } = await origin.nextRequest();
      client.stopReading();
      end.send(replyOf('x'.repeat(16 * MIB)));
      await untilStuck(end, fence);
      client.readOn();
      expect((await receiveResponse(client)).body).toHaveLength(16 * MIB);
      client.send(openOf('GET', '/'));
      await origin.nextRequest();
      end.send(OK);
      expect((await receiveResponse(client)).body).toBe('ok');
      expect(origin.connections.length, 'connections to the origin').toBe(1);
      end.sendFin();
      await end.expectFin();
    });

    for (const request of [
      postOf('abc'),
      postHead('Content-Length: 0'),
      postHead('Transfer-Encoding: chunked') + chunks('abc'),
      postHead('Content-Length: 3').replace('POST', 'PUT').concat('abc'),
      GET.replace('GET', 'POST'),
      GET.replace('GET', 'PATCH'),
      GET.replace('GET', 'get'),
    ]) {
      const what = `${request.split(' ')[0]}, ${request.length} bytes`;
      test(`4.73 what cannot be repeated gets a new one: ${what}`, async () => {
        const all = await scene(stage);
        await exchange(all, GET);
        await exchange(all, request);
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          2,
        );
      });
    }
  });
}
