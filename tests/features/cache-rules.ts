import { describe, expect, test } from 'vitest';
import { GET, OK, postOf } from '../kit/bytes.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';
import { getWith, replyOf } from './messages.ts';

const HINT =
  'A response may be used again only if its origin vouches for it, to whom ' +
  'it may be shown, and for as long as it says (RFC 9111 3, 4.2, 5.2).';

const FRESH = 'Cache-Control: max-age=1000';
const AUTHORIZED = getWith('Authorization: Basic eDp5');

// Dates do not depend on what clock hangs on the wall.
const DATE = 'Date: Thu, 01 Jan 2026 00:00:00 GMT';
const LATER = 'Expires: Thu, 01 Jan 2099 00:00:00 GMT';

/** Field lines of responses that may be stored. */
const STORED = [
  'Cache-Control: max-age=1000',
  'Cache-control: max-age=1000',
  'cache-control:MAX-AGE=1000',
  'CACHE-CONTROL: Public , Max-Age=1000',
  'Cache-Control: max-age="1000"',
  'Cache-Control: public\r\nCache-Control: max-age=1000',
  'Cache-Control: s-maxage=1000',
  'Cache-Control: max-age=0, s-maxage=1000',
  'Cache-Control: max-age=1000, private="Set-Cookie"',
  'Cache-Control: max-age=1000\r\nSet-Cookie: a=b',
  'Cache-Control: max-age=1000, x="no-store, private"',
  'Cache-Control: max-age=1000, no-storeroom',
  'Cache-Control: max-age=99999999999999999999',
  'Cache-Control: x=\xe9, max-age=1000',
  'Cache-Control: max-age=1000\r\nExpires: 0',
  LATER,
  'Expires: Friday, 01-Jan-49 00:00:00 GMT',
  'Expires: Thu Jan  1 00:00:00 2099',
  'Cache-Control: max-age=1000\r\nAge: 999',
  'Cache-Control: max-age=1000\r\nPragma: no-cache',
];

/** Field lines of responses that may not. */
const NOT_STORED = [
  'X: y',
  'ETag: "a"',
  'Cache-Control: public',
  'Cache-Control: max-age=0',
  'Cache-Control: max-age=-1',
  'Cache-Control: max-age=1e3',
  'Cache-Control: max-age',
  'Cache-Control: max-age=',
  'Cache-Control: max-age=\xe9',
  'Cache-Control: max-age=0, max-age=1000',
  'Cache-Control: max-age=1000, no-store',
  'Cache-Control: max-age=1000, No-Store',
  'Cache-Control: max-age=1000\r\ncache-control: no-store',
  'Cache-Control: max-age=1000, private',
  'Cache-Control: max-age=1000, no-cache',
  'Cache-Control: max-age=1000, max-age=0',
  'Cache-Control: max-age=1000, s-maxage=0',
  'Cache-Control: x="max-age=1000"',
  'Cache-Control: max-age=1000\r\nVary: *',
  'Cache-Control: max-age=1000\r\nVary: Accept, *',
  'Cache-Control: max-age=1000\r\nAge: 1000',
  `${DATE}\r\nExpires: 0`,
  `${DATE}\r\nExpires: Thu, 01 Jan 1970 00:00:00 GMT`,
  `${LATER}\r\nCache-Control: max-age=0`,
  `${LATER}\r\nCache-Control: no-store`,
];

/** Statuses that take an outright word of the origin to be stored. */
const STATUSES = ['201 Created', '302 Found', '403 Forbidden', '500 Oops'];

/** Requests that are not answered from the cache, though all is stored. */
const NOT_ANSWERED = [
  getWith('Cache-Control: no-cache'),
  getWith('cache-control: No-Store'),
  getWith('Cache-Control: max-age=0'),
  getWith('Cache-Control: min-fresh=1001'),
  getWith('Pragma: no-cache'),
  getWith('If-Match: "a"'),
  `${getWith('Content-Length: 1')}x`,
  GET.replace('GET', 'OPTIONS'),
  GET.replace('GET', 'get'),
  postOf(''),
];

/** Requests that are. */
const ANSWERED = [
  getWith('Cache-Control: max-age=500'),
  getWith('Cache-Control: x=\xe9'),
  getWith('Cache-Control: min-fresh=10'),
  getWith('Cookie: a=b'),
  AUTHORIZED,
];

/** What is stored of whom, and who is answered with it. */
export function cacheRules(stage: Stage): void {
  const requestsFor = async (
    reply: string,
    first: string,
    second: string,
  ): Promise<number> => {
    const all = await scene(stage);
    await exchange(all, first, reply);
    await exchange(all, second, OK);
    return all.origin.requests.length;
  };

  describe('what is stored', { meta: { hint: HINT } }, () => {
    for (const fields of STORED) {
      test(`4.35 stored: ${JSON.stringify(fields)}`, async () => {
        const reply = replyOf('page', fields);
        expect(await requestsFor(reply, GET, GET)).toBe(1);
      });
    }

    for (const fields of NOT_STORED) {
      test(`4.36 not stored: ${JSON.stringify(fields)}`, async () => {
        const reply = replyOf('page', fields);
        expect(await requestsFor(reply, GET, GET)).toBe(2);
      });
    }

    for (const status of STATUSES) {
      test(`4.37 ${status}: stored if its origin says so, and only then`, async () => {
        const old = 'Last-Modified: Thu, 01 Jan 2015 00:00:00 GMT';
        for (const [fields, requests] of [
          [FRESH, 1],
          [LATER, 1],
          [old, 2],
        ] as const) {
          const reply = replyOf('page', fields).replace('200 OK', status);
          expect(await requestsFor(reply, GET, GET)).toBe(requests);
        }
      });
    }

    for (const [what, request] of [
      ['the answer to no-store', getWith('Cache-Control: no-store')],
      ['the answer to POST', postOf('')],
      ['what only one user may see', AUTHORIZED],
    ] as const) {
      test(`4.38 not stored: ${what}`, async () => {
        const reply = replyOf('page', FRESH);
        expect(await requestsFor(reply, request, GET)).toBe(2);
      });
    }

    for (const said of ['public', 's-maxage=1000', 'must-revalidate']) {
      test(`4.39 stored for all, though asked by one user: ${said}`, async () => {
        const reply = replyOf('page', `Cache-Control: max-age=1000, ${said}`);
        expect(await requestsFor(reply, AUTHORIZED, GET)).toBe(1);
      });
    }
  });

  describe('who is answered', { meta: { hint: HINT } }, () => {
    for (const request of ANSWERED) {
      test(`4.40 from the cache: ${nameOf(request)}`, async () => {
        expect(await requestsFor(replyOf('page', FRESH), GET, request)).toBe(1);
      });
    }

    for (const request of NOT_ANSWERED) {
      test(`4.41 from the origin: ${nameOf(request)}`, async () => {
        const all = await scene(stage);
        await exchange(all, GET, replyOf('page', FRESH));
        const second = await exchange(all, request, OK);
        expect(second.response.body).toBe('ok');
        expect(all.origin.requests.length, 'requests at the origin').toBe(2);
        const [, last = ''] = request.split('close\r\n');
        expect(second.request.raw).toContain(last.split('\r\n')[0]);
      });
    }
  });
}

/** What tells a request from the others. */
function nameOf(request: string): string {
  const [method = ''] = request.split(' ');
  const lines = request.split('\r\n').slice(3).filter(Boolean);
  return JSON.stringify([method, ...lines].join(' '));
}
