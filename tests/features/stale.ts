import { describe, expect, test } from 'vitest';
import { GET, OK } from '../kit/bytes.ts';
import { receiveHead, receiveResponse, statusOf } from '../kit/message.ts';
import { type Scene, scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { expectServed } from '../kit/steps.ts';
import type { WireEnd } from '../kit/wire-end.ts';

const HINT =
  'The origin may close a connection while it is idle, and a request may be ' +
  'on its way at that moment: try it again, on a new one (RFC 9112 9.3.1).';

const ENDINGS = ['FIN', 'RST'] as const;

/** Serves one client, and returns the upstream connection that is left. */
async function leaveIdle({ origin, connect }: Scene): Promise<WireEnd> {
  const client = await connect();
  client.send(GET);
  const { end } = await origin.nextRequest();
  end.send(OK);
  await receiveResponse(client);
  await client.expectFin();
  return end;
}

function finish(end: WireEnd, ending: (typeof ENDINGS)[number]): void {
  if (ending === 'FIN') end.sendFin();
  else end.sendRst();
}

/** Connections that the origin ends between two requests, or speaks on. */
export function stale(stage: Stage): void {
  describe('stale upstream connections', { meta: { hint: HINT } }, () => {
    for (const ending of ENDINGS) {
      test(`4.74 ended while idle (${ending}): a new one is used`, async () => {
        const all = await scene(stage);
        const end = await leaveIdle(all);
        finish(end, ending);
        await all.fence();
        await expectServed(all);
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          2,
        );
      });

      for (const method of ['GET', 'HEAD', 'DELETE', 'PUT', 'OPTIONS']) {
        test(`4.75 ended instead of an answer (${ending}): ${method} again`, async () => {
          const all = await scene(stage);
          const old = await leaveIdle(all);
          const client = await all.connect();
          client.send(GET.replace('GET', method));
          const first = await all.origin.nextRequest();
          expect(first.end).toBe(old);
          finish(old, ending);
          const second = await all.origin.nextRequest();
          expect(second.end).not.toBe(old);
          expect(second.head.raw).toEqualBytes(first.head.raw);
          second.end.send(OK);
          expect(statusOf(await receiveHead(client))).toBe(200);
          if (ending === 'FIN') await old.expectEnd();
        });
      }

      test(`4.76 again, but not a third time (${ending}): 502`, async () => {
        const all = await scene(stage);
        const old = await leaveIdle(all);
        const client = await all.connect();
        client.send(GET);
        await all.origin.nextRequest();
        finish(old, ending);
        const { end } = await all.origin.nextRequest();
        finish(end, ending);
        expect((await receiveResponse(client)).status).toBe(502);
        await client.expectFin();
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          2,
        );
      });
    }

    test('4.77 half an answer is one: 502, and not again', async () => {
      const all = await scene(stage);
      const old = await leaveIdle(all);
      const client = await all.connect();
      client.send(GET);
      await all.origin.nextRequest();
      old.send(OK.slice(0, 12));
      old.sendFin();
      expect((await receiveResponse(client)).status).toBe(502);
      await client.expectFin();
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        1,
      );
    });

    test('4.78 the origin that went down meanwhile: 502', async () => {
      const all = await scene(stage);
      const old = await leaveIdle(all);
      const client = await all.connect();
      await all.origin.refuse();
      client.send(GET);
      await all.origin.nextRequest();
      old.sendFin();
      expect((await receiveResponse(client)).status).toBe(502);
    });

    test('4.79 a client that leaves meanwhile is not served again', async () => {
      const all = await scene(stage);
      const old = await leaveIdle(all);
      const client = await all.connect();
      client.send(GET);
      await all.origin.nextRequest();
      client.sendRst();
      await old.expectEnd();
      old.sendFin();
      await all.fence();
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        1,
      );
    });

    for (const bytes of ['x', OK.replace('ok', 'no')]) {
      test(`4.80 an answer to no question reaches no one: ${bytes.length} bytes`, async () => {
        const all = await scene(stage);
        const end = await leaveIdle(all);
        end.send(bytes);
        await end.expectEnd();
        await expectServed(all);
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          2,
        );
      });
    }
  });
}
