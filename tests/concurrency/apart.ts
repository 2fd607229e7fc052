import { describe, expect, test } from 'vitest';
import { GET, getOf, head, OK, postHead } from '../kit/bytes.ts';
import { receiveHead, receiveResponse } from '../kit/message.ts';
import { type Scene, scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { expectServed } from '../kit/steps.ts';
import type { WireEnd } from '../kit/wire-end.ts';

const HINT =
  'What goes wrong with one client, or with its upstream connection, ends ' +
  'those two sockets and nothing else.';

type Mishap = (all: Scene, a: WireEnd) => Promise<void>;

/** What may go wrong with A while B is being served. */
const MISHAPS: readonly (readonly [string, Mishap])[] = [
  ['A sends garbage', async (_, a) => a.send('GARBAGE\r\n\r\n')],
  ['A resets at once', async (_, a) => a.sendRst()],
  [
    'A resets in its body',
    async (all, a) => {
      a.send(`${postHead('Content-Length: 9')}half`);
      await all.origin.nextRequest();
      a.sendRst();
    },
  ],
  [
    'A resets while the origin thinks',
    async (all, a) => {
      a.send(GET);
      const { end } = await all.origin.nextRequest();
      a.sendRst();
      await end.expectEnd();
    },
  ],
  [
    'the origin resets what is for A',
    async (all, a) => {
      a.send(GET);
      (await all.origin.nextRequest()).end.sendRst();
      expect((await receiveResponse(a)).status).toBe(502);
    },
  ],
  [
    'the origin sends garbage for A',
    async (all, a) => {
      a.send(GET);
      (await all.origin.nextRequest()).end.send('GARBAGE\r\n\r\n');
      expect((await receiveResponse(a)).status).toBe(502);
    },
  ],
  [
    'the response for A is cut short',
    async (all, a) => {
      a.send(GET);
      const { end } = await all.origin.nextRequest();
      end.send(`${head('HTTP/1.1 200 OK', 'Content-Length: 9')}half`);
      await a.receiveUntil('half');
      end.sendRst();
      await a.untilRst();
    },
  ],
];

/** What happens to one client does not happen to another. */
export function apart(stage: Stage): void {
  describe('one does not harm another', { meta: { hint: HINT } }, () => {
    for (const [what, mishap] of MISHAPS) {
      test(`3.10 B, half served, does not notice: ${what}`, async () => {
        const all = await scene(stage);
        const [a, b] = [await all.connect(), await all.connect()];
        b.send(getOf('/b'));
        const { end } = await all.origin.nextRequest();
        end.send(head('HTTP/1.1 200 OK', 'Content-Length: 8'));
        await receiveHead(b);
        end.send('half');
        await b.expectBytes('half');
        await mishap(all, a);
        await all.fence();
        end.send('half');
        await b.expectBytes('half');
        await b.expectFin();
        await expectServed(all);
      });
    }

    test('3.11 an origin that is down: 502 for A, and B goes on', async () => {
      const { origin, connect } = await scene(stage);
      const [a, b] = [await connect(), await connect()];
      b.send(getOf('/b'));
      const { end } = await origin.nextRequest();
      await origin.refuse();
      a.send(GET);
      expect((await receiveResponse(a)).status).toBe(502);
      end.send(OK);
      expect((await receiveResponse(b)).body).toBe('ok');
    });
  });
}
