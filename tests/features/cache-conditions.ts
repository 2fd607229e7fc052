import { describe, expect, test } from 'vitest';
import { GET } from '../kit/bytes.ts';
import { valuesOf } from '../kit/message.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';
import { getWith, replyOf, TEXT, variesBy } from './messages.ts';
import { FRESH, sceneAfter } from './stored.ts';

const HINT =
  'A client that has already what is stored is told so, 304; which of its ' +
  'conditions counts RFC 9110 13.2.2 says (RFC 9111 4.3.2).';

const DATE = 'Wed, 01 Jan 2020 00:00:00 GMT';
const BEFORE = 'Tue, 31 Dec 2019 23:59:59 GMT';
const AFTER = 'Wed, 01 Jan 2020 00:00:01 GMT';
const MODIFIED = `Last-Modified: ${DATE}`;

/** What is stored, what the client says, and what it is told. */
const CASES = [
  ['ETag: "a"', 'If-None-Match: "a"', 304],
  ['ETag: "a"', 'If-None-Match: W/"a"', 304],
  ['ETag: W/"a"', 'If-None-Match: "a"', 304],
  ['ETag: W/"a"', 'If-None-Match: W/"a"', 304],
  ['ETag: "a"', 'If-None-Match: "x", "a"', 304],
  ['ETag: "a"', 'If-None-Match: "x","a","y"', 304],
  ['ETag: "a"', 'If-None-Match: "x"\r\nIf-None-Match: "a"', 304],
  ['ETag: "a, b"', 'If-None-Match: "a, b"', 304],
  ['ETag: "a"', 'If-None-Match: *', 304],
  ['X: y', 'If-None-Match: *', 304],
  ['ETag: "a"', 'If-None-Match: "A"', 200],
  ['ETag: "a"', 'If-None-Match: "b"', 200],
  ['ETag: "a"', 'If-None-Match: "x, "a"', 200],
  ['ETag: "a"', 'If-None-Match: a', 200],
  ['ETag: "a"', 'If-None-Match:', 200],
  ['ETag: "a"', 'If-None-Match: ""', 200],
  ['X: y', 'If-None-Match: "a"', 200],
  [MODIFIED, `If-Modified-Since: ${DATE}`, 304],
  [MODIFIED, `If-Modified-Since: ${AFTER}`, 304],
  [MODIFIED, 'If-Modified-Since: Wednesday, 01-Jan-20 00:00:00 GMT', 304],
  [MODIFIED, 'If-Modified-Since: Wed Jan  1 00:00:00 2020', 304],
  [MODIFIED, `If-Modified-Since: ${BEFORE}`, 200],
  [MODIFIED, 'If-Modified-Since: x', 200],
  [MODIFIED, 'If-Modified-Since: 2020-01-01', 200],
  [MODIFIED, `If-Modified-Since: ${DATE}, ${DATE}`, 200],
  ['Last-Modified: x', `If-Modified-Since: ${DATE}`, 200],
  // without Last-Modified its Date counts
  [`Date: ${DATE}`, `If-Modified-Since: ${DATE}`, 304],
  [`Date: ${AFTER}`, `If-Modified-Since: ${DATE}`, 200],
  [`Date: ${AFTER}\r\n${MODIFIED}`, `If-Modified-Since: ${DATE}`, 304],
  // the tags outrank the date
  [
    `ETag: "a"\r\n${MODIFIED}`,
    `If-None-Match: "b"\r\nIf-Modified-Since: ${DATE}`,
    200,
  ],
  [
    `ETag: "a"\r\n${MODIFIED}`,
    `If-None-Match: "a"\r\nIf-Modified-Since: ${BEFORE}`,
    304,
  ],
  [MODIFIED, `If-None-Match: x\r\nIf-Modified-Since: ${DATE}`, 200],
  // and conditions outrank a range
  ['ETag: "a"', 'If-None-Match: "a"\r\nRange: bytes=0-1', 304],
  ['ETag: "a"', 'If-None-Match: "b"\r\nRange: bytes=0-1', 206],
] as const;

/** Fields of a 304: what may have changed, and what tells it from others. */
const KEPT = [
  `Date: ${DATE}`,
  'Cache-Control: max-age=9999999999',
  'Content-Location: /a',
  'ETag: "a"',
  `Expires: ${AFTER}`,
  `Last-Modified: ${BEFORE}`,
  'Vary: X',
  'CDN-Cache-Control: max-age=9999999999',
];

/** Fields that it has no use for. */
const LEFT_OUT = [
  'Content-Type: text/plain',
  'Content-Language: de',
  'Set-Cookie: a=b',
  'X-Own: 1',
];

/** The conditions of clients, judged by the cache. */
export function cacheConditions(stage: Stage): void {
  describe('conditions of clients', { meta: { hint: HINT } }, () => {
    for (const [stored, fields, status] of CASES) {
      const date = /^Date/.test(stored)
        ? 'Cache-Control: max-age=9999999999'
        : FRESH;
      const what = JSON.stringify(`${stored} / ${fields}`);
      test(`4.357 ${status}: ${what} (RFC 9111 4.3.2)`, async () => {
        const all = await sceneAfter(stage, replyOf('page', date, stored));
        const { response } = await exchange(all, getWith(fields));
        expect(response.status).toBe(status);
        expect(response.body).toBe({ 200: 'page', 206: 'pa', 304: '' }[status]);
        expect(all.origin.requests.length, 'requests at the origin').toBe(1);
      });
    }

    test('4.358 a 304 carries what may have changed, and no more (RFC 9110 15.4.5)', async () => {
      const all = await sceneAfter(stage, replyOf('x', ...KEPT, ...LEFT_OUT));
      const asked = getWith('If-None-Match: "a"');
      const { response } = await exchange(all, asked);
      expect(response.line).toBe('HTTP/1.1 304 Not Modified');
      const lines = response.fields.map((field) => field.join(': '));
      // What the proxy says itself is for other tests.
      const own = /^(age|cache-status|connection|foo|vary: accept-enc)/i;
      const rest = lines.filter((line) => !own.test(line));
      expect(lines).toEqual(expect.arrayContaining(KEPT));
      expect(rest).toHaveLength(KEPT.length);
    });

    for (const [what, type, body, tag] of [
      ['compressed', 'text/plain', TEXT, 'W/"a"'],
      ['too short for that', 'text/plain', 'x', '"a"'],
      ['of a type that does not shrink', 'image/png', TEXT, '"a"'],
    ] as const) {
      test(`4.806 a 304 of the cache's own has the ETag of its 200: ${what} (RFC 9110 15.4.5)`, async () => {
        const fields = [FRESH, `Content-Type: ${type}`, 'ETag: "a"'];
        const all = await sceneAfter(stage, replyOf(body, ...fields));
        const gzip = 'Accept-Encoding: gzip';
        const { response: whole } = await exchange(all, getWith(gzip));
        const known = getWith(gzip, 'If-None-Match: "a"');
        const { response } = await exchange(all, known);
        expect(response.status).toBe(304);
        for (const each of [whole, response]) {
          expect(valuesOf(each, 'ETag')).toEqual([tag]);
        }
        expect(variesBy(response)).toEqual(variesBy(whole));
        expect(valuesOf(response, 'Content-Type')).toEqual([]);
        expect(all.origin.requests.length, 'requests at the origin').toBe(1);
      });
    }

    test('4.359 another status is no answer to a condition (RFC 9110 13.2.1)', async () => {
      const reply = replyOf('gone', FRESH, 'ETag: "a"');
      const gone = reply.replace('200 OK', '404 Not Found');
      const all = await sceneAfter(stage, gone);
      const asked = getWith('If-None-Match: "a"');
      const { response } = await exchange(all, asked);
      expect(response).toMatchObject({ status: 404, body: 'gone' });
      expect(all.origin.requests.length, 'requests at the origin').toBe(1);
    });

    test('4.360 what was fetched for a condition answers all (RFC 9111 4.3.2)', async () => {
      const asked = getWith('If-None-Match: "old"');
      const reply = replyOf('page', FRESH, 'ETag: "a"');
      const all = await sceneAfter(stage, reply, asked);
      const { response } = await exchange(all, GET);
      expect(response).toMatchObject({ status: 200, body: 'page' });
      expect(all.origin.requests.length, 'requests at the origin').toBe(1);
    });
  });
}
