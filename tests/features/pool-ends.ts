import { describe, expect } from 'vitest';
import { GET, OK, okOf } from '../kit/bytes.ts';
import { receiveResponse } from '../kit/message.ts';
import type { WireEnd } from '../kit/wire-end.ts';
import { type GatewayScene, gatewayScene } from './gateway-scene.ts';
import { SECOND } from './hand-clock.ts';
import { openOf, replyOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'A pooled connection may end at any moment. What is sent on it must be fit ' +
  'to be sent twice, and what comes on it unasked is for nobody.';

/** What is sent a second time if a used connection carries no byte back. */
const REPEATED = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'];

/** How such a connection ends. */
const ENDINGS = ['FIN', 'RST'] as const;

/** Leaves one connection in the pool. */
async function fill({ all }: GatewayScene) {
  const client = await all.connect();
  client.send(openOf('GET', '/'));
  const { end } = await all.origin.nextRequest();
  end.send(OK);
  await receiveResponse(client);
  return { client, end };
}

/** What a pool of connections owes to those who use it. */
export function poolEnds(stage: FeaturesStage): void {
  describe('pooled connections', { meta: { hint: HINT } }, () => {
    testOfOptions(
      '4.613 not more than allowed are kept, the last',
      async () => {
        const { all } = await gatewayScene(stage, { limits: { pooled: 2 } });
        const { origin } = all;
        const clients = new Map<string, WireEnd>();
        for (let count = 0; count < 4; count++) {
          const client = await all.connect();
          client.send(openOf('GET', `/${count}`));
          clients.set(`GET /${count} HTTP/1.1`, client);
        }
        const requests = [];
        for (const _ of clients) requests.push(await origin.nextRequest());
        for (const { end, head } of requests) {
          end.send(OK);
          await receiveResponse(clients.get(head.line)!);
        }
        const [first, second, ...others] = requests.map(({ end }) => end);
        await first?.expectEnd();
        await second?.expectEnd();
        await all.fence();
        expect(others.every(({ ending }) => ending === 'open')).toBe(true);
      },
    );

    testOfOptions('4.613 the one that was used last is used next', async () => {
      const { all } = await gatewayScene(stage);
      const clients = [await all.connect(), await all.connect()];
      const ends = [];
      for (const client of clients) {
        client.send(openOf('GET', `/${client.name}`));
        ends.push((await all.origin.nextRequest()).end);
      }
      for (const [index, client] of clients.entries()) {
        ends[index]?.send(OK);
        await receiveResponse(client);
      }
      for (const client of clients) {
        client.send(openOf('GET', `/${client.name}`));
        const { end } = await all.origin.nextRequest();
        expect(end).toBe(ends[1]);
        end.send(OK);
        await receiveResponse(client);
      }
    });

    testOfOptions('4.614 one is kept for 60 s, and then closed', async () => {
      const scene = await gatewayScene(stage);
      const { all, clock } = scene;
      const { client, end } = await fill(scene);
      clock.turnAlmost(60);
      client.send(openOf('GET', '/'));
      const next = await all.origin.nextRequest();
      expect(next.end).toBe(end);
      end.send(OK);
      await receiveResponse(client);
      clock.turnAlmost(60);
      await all.fence();
      expect(end.ending).toBe('open');
      clock.turn(1);
      await end.expectFin();
      client.send(GET);
      expect((await all.origin.nextRequest()).end).not.toBe(end);
    });

    testOfOptions('4.615 for how long is an option', async () => {
      const timeouts = { pooled: 2 * SECOND };
      const scene = await gatewayScene(stage, { timeouts });
      const { end } = await fill(scene);
      scene.clock.turn(2 * SECOND);
      await end.expectEnd();
    });

    for (const method of REPEATED) {
      for (const ending of ENDINGS) {
        testOfOptions(
          `4.616 ${ending} before a byte: ${method} is sent again`,
          async () => {
            const scene = await gatewayScene(stage);
            const { all, clock, log } = scene;
            const { client, end } = await fill(scene);
            client.send(openOf(method, '/again'));
            const first = await all.origin.nextRequest();
            expect(first.end).toBe(end);
            clock.turnAlmost(60);
            if (ending === 'FIN') end.sendFin();
            else end.sendRst();
            const second = await all.origin.nextRequest();
            expect(second.end).not.toBe(end);
            expect(second.head.raw).toBe(first.head.raw);
            // The time that is gone was the first one's.
            clock.turnAlmost(60);
            await all.fence();
            second.end.send(OK);
            expect((await receiveResponse(client, method)).status).toBe(200);
            expect((await log.until(2)).notes).toContain('retried');
            expect(all.origin.connections).toHaveLength(2);
          },
        );
      }
    }

    for (const ending of ENDINGS) {
      testOfOptions(`4.617 once only: ${ending} again is a 502`, async () => {
        const scene = await gatewayScene(stage);
        const { client } = await fill(scene);
        client.send(openOf('GET', '/'));
        for (const _ of '12') {
          const { end } = await scene.all.origin.nextRequest();
          if (ending === 'FIN') end.sendFin();
          else end.sendRst();
        }
        expect((await receiveResponse(client)).status).toBe(502);
        await scene.all.fence();
        expect(scene.all.origin.connections).toHaveLength(2);
      });

      testOfOptions(
        `4.618 ${ending} behind a byte: 502, not again`,
        async () => {
          const scene = await gatewayScene(stage);
          const { client } = await fill(scene);
          client.send(openOf('GET', '/'));
          const { end } = await scene.all.origin.nextRequest();
          end.send('H');
          await scene.all.fence();
          if (ending === 'FIN') end.sendFin();
          else end.sendRst();
          expect((await receiveResponse(client)).status).toBe(502);
          expect(scene.all.origin.connections).toHaveLength(1);
        },
      );

      testOfOptions(
        `4.619 ${ending} on a new one: 502, not again`,
        async () => {
          const { all, log } = await gatewayScene(stage);
          const client = await all.connect();
          client.send(GET);
          const { end } = await all.origin.nextRequest();
          if (ending === 'FIN') end.sendFin();
          else end.sendRst();
          expect((await receiveResponse(client)).status).toBe(502);
          expect(all.origin.connections).toHaveLength(1);
          expect(log.records[0]?.notes).not.toContain('retried');
        },
      );
    }

    for (const bytes of ['x', OK, `${okOf('evil')}HTTP/1.1`]) {
      testOfOptions(`4.620 unasked bytes end it: ${bytes.length}`, async () => {
        const scene = await gatewayScene(stage);
        const { client, end } = await fill(scene);
        end.send(bytes);
        await end.expectEnd();
        client.send(openOf('GET', '/'));
        const next = await scene.all.origin.nextRequest();
        next.end.send(okOf('good'));
        expect((await receiveResponse(client)).body).toBe('good');
      });
    }

    testOfOptions(
      '4.624 what is retried may be stored, and noted',
      async () => {
        const scene = await gatewayScene(stage);
        const { client, end } = await fill(scene);
        client.send(openOf('GET', '/stored'));
        await scene.all.origin.nextRequest();
        end.sendFin();
        const next = await scene.all.origin.nextRequest();
        next.end.send(replyOf('ok', 'Cache-Control: max-age=9'));
        await receiveResponse(client);
        client.send(openOf('GET', '/stored'));
        await receiveResponse(client);
        const { records } = scene.log;
        expect(records.map(({ notes }) => notes)).toEqual([
          ['miss'],
          ['retried', 'miss'],
          ['hit'],
        ]);
      },
    );
  });
}
