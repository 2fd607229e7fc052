import { describe, expect } from 'vitest';
import { GET, head } from '../kit/bytes.ts';
import { valuesOf } from '../kit/message.ts';
import type { Scene } from '../kit/scene.ts';
import { asked, fetched, pageOf, responseTo, shown } from './cache-scenes.ts';
import { timedScene } from './client-timeouts.ts';
import { type HandClock, SECOND } from './hand-clock.ts';
import { getWith } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'What is stale may be shown only where the origin does not forbid it, and ' +
  'where the origin cannot be asked or one of the two has allowed it.';

type Fail = (
  all: Scene,
  clock: HandClock,
  ask: () => Promise<unknown>,
) => Promise<void>;

/** An origin that takes the request, and then sends this. */
const saying =
  (bytes: string, ending: 'FIN' | 'RST'): Fail =>
  async (all, _, ask) => {
    await ask();
    const { end } = await all.origin.nextRequest();
    if (bytes) end.send(bytes);
    if (ending === 'FIN') end.sendFin();
    else end.sendRst();
  };

/** How an origin does not answer, and what a client is told of that. */
const FAILURES: readonly (readonly [string, number, Fail])[] = [
  [
    'it refuses connections',
    502,
    async (all, _, ask) => {
      await all.origin.goDown();
      await ask();
    },
  ],
  ['it resets before the head', 502, saying('', 'RST')],
  ['it closes before the head', 502, saying('', 'FIN')],
  ['half a head', 502, saying('HTTP/1.1 200 OK\r\nX: ', 'FIN')],
  ['a head that is none', 502, saying(head('HTTP/1.1 hello'), 'FIN')],
  [
    'it does not accept for 5 s',
    504,
    async (_, clock, ask) => {
      await ask();
      await clock.isSetTo(5);
      clock.turn(5 * SECOND);
    },
  ],
  [
    'it says nothing for 60 s',
    504,
    async (all, clock, ask) => {
      await ask();
      await all.origin.nextRequest();
      clock.turn(60 * SECOND);
    },
  ],
];

/** With each of these a response is never shown stale. */
const FORBIDDING = [
  'max-age=10, must-revalidate',
  'max-age=10, proxy-revalidate',
  's-maxage=10',
  'max-age=10, no-cache',
  'max-age=10, Must-Revalidate, x="y"',
];

/** What is stored, the answer 20 s later, and whether it is covered up. */
const ERRORS = [
  ['stale-if-error=60', 500, true],
  ['stale-if-error=60', 502, true],
  ['stale-if-error=60', 503, true],
  ['stale-if-error=60', 504, true],
  ['stale-if-error=60', 501, false],
  ['stale-if-error=60', 404, false],
  ['stale-if-error="60"', 503, true],
  ['stale-if-error=10', 503, true],
  ['stale-if-error=9', 503, false],
  ['stale-if-error', 503, false],
  ['stale-if-error=60, must-revalidate', 503, false],
  ['stale-if-error=60, proxy-revalidate', 503, false],
  ['stale-if-error=60, s-maxage=10', 503, false],
  ['x=y', 503, false],
] as const;

/** Shown although stale, or not (RFC 9111 4.2.4, RFC 5861). */
export function cacheStale(stage: FeaturesStage): void {
  describe('stale, and no answer', { meta: { hint: HINT } }, () => {
    const answered = async (said: string | undefined, fail: Fail) => {
      const { all, clock } = await timedScene(stage);
      if (said) await fetched(all, GET, pageOf(said));
      clock.turn(20 * SECOND);
      const client = await all.connect();
      await fail(all, clock, async () => client.send(GET));
      return responseTo(client, GET);
    };

    for (const [what, status, fail] of FAILURES) {
      testOfOptions(
        `4.400 ${what}: the stale one is shown (RFC 9111 4.2.4)`,
        async () => {
          const response = await answered('max-age=10', fail);
          expect(response).toMatchObject({ status: 200, body: 'old' });
          const [age] = valuesOf(response, 'Age');
          expect(Number(age)).toBeGreaterThanOrEqual(20);
        },
      );

      testOfOptions(
        `4.401 ${what}: ${status} if nothing is there`,
        async () => {
          expect((await answered(undefined, fail)).status).toBe(status);
        },
      );

      testOfOptions(
        `4.402 ${what}: 504 with must-revalidate (RFC 9111 5.2.2.2)`,
        async () => {
          const response = await answered('max-age=10, must-revalidate', fail);
          expect(response.line).toBe('HTTP/1.1 504 Gateway Timeout');
          expect(valuesOf(response, 'foo')).toEqual(['bar']);
        },
      );

      testOfOptions(`4.403 ${what}: too old for stale-if-error`, async () => {
        const response = await answered('max-age=10, stale-if-error=9', fail);
        expect(response.status).toBe(status);
      });
    }

    for (const said of FORBIDDING) {
      for (const more of ['', ', stale-while-revalidate=60, stale-if-error=60'])
        testOfOptions(
          `4.404 never stale: ${said}${more} (RFC 9111 4.2.4)`,
          async () => {
            const { all, clock } = await timedScene(stage);
            await fetched(all, GET, pageOf(said + more));
            clock.turn(20 * SECOND);
            for (const wish of ['max-stale', 'stale-if-error=99', 'x']) {
              const request = getWith(`Cache-Control: ${wish}`);
              const client = await asked(all, request);
              const { end } = await all.origin.nextRequest();
              end.sendRst();
              expect((await responseTo(client, GET)).status).toBe(504);
            }
          },
        );
    }
  });

  describe('stale, and an error', { meta: { hint: HINT } }, () => {
    for (const [said, status, isCovered] of ERRORS) {
      const what = isCovered ? 'covered up' : 'passed on';
      testOfOptions(
        `4.405 ${status}, ${said}: ${what} (RFC 5861 4)`,
        async () => {
          const { all, clock } = await timedScene(stage);
          await fetched(all, GET, pageOf(`max-age=10, ${said}`));
          clock.turn(20 * SECOND);
          const reply = pageOf('no-store', 'oops').replace('200', `${status}`);
          const response = await fetched(all, GET, reply);
          expect(response.status).toBe(isCovered ? 200 : status);
          expect(response.body).toBe(isCovered ? 'old' : 'oops');
        },
      );
    }

    for (const [wish, isCovered] of [
      ['stale-if-error=10', true],
      ['stale-if-error=9', false],
      ['stale-if-error=99, no-cache', false],
    ] as const) {
      testOfOptions(`4.406 the request may allow it: ${wish}`, async () => {
        const { all, clock } = await timedScene(stage);
        await fetched(all, GET, pageOf('max-age=10'));
        clock.turn(20 * SECOND);
        const request = getWith(`Cache-Control: ${wish}`);
        const reply = pageOf('no-store', 'oops').replace('200', '503');
        const { body } = await fetched(all, request, reply);
        expect(body).toBe(isCovered ? 'old' : 'oops');
      });
    }

    testOfOptions(
      '4.407 an error that is passed on displaces none',
      async () => {
        const { all, clock } = await timedScene(stage);
        await fetched(all, GET, pageOf('max-age=10'));
        clock.turn(20 * SECOND);
        const reply = pageOf('no-store', 'oops').replace('200', '503');
        expect((await fetched(all, GET, reply)).status).toBe(503);
        await all.origin.goDown();
        expect((await shown(all, GET)).body).toBe('old');
      },
    );
  });
}
