import { describe, expect, test } from 'vitest';
import { GET, OK } from '../kit/bytes.ts';
import { receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { WireEnd } from '../kit/wire-end.ts';
import {
  asked,
  askedAtOnce,
  fetched,
  pageOf,
  requestsOf,
  shown,
} from './cache-scenes.ts';
import { timedScene } from './client-timeouts.ts';
import { SECOND } from './hand-clock.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'Whoever waits for the answer to another one’s request must not be worse ' +
  'off for it: neither if that one leaves, nor if the origin fails.';

const PAGE = pageOf('max-age=100', 'to be, or not to be', 'x');
const HALF = PAGE.slice(0, -9);
const REST = PAGE.slice(-9);

/** Those who wait, when something goes wrong. */
export function cacheWaiting(stage: FeaturesStage): void {
  const receivePages = async (...clients: WireEnd[]): Promise<void> => {
    for (const client of clients) {
      const { body } = await receiveResponse(client);
      expect(body).toBe('to be, or not to be');
    }
  };

  describe('requests that wait, and a failure', {
    meta: { hint: HINT },
  }, () => {
    test('4.440 the first leaves before the head', async () => {
      const all = await scene(stage);
      const [first, ...others] = await askedAtOnce(all, GET, GET, GET);
      const { end } = await all.origin.nextRequest();
      first!.sendRst();
      await all.proxy.says(/the client left/);
      end.send(PAGE);
      await receivePages(...others);
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        1,
      );
    });

    test('4.441 the first leaves half-way', async () => {
      const all = await scene(stage);
      const [first, ...others] = await askedAtOnce(all, GET, GET, GET);
      const { end } = await all.origin.nextRequest();
      end.send(HALF);
      await first!.receiveUntil('to be');
      first!.sendRst();
      await all.proxy.says(/the client left/);
      end.send(REST);
      await receivePages(...others);
      expect((await shown(all, GET)).body).toBe('to be, or not to be');
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        1,
      );
    });

    test('4.442 another one leaves, before and half-way', async () => {
      const all = await scene(stage);
      const [a, b, c, d] = await askedAtOnce(all, GET, GET, GET, GET);
      const { end } = await all.origin.nextRequest();
      b!.sendRst();
      await all.fence();
      end.send(HALF);
      await c!.receiveUntil('to be');
      c!.sendRst();
      await all.fence();
      end.send(REST);
      await receivePages(a!, d!);
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        1,
      );
    });

    test('4.881 the only other one leaves before the head', async () => {
      const all = await scene(stage);
      const [first, other] = await askedAtOnce(all, GET, GET);
      const { end } = await all.origin.nextRequest();
      other!.sendRst();
      await all.proxy.says(/the client left/);
      end.send(PAGE);
      await receivePages(first!);
    });

    for (const when of ['before the head', 'half-way']) {
      test(`4.443 all leave ${when}: the origin is let go`, async () => {
        const all = await scene(stage);
        const clients = await askedAtOnce(all, GET, GET, GET);
        const { end } = await all.origin.nextRequest();
        if (when === 'half-way') {
          end.send(HALF);
          for (const client of clients) await client.receiveUntil('to be');
        }
        for (const client of clients) client.sendRst();
        await end.expectEnd();
        const [next] = await askedAtOnce(all, GET);
        const again = await all.origin.nextRequest();
        again.end.send(OK);
        expect((await receiveResponse(next!)).body).toBe('ok');
      });
    }

    for (const ending of ['FIN', 'RST']) {
      test(`4.445 ${ending} half-way: all are reset, nothing stored`, async () => {
        const all = await scene(stage);
        const clients = await askedAtOnce(all, GET, GET, GET);
        const { end } = await all.origin.nextRequest();
        end.send(HALF);
        for (const client of clients) await client.receiveUntil('or ');
        if (ending === 'FIN') end.sendFin();
        else end.sendRst();
        for (const client of clients) {
          await client.untilRst();
        }
        const [next] = await askedAtOnce(all, GET);
        const again = await all.origin.nextRequest();
        again.end.send(OK);
        expect((await receiveResponse(next!)).body).toBe('ok');
      });
    }

    testOfOptions(
      '4.446 no head in 5 s: the others ask themselves',
      async () => {
        const { all, clock } = await timedScene(stage);
        const [first, b, c] = await askedAtOnce(all, GET, GET, GET);
        const stalled = await all.origin.nextRequest();
        clock.turnAlmost(5);
        await all.fence();
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          1,
        );
        clock.turn(1);
        const [one, other] = await requestsOf(all, 2);
        one!.end.send(PAGE);
        other!.end.send(PAGE);
        await receivePages(b!, c!);
        stalled.end.send(PAGE);
        await receivePages(first!);
      },
    );

    testOfOptions('4.447 other 5 s, by an option', async () => {
      const timeouts = { collapse: 2 * SECOND };
      const { all, clock } = await timedScene(stage, { timeouts });
      await askedAtOnce(all, GET, GET);
      await all.origin.nextRequest();
      clock.turn(2 * SECOND);
      await all.origin.nextRequest();
    });

    testOfOptions('4.448 who comes later than 5 s waits for none', async () => {
      const { all, clock } = await timedScene(stage);
      await askedAtOnce(all, GET, GET);
      await all.origin.nextRequest();
      clock.turn(5 * SECOND);
      await all.origin.nextRequest();
      const late = await askedAtOnce(all, GET, GET);
      const { end } = await all.origin.nextRequest();
      end.send(PAGE);
      await receivePages(...late);
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        3,
      );
    });

    test('4.760 what was asked before a change comes, and they wait on', async () => {
      const all = await scene(stage);
      const before = await asked(all, GET);
      const old = await all.origin.nextRequest();
      await fetched(all, GET.replace('GET', 'DELETE'), OK);
      const first = await asked(all, GET);
      const { end } = await all.origin.nextRequest();
      const { length } = all.origin.connections;
      old.end.send(PAGE);
      await receivePages(before);
      const [other] = await askedAtOnce(all, GET);
      expect(all.origin.connections).toHaveLength(length);
      end.send(PAGE);
      await receivePages(first, other!);
    });
  });
}
