import { describe, expect } from 'vitest';
import { GET, OK } from '../kit/bytes.ts';
import { receiveResponse } from '../kit/message.ts';
import { exchange } from '../kit/steps.ts';
import { gatewayScene } from './gateway-scene.ts';
import { SECOND } from './hand-clock.ts';
import { replyOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'Clocks go wrong, that of the origin and our own. A response whose age ' +
  'nobody can tell is not a young one (RFC 9111 4.2.3).';

const SAID = 'Cache-Control: max-age=10';

/** What an origin says whose clock began to count when it was switched on. */
const SWITCHED_ON = [
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Thu Jan  1 00:00:00 1970',
  'Thu, 01 Jan 1970 00:00:01 GMT',
  'Wed, 31 Dec 1969 23:59:59 GMT',
] as const;

const HOUR = 3600 * SECOND;

/** What is stored, and awaited, by clocks that go wrong. */
export function cacheClocks(stage: FeaturesStage): void {
  describe('odd clocks', { meta: { hint: HINT } }, () => {
    for (const date of SWITCHED_ON) {
      testOfOptions(
        `4.751 made so long ago, it is stale: ${date} (RFC 9111 4.2.3)`,
        async () => {
          const { all } = await gatewayScene(stage);
          await exchange(all, GET, replyOf('page', SAID, `Date: ${date}`));
          const { response } = await exchange(all, GET, OK);
          expect(response.body).toBe('ok');
        },
      );
    }

    for (const [how, by] of [
      ['on', HOUR],
      ['back', -HOUR],
    ] as const) {
      testOfOptions(
        `4.759 our own, set ${how}, makes nobody wait longer or less`,
        async () => {
          const { all, clock } = await gatewayScene(stage);
          const client = await all.connect();
          client.send('GET / HT');
          await clock.isSetTo(60);
          clock.set(by);
          clock.turnAlmost(60);
          await all.fence();
          expect(client.received).toBe(0);
          clock.turn(1);
          expect((await receiveResponse(client)).status).toBe(408);
        },
      );
    }

    testOfOptions(
      '4.753 our own, turned back, makes nothing young again (RFC 9111 4.2.3)',
      async () => {
        const { all, clock } = await gatewayScene(stage);
        await exchange(all, GET, replyOf('page', SAID));
        clock.turn(5 * SECOND);
        expect((await exchange(all, GET, OK)).response.body).toBe('page');
        clock.set(-HOUR);
        const fresh = replyOf('new', SAID);
        expect((await exchange(all, GET, fresh)).response.body).toBe('new');
        clock.turn(5 * SECOND);
        expect((await exchange(all, GET, OK)).response.body).toBe('new');
      },
    );
  });
}
