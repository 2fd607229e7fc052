import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  notSatisfiable,
  partialContent,
  partOf,
} from '../../../stages/features/cache/rules/ranges.ts';
import { check } from '../../parser/check.ts';
import { dateIn, linesOf, NOW, requestOf, responseOf } from './heads.ts';

const WHOLE = undefined;

/** What a range means, of 10 bytes: from, and up to. */
const RANGES = [
  ['bytes=0-0', [0, 1]],
  ['bytes=0-9', [0, 10]],
  ['bytes=2-4', [2, 5]],
  ['bytes=9-9', [9, 10]],
  ['bytes=0-10', [0, 10]],
  ['bytes=5-999999999999999', [5, 10]],
  ['bytes=0-', [0, 10]],
  ['bytes=9-', [9, 10]],
  ['bytes=-1', [9, 10]],
  ['bytes=-10', [0, 10]],
  ['bytes=-11', [0, 10]],
  ['bytes=007-008', [7, 9]],
  ['BYTES=2-4', [2, 5]],
  ['bytes=,\t2-4 ,', [2, 5]],
  ['bytes= 2-4\t,', [2, 5]],
  ['bytes=10-', 'none'],
  ['bytes=10-20', 'none'],
  ['bytes=-0', 'none'],
  ['bytes=999999999999999-', 'none'],
  ['bytes=4-2', WHOLE],
  ['bytes=20-10', WHOLE],
  ['bytes=0-1,3-4', WHOLE], // several: we may answer with all
  ['bytes=0-1, -1', WHOLE],
  ['bytes=9999999999999999-', WHOLE],
  ['bytes=0-9999999999999999', WHOLE],
  ['lines=2-4', WHOLE],
  ['xbytes=2-4', WHOLE],
  ['bytes', WHOLE],
  ['bytes=', WHOLE],
  ['bytes=-', WHOLE],
  ['bytes=2', WHOLE],
  ['bytes 2-4', WHOLE],
  ['bytes =2-4', WHOLE],
  ['bytes=2 -4', WHOLE],
  ['bytes=2--4', WHOLE],
  ['bytes=--4', WHOLE],
  ['bytes=+2-4', WHOLE],
  ['bytes=2.0-4', WHOLE],
  ['bytes=0x2-4', WHOLE],
  ['bytes=a-b', WHOLE],
  ['bytes=2-4;x', WHOLE],
  ['bytes="2-4"', WHOLE],
  ['', WHOLE],
] as const;

const TAG = 'ETag: "a"';
const MODIFIED = `Last-Modified: ${dateIn(-1)}`;
const DATED = `Date: ${dateIn(0)}`;

/** What is stored, the condition of a range, and whether it holds. */
const CONDITIONS = [
  ['its tag', [TAG], '"a"', true],
  ['another tag', [TAG], '"b"', false],
  ['a weak tag', [TAG], 'W/"a"', false],
  ['a weak tag of a weak one', ['ETag: W/"a"'], 'W/"a"', false],
  ['a strong tag of a weak one', ['ETag: W/"a"'], '"a"', false],
  ['a tag of none', [MODIFIED, DATED], '"a"', false],
  ['two tags', [TAG], '"a", "b"', false],
  ['any tag', [TAG], '*', false],
  ['its date, a second before', [MODIFIED, DATED], dateIn(-1), true],
  [
    'its date, in the same second',
    [`Last-Modified: ${dateIn(0)}`, DATED],
    dateIn(0),
    false,
  ],
  ['its date, when not known', [MODIFIED], dateIn(-1), false],
  ['a later date', [MODIFIED, DATED], dateIn(0), false],
  ['an earlier date', [MODIFIED, DATED], dateIn(-2), false],
  ['the date of what has none', [DATED], dateIn(-1), false],
  ['no date', ['Last-Modified: x', DATED], 'x', false],
  ['nothing', [TAG, MODIFIED, DATED], '', false],
] as const;

describe('4.218 the part that is wanted', () => {
  for (const [range, part] of RANGES) {
    const what = typeof part === 'object' ? `${part}` : (part ?? 'whole');
    test(`4.218 9110 14.1.2 ${JSON.stringify(range)}: ${what}`, () => {
      const request = requestOf([`Range: ${range}`]);
      const [from, to] = typeof part === 'object' ? part : [];
      const expected = from === undefined ? part : { from, to };
      expect(partOf(request, responseOf(), 10, NOW)).toEqual(expected);
    });
  }

  for (const [what, stored, condition, holds] of CONDITIONS) {
    test(`4.218 9110 13.1.5 If-Range is ${what}: ${holds}`, () => {
      const lines = ['Range: bytes=2-4', `If-Range: ${condition}`];
      const part = partOf(requestOf(lines), responseOf(stored), 10, NOW);
      expect(part).toEqual(holds ? { from: 2, to: 5 } : WHOLE);
    });
  }

  test('4.218 9110 13.1.5 nor is one told then that there is no such part', () => {
    const lines = ['Range: bytes=10-', 'If-Range: "b"'];
    const part = partOf(requestOf(lines), responseOf([TAG]), 10, NOW);
    expect(part).toBe(WHOLE);
  });

  test('4.218 9110 14.2 several lines of Range: the whole', () => {
    const request = requestOf(['Range: bytes=0-1', 'Range: bytes=3-4']);
    expect(partOf(request, responseOf(), 10, NOW)).toBe(WHOLE);
  });

  test('4.218 9110 14.2 without Range: the whole', () => {
    expect(partOf(requestOf(), responseOf(), 10, NOW)).toBe(WHOLE);
  });

  for (const method of ['HEAD', 'POST', 'get']) {
    test(`4.218 9110 14.2 ${method} has no ranges`, () => {
      const request = requestOf(['Range: bytes=0-1'], method);
      expect(partOf(request, responseOf(), 10, NOW)).toBe(WHOLE);
    });
  }

  for (const status of [201, 203, 206, 301, 404]) {
    test(`4.218 9110 14.2 a ${status} is shown whole`, () => {
      const request = requestOf(['Range: bytes=0-1']);
      expect(partOf(request, responseOf([], status), 10, NOW)).toBe(WHOLE);
    });
  }

  for (const range of ['0-', '0-0', '5-', '-5', '-0']) {
    test(`4.218 9110 14.1.2 ${range} of no bytes at all: the whole`, () => {
      const request = requestOf([`Range: bytes=${range}`]);
      expect(partOf(request, responseOf(), 0, NOW)).toBe(WHOLE);
    });
  }

  for (const range of ['0-', '0-0', '-1']) {
    test(`4.851 9110 14.1.2 ${range} of a single byte: that one`, () => {
      const request = requestOf([`Range: bytes=${range}`]);
      const part = { from: 0, to: 1 };
      expect(partOf(request, responseOf(), 1, NOW)).toEqual(part);
    });
  }

  test('4.218 9110 14.1.2 a part has bytes, and none that are not there', () => {
    const place = fc.oneof(fc.nat(20), fc.maxSafeNat(), fc.constant(''));
    const range = fc.tuple(place, place).map((both) => both.join('-'));
    check(fc.tuple(range, fc.nat(20)), ([text, length]) => {
      const request = requestOf([`Range: bytes=${text}`]);
      const part = partOf(request, responseOf(), length, NOW);
      if (!part || part === 'none') return;
      expect(part.from).toBeGreaterThanOrEqual(0);
      expect(part.to).toBeGreaterThan(part.from);
      expect(part.to).toBeLessThanOrEqual(length);
    });
  });
});

describe('4.219 the heads of parts', () => {
  test('4.219 9110 15.3.7 a 206 says which part it is, and all else', () => {
    const stored = responseOf([TAG, 'Content-Type: a/b', 'Content-Range: x']);
    const answer = partialContent(stored, { from: 2, to: 5 }, 10);
    const range = 'Content-Range: bytes 2-4/10';
    expect(linesOf(answer)).toEqual([TAG, 'Content-Type: a/b', range]);
    expect(answer.status).toBe(206);
    expect(answer.reason).toBe('Partial Content');
    expect(linesOf(stored)).toContain('Content-Range: x');
  });

  test('4.219 9110 15.5.17 a 416 says how much there is', () => {
    const kept = [DATED, 'age: 1', 'Vary: X, Y'];
    const others = [TAG, 'Cache-Control: max-age=9', 'X-Date: 1', 'Vary-By: X'];
    const stored = responseOf([...others, ...kept]);
    const answer = notSatisfiable(stored, 10);
    expect(linesOf(stored)).toEqual([...others, ...kept]);
    expect(linesOf(answer)).toEqual([...kept, 'Content-Range: bytes */10']);
    expect(answer.status).toBe(416);
    expect(answer.reason).toBe('Range Not Satisfiable');
  });

  test('4.219 9110 15.5.17 and makes up nothing', () => {
    const answer = notSatisfiable(responseOf(), 10);
    expect(linesOf(answer)).toEqual(['Content-Range: bytes */10']);
  });
});
