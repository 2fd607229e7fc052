import { describe, expect, test } from 'vitest';
import { chunks, head } from '../kit/bytes.ts';
import { valuesOf } from '../kit/message.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';
import { getWith, replyOf, textOf } from './messages.ts';
import { FRESH, isHit, sceneAfter } from './stored.ts';

const HINT =
  'A part of what is stored whole is cut from it: 206. Where a range is none, ' +
  'or its condition does not hold, the whole is the answer (RFC 9110 14).';

const BODY = '0123456789';
const DATE = 'Wed, 01 Jan 2020 00:00:00 GMT';
const MODIFIED = `Last-Modified: ${DATE}`;

/** What is asked for of ten bytes, and the part that is the answer. */
const PARTS = [
  ['bytes=0-0', '0', '0-0'],
  ['bytes=0-3', '0123', '0-3'],
  ['bytes=4-', '456789', '4-9'],
  ['bytes=9-', '9', '9-9'],
  ['bytes=0-', BODY, '0-9'],
  ['bytes=0-9', BODY, '0-9'],
  ['bytes=8-99', '89', '8-9'],
  ['bytes=-3', '789', '7-9'],
  ['bytes=-10', BODY, '0-9'],
  ['bytes=-99', BODY, '0-9'],
  ['Bytes=1-2', '12', '1-2'],
  ['bytes= 1-2 ', '12', '1-2'],
  ['bytes=001-002', '12', '1-2'],
] as const;

/** Ranges with no byte of the ten. */
const NO_PART = ['bytes=10-', 'bytes=10-20', 'bytes=99-99', 'bytes=-0'];

/** What is no range, or more than one: the whole is the answer. */
const WHOLE = [
  'bytes=0-1,4-5',
  'bytes=0-1, 4-5, -1',
  'bytes=0-1\r\nRange: bytes=4-5',
  'bytes=3-2',
  'bytes=-',
  'bytes=',
  'bytes',
  'bytes=a-b',
  'bytes=1-b',
  'bytes=1',
  'bytes=--1',
  'bytes=0x1-2',
  'bytes=+1-2',
  'bytes=1-2-3',
  'lines=0-1',
  '0-1',
];

/** What is stored, the condition of a range, and whether it holds. */
const CONDITIONS = [
  ['ETag: "a"', '"a"', true],
  ['ETag: "a"', '"b"', false],
  ['ETag: "a"', 'W/"a"', false],
  ['ETag: W/"a"', 'W/"a"', false],
  ['ETag: W/"a"', '"a"', false],
  ['ETag: "a"', 'a', false],
  ['ETag: "a"', '"a", "a"', false],
  ['ETag: "a"', '*', false],
  ['X: y', '"a"', false],
  [MODIFIED, DATE, true],
  [MODIFIED, 'Wed, 01 Jan 2020 00:00:01 GMT', false],
  [MODIFIED, 'Tue, 31 Dec 2019 23:59:59 GMT', false],
  [MODIFIED, 'Wed Jan  1 00:00:00 2020', false],
  [`ETag: "a"\r\n${MODIFIED}`, '"b"', false],
  ['X: y', DATE, false],
  // It may have changed twice in the second in which it was sent.
  [`${MODIFIED}\r\nDate: ${DATE}`, DATE, false],
  [`${MODIFIED}\r\nDate: Wed, 01 Jan 2020 00:00:01 GMT`, DATE, true],
] as const;

/** Parts of stored responses. */
export function cacheRanges(stage: Stage): void {
  const whole = replyOf(BODY, FRESH, 'ETag: "a"', 'X: 1');

  describe('ranges of what is stored', { meta: { hint: HINT } }, () => {
    for (const [range, body, part] of PARTS) {
      test(`4.362 206: ${range}: bytes ${part} (RFC 9110 14.1.2)`, async () => {
        const all = await sceneAfter(stage, whole);
        const asked = getWith(`Range: ${range}`);
        const { response } = await exchange(all, asked);
        expect(response).toMatchObject({
          status: 206,
          framing: 'length',
          body,
        });
        const ranges = valuesOf(response, 'Content-Range');
        expect(ranges).toEqual([`bytes ${part}/10`]);
        expect(valuesOf(response, 'ETag')).toEqual(['"a"']);
        expect(valuesOf(response, 'X')).toEqual(['1']);
        expect(all.origin.requests.length, 'requests at the origin').toBe(1);
      });
    }

    for (const range of NO_PART) {
      test(`4.363 416: ${range} (RFC 9110 15.5.17)`, async () => {
        const all = await sceneAfter(stage, whole);
        const asked = getWith(`Range: ${range}`);
        const { response } = await exchange(all, asked);
        expect(response).toMatchObject({ status: 416, body: '' });
        const ranges = valuesOf(response, 'Content-Range');
        expect(ranges).toEqual(['bytes */10']);
        expect(all.origin.requests.length, 'requests at the origin').toBe(1);
        expect(await isHit(all)).toBe(true);
      });
    }

    test('4.814 a 416 says by what the whole varies, however spelled (RFC 9110 12.5.5)', async () => {
      const all = await sceneAfter(stage, replyOf(BODY, FRESH, 'vary: X'));
      const { response } = await exchange(all, getWith('Range: bytes=10-'));
      expect(response.status).toBe(416);
      expect(valuesOf(response, 'Vary')).toEqual(['X']);
    });

    for (const range of WHOLE) {
      test(`4.364 the whole: ${JSON.stringify(range)} (RFC 9110 14.2)`, async () => {
        const all = await sceneAfter(stage, whole);
        const asked = getWith(`Range: ${range}`);
        const { response } = await exchange(all, asked);
        expect(response).toMatchObject({ status: 200, body: BODY });
        expect(valuesOf(response, 'Content-Range')).toEqual([]);
        expect(all.origin.requests.length, 'requests at the origin').toBe(1);
      });
    }

    for (const [stored, condition, doesHold] of CONDITIONS) {
      const what = JSON.stringify(`${stored} / ${condition}`);
      test(`4.365 If-Range ${doesHold ? 'holds' : 'does not hold'}: ${what} (RFC 9110 13.1.5)`, async () => {
        const long = 'Cache-Control: max-age=9999999999';
        const all = await sceneAfter(stage, replyOf(BODY, long, stored));
        const fields = ['Range: bytes=0-1', `If-Range: ${condition}`];
        const { response } = await exchange(all, getWith(...fields));
        expect(response.status).toBe(doesHold ? 206 : 200);
        expect(response.body).toBe(doesHold ? '01' : BODY);
        expect(all.origin.requests.length, 'requests at the origin').toBe(1);
      });
    }

    test('4.366 a condition that does not hold makes no 416 (RFC 9110 13.1.5)', async () => {
      const all = await sceneAfter(stage, whole);
      const asked = getWith('Range: bytes=99-', 'If-Range: "b"');
      const { response } = await exchange(all, asked);
      expect(response).toMatchObject({ status: 200, body: BODY });
    });

    for (const [what, reply] of [
      ['chunked', 'Transfer-Encoding: chunked'],
      ['until the close', 'X: y'],
    ] as const) {
      test(`4.367 of what came ${what} the length is known by then (RFC 9110 14.4)`, async () => {
        const start = head('HTTP/1.1 200 OK', FRESH, reply);
        const bytes =
          start + (what === 'chunked' ? chunks('0123', '456789') : BODY);
        const all = await sceneAfter(stage, { bytes, ending: 'FIN' });
        const { response } = await exchange(all, getWith('Range: bytes=2-5'));
        expect(response).toMatchObject({ status: 206, body: '2345' });
        const ranges = valuesOf(response, 'Content-Range');
        expect(ranges).toEqual(['bytes 2-5/10']);
      });
    }

    test('4.398 a part says by what the whole varies (RFC 9110 15.3.7)', async () => {
      const all = await sceneAfter(stage, textOf(BODY.repeat(9), FRESH));
      for (const accepted of ['gzip', 'identity']) {
        const fields = ['Range: bytes=2-5', `Accept-Encoding: ${accepted}`];
        const { response } = await exchange(all, getWith(...fields));
        expect(response).toMatchObject({ status: 206, body: '2345' });
        expect(valuesOf(response, 'Vary')).toEqual(['Accept-Encoding']);
        expect(valuesOf(response, 'Content-Encoding')).toEqual([]);
      }
    });

    test('4.805 a part has no digest of all that was sent (RFC 9530 2)', async () => {
      const digests = ['Content-Digest: sha-256=:x:', 'Content-MD5: x'];
      const fields = [...digests, 'Repr-Digest: sha-256=:x:'];
      const all = await sceneAfter(stage, replyOf(BODY, FRESH, ...fields));
      const { response } = await exchange(all, getWith('Range: bytes=2-5'));
      expect(response).toMatchObject({ status: 206, body: '2345' });
      expect(valuesOf(response, 'Content-Digest')).toEqual([]);
      expect(valuesOf(response, 'Content-MD5')).toEqual([]);
      expect(valuesOf(response, 'Repr-Digest')).toEqual(['sha-256=:x:']);
    });

    test('4.368 another status has no parts (RFC 9110 14.2)', async () => {
      const gone = whole.replace('200 OK', '404 Not Found');
      const all = await sceneAfter(stage, gone);
      const { response } = await exchange(all, getWith('Range: bytes=0-1'));
      expect(response).toMatchObject({ status: 404, body: BODY });
    });

    test('4.369 of an empty body all is the whole (RFC 9110 14.2)', async () => {
      const all = await sceneAfter(stage, replyOf('', FRESH));
      for (const range of ['bytes=0-', 'bytes=-1']) {
        const { response } = await exchange(all, getWith(`Range: ${range}`));
        expect(response).toMatchObject({ status: 200, body: '' });
      }
    });

    test('4.371 a part from the origin is passed on, and kept by nobody (RFC 9111 3.4)', async () => {
      const fields = [FRESH, 'ETag: "a"', 'Content-Range: bytes 2-3/10'];
      const part = replyOf('23', ...fields).replace('200 OK', '206 Part');
      const asked = getWith('Range: bytes=2-3');
      const all = await sceneAfter(stage, part, asked);
      expect(await isHit(all, asked)).toBe(false);
      expect(await isHit(all)).toBe(false);
    });
  });
}
