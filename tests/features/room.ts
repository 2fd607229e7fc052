import { describe, expect } from 'vitest';
import { GET, OK } from '../kit/bytes.ts';
import { MIB } from '../kit/long-body.ts';
import { receiveResponse } from '../kit/message.ts';
import type { WireEnd } from '../kit/wire-end.ts';
import { gatewayScene } from './gateway-scene.ts';
import { open } from './handshake.ts';
import { openOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'Who comes when all places are taken waits, unread, in the order of arrival. ' +
  'A place is free when its connection is closed, and not before.';

/** Asks, on a connection that stays open, and waits for `ok`. */
async function expectOk(client: WireEnd): Promise<void> {
  client.send(openOf('GET', '/'));
  expect((await receiveResponse(client)).body).toBe('ok');
}

/** How many clients are served at a time. */
export function room(stage: FeaturesStage): void {
  describe('room for clients', { meta: { hint: HINT } }, () => {
    testOfOptions('4.652 too many clients wait, and go in order', async () => {
      const { all } = await gatewayScene(stage, { limits: { connections: 2 } });
      all.origin.answer(OK);
      const clients = [];
      for (const _ of '12345') clients.push(await all.connect());
      const [a, b, c, d, e] = clients as [
        WireEnd,
        WireEnd,
        WireEnd,
        WireEnd,
        WireEnd,
      ];
      for (const client of clients)
        client.send(openOf('GET', `/${client.name}`));
      for (const client of [a, b]) await receiveResponse(client);
      await all.fence();
      expect([c, d, e].map(({ received }) => received)).toEqual([0, 0, 0]);
      a.sendFin();
      await receiveResponse(c);
      await all.fence();
      expect([d, e].map(({ received }) => received)).toEqual([0, 0]);
      b.sendRst();
      await receiveResponse(d);
      c.sendFin();
      await receiveResponse(e);
      // And those who are served go on.
      for (const client of [d, e]) await expectOk(client);
    });

    for (const how of ['FIN', 'RST'] as const) {
      testOfOptions(`4.653 ${how} of who waits hurts nobody`, async () => {
        const { all } = await gatewayScene(stage, {
          limits: { connections: 1 },
        });
        all.origin.answer(OK);
        const first = await all.connect();
        await expectOk(first);
        const quitters = [await all.connect(), await all.connect()];
        for (const client of quitters) {
          if (how === 'FIN') client.sendFin();
          else client.sendRst();
        }
        const [next, last] = [await all.connect(), await all.connect()];
        await all.fence();
        first.sendFin();
        await first.expectFin();
        await expectOk(next);
        next.sendRst();
        await expectOk(last);
      });
    }

    testOfOptions(
      '4.654 who leaves while it waits gets its answer',
      async () => {
        const { all } = await gatewayScene(stage, {
          limits: { connections: 1 },
        });
        all.origin.answer(OK);
        const [first, second] = [await all.connect(), await all.connect()];
        second.send(GET);
        second.sendFin();
        await all.fence();
        await expectOk(first);
        expect(second.received).toBe(0);
        first.sendFin();
        expect((await receiveResponse(second)).body).toBe('ok');
        await second.expectFin();
      },
    );

    testOfOptions('4.655 500 heads in drops do not stop one more', async () => {
      const { all, log } = await gatewayScene(stage);
      all.origin.answer(OK);
      const slow = [];
      for (let count = 0; count < 500; count++) slow.push(await all.connect());
      const one = await all.connect();
      for (const byte of GET.slice(0, 8)) {
        for (const client of slow) client.send(byte);
        await expectOk(one);
      }
      for (const client of slow) client.send(GET.slice(8));
      for (const client of slow) {
        expect((await receiveResponse(client)).body).toBe('ok');
      }
      await log.until(508);
    });

    testOfOptions(
      '4.656 a place is free again for who comes later',
      async () => {
        const { all } = await gatewayScene(stage, {
          limits: { connections: 1 },
        });
        all.origin.answer(OK);
        for (let count = 0; count < 3; count++) {
          const client = await all.connect();
          await expectOk(client);
          client.sendFin();
          await client.expectFin();
          await all.fence();
        }
      },
    );

    testOfOptions('4.734 also of who sent into a closed tunnel', async () => {
      const { all } = await gatewayScene(stage, {
        limits: { connections: 1 },
      });
      for (let count = 0; count < 20; count++) {
        const [client, end] = await open(all);
        end.destroy(); // a FIN, and to bytes that come then a reset
        client.send('x'.repeat(MIB));
        await client.untilEnd();
        client.sendFin();
        await all.fence();
      }
    });
  });
}
