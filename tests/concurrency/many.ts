import { describe, expect, test } from 'vitest';
import { getOf, head, okOf } from '../kit/bytes.ts';
import { receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';

const HINT =
  'What belongs to one client must lie in that client, not in a variable ' +
  'that all of them share.';

const COUNT = 50;
const ALL = [...Array(COUNT).keys()];

/** Many clients at once, each of whom gets what it asked for. */
export function manyClients(stage: Stage): void {
  describe('many clients', { meta: { hint: HINT } }, () => {
    test(`3.7 ${COUNT} clients at once: each gets its own page`, async () => {
      const { origin, connect } = await scene(stage);
      origin.answerBy(({ line }) => okOf(line.split(' ')[1]!));
      const clients = await Promise.all(ALL.map(() => connect()));
      for (const [index, client] of clients.entries()) {
        client.send(getOf(`/${index}`));
      }
      const responses = clients.map((client) => receiveResponse(client));
      const bodies = (await Promise.all(responses)).map(({ body }) => body);
      expect(bodies).toEqual(ALL.map((index) => `/${index}`));
    });

    test(`3.8 ${COUNT} requests are at the origin at once`, async () => {
      const { origin, connect } = await scene(stage);
      const clients = await Promise.all(ALL.map(() => connect()));
      for (const [index, client] of clients.entries()) {
        client.send(getOf(`/${index}`));
      }
      const requests = [];
      for (const _ of ALL) requests.push(await origin.nextRequest());
      for (const request of requests.reverse()) {
        request.end.send(okOf(request.head.line.split(' ')[1]!));
      }
      for (const [index, client] of clients.entries()) {
        expect((await receiveResponse(client)).body).toBe(`/${index}`);
      }
    });

    test('3.9 two clients, piece by piece in turn, do not mix', async () => {
      const { origin, connect, fence } = await scene(stage);
      const post = (letter: string): string =>
        head(
          'POST / HTTP/1.1',
          'Host: a',
          `X: ${letter}`,
          'Content-Length: 60',
        ) + letter.repeat(60);
      origin.answerBy(({ body }) => okOf(body));
      const [a, b] = [await connect(), await connect()];
      const [forA, forB] = [post('a'), post('b')];
      for (let at = 0; at < forA.length; at += 7) {
        a.send(forA.slice(at, at + 7));
        b.send(forB.slice(at, at + 7));
        await fence(1);
      }
      expect((await receiveResponse(a)).body).toBe('a'.repeat(60));
      expect((await receiveResponse(b)).body).toBe('b'.repeat(60));
    });
  });
}
