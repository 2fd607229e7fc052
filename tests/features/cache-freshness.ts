import { describe, expect, test } from 'vitest';
import { GET, head, OK } from '../kit/bytes.ts';
import { valuesOf } from '../kit/message.ts';
import { type Scene, scene } from '../kit/scene.ts';
import { exchange } from '../kit/steps.ts';
import { HandClock, SECOND } from './hand-clock.ts';
import { getWith, replyOf } from './messages.ts';
import { type FeaturesStage, testOfOptions, withOptions } from './stage.ts';
import { dateIn, FRESH, isHit, LONG_AGO, sceneAfter } from './stored.ts';

const HINT =
  'How long a response is fresh its origin says, in one field or another; ' +
  'what it says unclearly is as good as stale (RFC 9111 4.2.1).';

/** Dates that are none, or not to the letter (RFC 9110 5.6.7). */
const NO_DATES = [
  '0',
  '-1',
  '',
  'never',
  '4070908800',
  '2099-01-01T00:00:00Z',
  'Thu, 01 Jan 2099 00:00:00',
  'Thu, 01 Jan 2099 00:00:00 UTC',
  'Thu, 01 Jan 2099 00:00:00 +0000',
  'Thu, 01 Jan 2099 00:00:00 EST',
  'Thu, 1 Jan 2099 00:00:00 GMT',
  'Thu, 01 Jan 99 00:00:00 GMT',
  'Fri, 01 Jan 2099 00:00:00 GMT',
  'Sat, 31 Feb 2099 00:00:00 GMT',
  'Thu, 01 Jan 2099 24:00:00 GMT',
  'Thu, 01 Jan 2099 00:00 GMT',
  'thu, 01 jan 2099 00:00:00 gmt',
  '"Thu, 01 Jan 2099 00:00:00 GMT"',
  'Thu, 01 Jan 2099 00:00:00 GMT, Thu, 01 Jan 2099 00:00:00 GMT',
];

const DAY = 24 * 60 * 60;

/** How long after they have come responses are fresh, in seconds. */
const LIFETIMES = [
  // a tenth of the time since the last change, and a day at most (4.2.2)
  [`Last-Modified: ${dateIn(-1000)}`, 100],
  [`Last-Modified: ${dateIn(-1009)}`, 100],
  [`Date: ${dateIn(-30)}\r\nLast-Modified: ${dateIn(-1030)}`, 70],
  [`Last-Modified: ${dateIn(-9 * DAY)}`, 0.9 * DAY],
  [`Last-Modified: ${dateIn(-99 * DAY)}`, DAY],
  [`Cache-Control: public\r\nLast-Modified: ${dateIn(-1000)}`, 100],
  [`Cache-Control: max-age=5\r\nLast-Modified: ${dateIn(-1000)}`, 5],
  [`Expires: ${dateIn(5)}\r\nLast-Modified: ${dateIn(-1000)}`, 5],
  // what contradicts itself (4.2.1)
  ['Cache-Control: max-age=10\r\nCache-Control: max-age=10', 10],
  ['Cache-Control: s-maxage=10, max-age=20, max-age=30', 10],
  // Age, as the caches before us tell it (5.1)
  ['Cache-Control: max-age=10\r\nAge: 3\r\nAge: 9', 7],
  ['Cache-Control: max-age=10\r\nAge: 3, 9', 7],
  ['Cache-Control: max-age=10\r\nAge: x', 10],
  ['Cache-Control: max-age=10\r\nAge: -5', 10],
  ['Cache-Control: max-age=10\r\nAge: 5.5', 10],
  ['Cache-Control: max-age=10\r\nAge:', 10],
  // targeted fields come first (RFC 9213)
  ['CDN-Cache-Control: max-age=20\r\nCache-Control: max-age=10', 20],
  ['CDN-Cache-Control: max-age=20\r\nCache-Control: no-store', 20],
  ['CDN-Cache-Control: max-age=20\r\nCache-Control: private', 20],
  ['Cache-Control: s-maxage=10\r\nCDN-Cache-Control: max-age=20', 20],
  [`CDN-Cache-Control: max-age=5\r\nExpires: ${dateIn(99)}`, 5],
  ['CDN-Cache-Control: max-age=20;x=y, no-store=?0', 20],
  ['CDN-Cache-Control: max-age=20\r\nCDN-Cache-Control: x', 20],
  ['CDN-Cache-Control:\r\nCache-Control: max-age=10', 10],
  ['CDN-Cache-Control: max-age=20, &\r\nCache-Control: max-age=10', 10],
  ['CDN-Cache-Control: MAX-AGE=20\r\nCache-Control: max-age=10', 10],
  ['CDN-Cache-Control: max-age=\r\nCache-Control: max-age=10', 10],
  [`CDN-Cache-Control: a b\r\nExpires: ${dateIn(9)}`, 9],
] as const;

/** Responses that are not fresh for a moment. */
const NEVER_FRESH = [
  `Last-Modified: ${dateIn(0)}`,
  `Last-Modified: ${dateIn(99)}`,
  'Last-Modified: yesterday',
  `Date: ${dateIn(-500)}\r\nLast-Modified: ${dateIn(-1500)}`,
  `Expires: ${dateIn(0)}\r\nLast-Modified: ${dateIn(-1000)}`,
  `Date: ${dateIn(9)}\r\nExpires: ${dateIn(9)}`,
  'Cache-Control: max-age=10, max-age=20',
  'Cache-Control: max-age=20\r\nCache-Control: max-age=10',
  'Cache-Control: max-age=10, s-maxage=x',
  'Cache-Control: max-age=10, s-maxage=20, s-maxage=30',
  'Cache-Control: max-age =10',
  'Cache-Control: public, private, max-age=10',
  'Cache-Control: max-age=10\r\nAge: 99999999999999999999',
  'CDN-Cache-Control: no-store\r\nCache-Control: max-age=10',
  'CDN-Cache-Control: private\r\nCache-Control: max-age=10',
  'CDN-Cache-Control: no-cache\r\nCache-Control: max-age=10',
  'CDN-Cache-Control: max-age=0\r\nCache-Control: max-age=10',
  `CDN-Cache-Control: x\r\nExpires: ${dateIn(9)}`,
  'CDN-Cache-Control: max-age=10, max-age=0',
] as const;

/** What is answered from the store: the request's own fields, the status. */
const HITS = [
  ['GET', 'X: y', 200],
  ['HEAD', 'X: y', 200],
  ['GET', 'If-None-Match: "a"', 304],
  ['GET', 'Range: bytes=0-1', 206],
  ['GET', 'Range: bytes=99-', 416],
] as const;

/** How long a response is fresh, and how old it says that it is. */
export function cacheFreshness(stage: FeaturesStage): void {
  const start = async (): Promise<{ all: Scene; clock: HandClock }> => {
    const clock = new HandClock();
    return { all: await scene(withOptions(stage, { clock })), clock };
  };

  describe('freshness', { meta: { hint: HINT } }, () => {
    for (const date of NO_DATES) {
      test(`4.321 stale, since that is no date: Expires: ${JSON.stringify(date)} (RFC 9111 5.3)`, async () => {
        const reply = replyOf('page', `Expires: ${date}`, LONG_AGO);
        expect(await isHit(await sceneAfter(stage, reply))).toBe(false);
      });
    }

    for (const [fields, lifetime] of LIFETIMES) {
      testOfOptions(
        `4.322 fresh for ${lifetime} s: ${JSON.stringify(fields)} (RFC 9111 4.2.1)`,
        async () => {
          const { all, clock } = await start();
          await exchange(all, GET, replyOf('page', fields));
          clock.turnAlmost(lifetime);
          expect(await isHit(all)).toBe(true);
          clock.turn(1);
          expect(await isHit(all)).toBe(false);
        },
      );
    }

    for (const fields of NEVER_FRESH) {
      testOfOptions(
        `4.323 not fresh: ${JSON.stringify(fields)} (RFC 9111 4.2.1)`,
        async () => {
          const { all } = await start();
          await exchange(all, GET, replyOf('page', fields));
          expect(await isHit(all)).toBe(false);
        },
      );
    }
  });

  describe('Age', { meta: { hint: HINT } }, () => {
    for (const [method, field, status] of HITS) {
      testOfOptions(
        `4.324 on each hit: ${method}, ${field}: ${status} (RFC 9111 5.1)`,
        async () => {
          const { all, clock } = await start();
          await exchange(all, GET, replyOf('page', FRESH, 'ETag: "a"'));
          clock.turn(7 * SECOND);
          const request = getWith(field).replace('GET', method);
          const { response } = await exchange(all, request);
          expect(response.status).toBe(status);
          expect(valuesOf(response, 'Age')).toEqual(['7']);
        },
      );
    }

    testOfOptions(
      '4.325 not on what was just fetched, nor just validated (RFC 9111 5.1)',
      async () => {
        const { all, clock } = await start();
        const tagged = ['Cache-Control: max-age=10', 'ETag: "a"'];
        const first = await exchange(all, GET, replyOf('page', ...tagged));
        expect(valuesOf(first.response, 'Age')).toEqual([]);
        clock.turn(20 * SECOND);
        const same = head('HTTP/1.1 304 Not Modified', 'ETag: "a"');
        const second = await exchange(all, GET, same);
        expect(second.response.body).toBe('page');
        expect(valuesOf(second.response, 'Age')).toEqual([]);
        clock.turn(20 * SECOND);
        const asked = getWith('If-None-Match: "a"');
        const third = await exchange(all, asked, same);
        expect(third.response.status).toBe(304);
        expect(valuesOf(third.response, 'Age')).toEqual([]);
      },
    );

    for (const [age, then] of [
      ['X: y', '3'],
      ['Age: 4', '7'],
      [`Date: ${dateIn(15)}`, '8'],
    ] as const) {
      testOfOptions(
        `4.326 counts from the 304 on: ${age} (RFC 9111 4.2.3, 4.3.4)`,
        async () => {
          const { all, clock } = await start();
          const fields = ['Cache-Control: max-age=10', 'ETag: "a"', 'Age: 9'];
          await exchange(all, GET, replyOf('page', ...fields));
          clock.turn(20 * SECOND);
          const same = head('HTTP/1.1 304 Not Modified', 'ETag: "a"', age);
          await exchange(all, GET, same);
          clock.turn(3 * SECOND);
          const { response } = await exchange(all, GET, OK);
          expect(response.body).toBe('page');
          expect(valuesOf(response, 'Age')).toEqual([then]);
        },
      );
    }
  });
}
