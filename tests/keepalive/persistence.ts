import { describe, expect, test } from 'vitest';
import { head, OK } from '../kit/bytes.ts';
import { receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';

const HINT =
  'HTTP/1.1 stays open unless Connection lists close; HTTP/1.0 closes unless ' +
  'it lists keep-alive; capitals do not matter (RFC 9112 9.3).';

const HOST = 'Host: a.example';

/** Requests behind which the connection stays open: what, and the lines. */
const OPEN = [
  ['HTTP/1.1', 'GET / HTTP/1.1', HOST],
  ['Connection: keep-alive', 'GET / HTTP/1.1', HOST, 'Connection: keep-alive'],
  ['Connection: closed', 'GET / HTTP/1.1', HOST, 'Connection: closed, x-close'],
  ['close in another field', 'GET / HTTP/1.1', HOST, 'X-Connection: close'],
] as const;

/** Requests of HTTP/1.0 that ask for it to stay open. */
const OPEN_OLD = ['Keep-Alive', 'keep-alive', 'x, KEEP-ALIVE ,y'];

/** Connection fields behind which the connection is closed. */
const CLOSED = [
  'Connection: close',
  'Connection: Close',
  'connection: CLOSE',
  'Connection:close',
  'Connection: x, close',
  'Connection: ,close ,\tx',
  'Connection: keep-alive, close',
  'Connection: x\r\nConnection: close',
];

/** Which connections stay open, and which are closed. */
export function persistence(stage: Stage): void {
  describe('persistence', { meta: { hint: HINT } }, () => {
    for (const [what, ...lines] of OPEN) {
      test(`2.1 stays open: ${what}`, async () => {
        const { origin, connect } = await scene(stage);
        origin.answer(OK);
        const client = await connect();
        for (let count = 1; count <= 3; count++) {
          client.send(head(...lines));
          const response = await receiveResponse(client);
          expect(response.body).toBe('ok');
          const said = valuesOf(response, 'Connection').join();
          expect(said, 'Connection in the response').not.toBe('close');
          expect(origin.requests.length, 'requests at the origin').toBe(count);
        }
      });
    }

    for (const option of OPEN_OLD) {
      test(`2.2 HTTP/1.0 stays open, and is told so: ${option}`, async () => {
        const { origin, connect } = await scene(stage);
        origin.answer(OK);
        const client = await connect();
        for (let count = 1; count <= 2; count++) {
          client.send(head('GET / HTTP/1.0', HOST, `Connection: ${option}`));
          const response = await receiveResponse(client);
          expect(response.framing).toBe('length');
          const told = valuesOf(response, 'Connection').join();
          expect(told.toLowerCase()).toBe('keep-alive');
        }
      });
    }

    for (const line of CLOSED) {
      test(`2.3 closes, and says so: ${JSON.stringify(line)}`, async () => {
        const { origin, connect } = await scene(stage);
        origin.answer(OK);
        const client = await connect();
        client.send(head('GET / HTTP/1.1', HOST, line));
        const response = await receiveResponse(client);
        expect(valuesOf(response, 'Connection')).toEqual(['close']);
        await client.expectFin();
      });
    }

    test('2.4 HTTP/1.0 closes, and says so', async () => {
      const { origin, connect } = await scene(stage);
      origin.answer(OK);
      const client = await connect();
      client.send(head('GET / HTTP/1.0', HOST));
      const response = await receiveResponse(client);
      expect(valuesOf(response, 'Connection')).toEqual(['close']);
      await client.expectFin();
    });

    test('2.5 all of it in two netcat sessions', async () => {
      const { origin, connect } = await scene(stage);
      origin.answer(OK);
      const first = await connect();
      first.send(head('GET / HTTP/1.1', HOST));
      expect((await receiveResponse(first)).body).toBe('ok');
      first.send(head('GET / HTTP/1.0', HOST, 'Connection: Keep-Alive'));
      expect((await receiveResponse(first)).body).toBe('ok');
      first.send(head('GET / HTTP/1.0', HOST));
      expect((await receiveResponse(first)).body).toBe('ok');
      await first.expectFin();
      first.sendFin();
      const second = await connect();
      second.send(head('GET / HTTP/1.1', HOST, 'Connection: Close'));
      expect((await receiveResponse(second)).body).toBe('ok');
      await second.expectFin();
    });

    test('2.6 the terminal says "New connection", once for each', async () => {
      const { origin, proxy, connect } = await scene(stage);
      origin.answer(OK);
      for (let count = 0; count < 3; count++) {
        const client = await connect();
        for (const connection of ['keep-alive', 'keep-alive', 'close']) {
          client.send(
            head('GET / HTTP/1.1', HOST, `Connection: ${connection}`),
          );
          await receiveResponse(client);
        }
        client.sendFin();
      }
      await proxy.says(/(New connection[\s\S]*){3}/);
      const count = proxy.countOf(/New connection/g);
      expect(count, 'times that the terminal says so').toBe(3);
    });
  });
}
