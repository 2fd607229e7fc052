import { describe, expect, test } from 'vitest';
import { chunks, getOf, head, OK, okOf } from '../kit/bytes.ts';
import { MIB, untilStuck } from '../kit/long-body.ts';
import { receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import type { WireEnd } from '../kit/wire-end.ts';

const HINT =
  'A client may send its next request before it has the answer. What you ' +
  'have read of it belongs to this connection: keep it for its turn.';

const HOST = 'Host: a.example';
const openGet = (target: string): string =>
  head(`GET ${target} HTTP/1.1`, HOST);

const POST = head('POST /2 HTTP/1.1', HOST, 'Content-Length: 5');
const CHUNKED = head('POST /3 HTTP/1.1', HOST, 'Transfer-Encoding: chunked');

/** Five requests in one go, the last one with a goodbye. */
const FIVE =
  openGet('/1') +
  `${POST}he\r\nl` +
  `${CHUNKED}${chunks('lo')}` +
  `\r\n${openGet('/4')}` +
  getOf('/5');

/** Requests that do not wait for the response before them. */
export function pipelining(stage: Stage): void {
  describe('pipelining', { meta: { hint: HINT } }, () => {
    test('2.12 five requests in one go are answered in order', async () => {
      const { origin, connect } = await scene(stage);
      origin.answerBy(({ line, body }) =>
        okOf(`${line.split(' ')[1]} ${body}`),
      );
      const client = await connect();
      client.send(FIVE);
      for (const body of ['/1 ', '/2 he\r\nl', '/3 lo', '/4 ', '/5 ']) {
        expect((await receiveResponse(client)).body).toBe(body);
      }
      await client.expectFin();
    });

    test('2.13 the second waits until the first is answered', async () => {
      const { origin, connect, fence } = await scene(stage);
      const client = await connect();
      client.send(openGet('/1') + openGet('/2'));
      const first = await origin.nextRequest();
      await fence();
      const count = origin.connections.length;
      expect(count, 'connections before the first is answered').toBe(1);
      expect(first.end.inbox.length, 'bytes behind the first').toBe(0);
      first.end.send(okOf('one'));
      expect((await receiveResponse(client)).body).toBe('one');
      const second = await origin.nextRequest();
      expect(second.head.line).toBe('GET /2 HTTP/1.1');
      second.end.send(okOf('two'));
      expect((await receiveResponse(client)).body).toBe('two');
    });

    test('2.14 who sends ahead without an end is held back', async () => {
      const { origin, connect, fence } = await scene(stage);
      const client = await connect();
      client.send(openGet('/first'));
      await origin.nextRequest();
      const sending = sendAhead(client, 64 * MIB);
      await untilStuck(client, fence);
      expect(client.isHeldBack, 'the client is held back').toBe(true);
      client.sendRst();
      await sending;
    });

    test('2.35 a quarter of a MiB sent ahead is all answered', async () => {
      const { origin, connect } = await scene(stage);
      origin.answerBy(({ line }) => okOf(line.split(' ')[1]!));
      const client = await connect();
      const long = `X-Long: ${'x'.repeat(4096)}\r\n\r\n`;
      for (let count = 0; count < 64; count++) {
        client.send(openGet(`/${count}`).replace(/\r\n$/, long));
      }
      for (let count = 0; count < 64; count++) {
        expect((await receiveResponse(client)).body).toBe(`/${count}`);
      }
    });

    test('2.15 cut at every byte, two requests stay two', async () => {
      const { origin, connect, fence } = await scene(stage);
      origin.answerBy(({ line, body }) =>
        okOf(`${line.split(' ')[1]} ${body}`),
      );
      const two = `${POST}he\r\nl${getOf('/5')}`;
      for (let cut = 1; cut < two.length; cut++) {
        const client = await connect();
        client.send(two.slice(0, cut));
        await fence(1);
        client.send(two.slice(cut));
        for (const body of ['/2 he\r\nl', '/5 ']) {
          const response = await receiveResponse(client);
          expect(response.body, `cut behind byte ${cut}`).toBe(body);
        }
        client.sendFin();
      }
    });

    test('2.16 FIN behind pipelined requests: all are answered', async () => {
      const { origin, connect } = await scene(stage);
      origin.answer(OK);
      const client = await connect();
      client.send(openGet('/1') + openGet('/2') + openGet('/3'));
      client.sendFin();
      for (let count = 0; count < 3; count++) {
        expect((await receiveResponse(client)).body).toBe('ok');
      }
      await client.expectFin();
      expect(origin.requests.length, 'requests at the origin').toBe(3);
    });

    test('2.17 a bad request behind a good one: 200, 400, FIN', async () => {
      const { origin, connect } = await scene(stage);
      origin.answer(OK);
      const client = await connect();
      client.send(`${openGet('/1')}GARBAGE\r\n\r\n${openGet('/2')}`);
      expect((await receiveResponse(client)).status).toBe(200);
      expect((await receiveResponse(client)).status).toBe(400);
      await client.expectFin();
      expect(origin.requests.length, 'requests at the origin').toBe(1);
    });

    test('2.18 nothing behind a goodbye is looked at', async () => {
      const { origin, connect, fence } = await scene(stage);
      origin.answer(OK);
      const client = await connect();
      client.send(getOf('/1') + openGet('/2'));
      expect((await receiveResponse(client)).status).toBe(200);
      await client.expectFin();
      client.sendFin(); // nor when no more can come
      await fence();
      expect(origin.connections.length, 'connections to the origin').toBe(1);
    });

    test('2.19 what one client left behind is not sent for the next', async () => {
      const { origin, connect } = await scene(stage);
      origin.answer(OK);
      const a = await connect();
      a.send(`${openGet('/1')}GET /half HT`);
      expect((await receiveResponse(a)).body).toBe('ok');
      a.sendRst();
      const b = await connect();
      b.send(getOf('/b'));
      expect((await receiveResponse(b)).body).toBe('ok');
      const lines = origin.requests.map(({ line }) => line);
      expect(lines).toEqual(['GET /1 HTTP/1.1', 'GET /b HTTP/1.1']);
    });

    test('2.32 what a client sent ahead is not sent on once it has left', async () => {
      const { origin, connect } = await scene(stage);
      const a = await connect();
      a.send(openGet('/1') + openGet('/2'));
      const first = await origin.nextRequest();
      first.end.send(`${head('HTTP/1.1 200 OK', 'Content-Length: 9')}half`);
      await a.receiveUntil('half');
      a.sendRst();
      await first.end.expectEnd();
      const b = await connect();
      b.send(getOf('/b'));
      const second = await origin.nextRequest();
      expect(second.head.line).toBe('GET /b HTTP/1.1');
      second.end.send(OK);
      expect((await receiveResponse(b)).body).toBe('ok');
    });
  });
}

/** Sends requests, so many bytes of them, without waiting for an answer. */
async function sendAhead(client: WireEnd, length: number): Promise<void> {
  const many = openGet('/ahead').repeat(1000);
  for (let sent = 0; sent < length && !client.isBroken; sent += many.length) {
    client.send(many);
    await client.drained();
  }
}
