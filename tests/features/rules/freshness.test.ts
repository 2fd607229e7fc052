import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  freshnessLifetime,
  isExplicit,
  isHeuristic,
} from '../../../stages/features/cache/rules/freshness.ts';
import { check } from '../../parser/check.ts';
import { dateIn, NOW, responseOf } from './heads.ts';

const DAY = 24 * 60 * 60;

const DATED = `Date: ${dateIn(0)}`;
const EXPIRES = `Expires: ${dateIn(100)}`;

/** Field lines, for how many seconds they keep a response fresh, and why. */
const EXPLICIT = [
  ['s-maxage is for us', ['Cache-Control: max-age=5, s-maxage=10'], 10],
  ['even if it is less', ['Cache-Control: max-age=50, s-maxage=10'], 10],
  ['even if it is no number', ['Cache-Control: max-age=5, s-maxage=x'], 0],
  ['max-age is for all', ['Cache-Control: max-age=10'], 10],
  ['max-age outranks Expires', ['Cache-Control: max-age=10', EXPIRES], 10],
  ['even if it is no number', ['Cache-Control: max-age=x', EXPIRES], 0],
  ['s-maxage does, too', ['Cache-Control: s-maxage=10', EXPIRES], 10],
  ['Expires counts from Date', [DATED, EXPIRES], 100],
  ['or when it came', [EXPIRES], 100],
  ['by Date, not by our clock', [`Date: ${dateIn(-50)}`, EXPIRES], 150],
  ['also if our clock is late', [`Date: ${dateIn(30)}`, EXPIRES], 70],
  ['Date that is none', ['Date: yesterday', EXPIRES], 100],
  ['two Dates are none', [DATED, `Date: ${dateIn(50)}`, EXPIRES], 100],
  ['Expires at Date', [DATED, `Expires: ${dateIn(0)}`], 0],
  ['Expires before Date', [DATED, `Expires: ${dateIn(-1)}`], 0],
  ['Expires that is 0', ['Expires: 0'], 0],
  ['Expires that is -1', ['Expires: -1'], 0],
  ['Expires that is empty', ['Expires:'], 0],
  ['Expires that is no date', ['Expires: in an hour'], 0],
  ['two Expires', [EXPIRES, EXPIRES], 0],
  ['Expires long ago', ['Expires: Thu, 01 Jan 1970 00:00:00 GMT'], 0],
  ['RFC 850', [DATED, 'Expires: Thursday, 01-Jan-26 00:01:00 GMT'], 60],
  ['asctime', [DATED, 'Expires: Thu Jan  1 00:01:00 2026'], 60],
  ['no clamp', ['Cache-Control: max-age=99999999999'], 2 ** 31],
  ['Age is not part of it', ['Age: 5', 'Cache-Control: max-age=9'], 9],
] as const;

/** When it was last changed before it was sent, in seconds, and the guess. */
const GUESSES = [
  [0, 0],
  [9, 0],
  [10, 1],
  [1000, 100],
  [1009, 100],
  [10 * DAY - 10, DAY - 1],
  [10 * DAY, DAY],
  [1000 * DAY, DAY],
  [-1000, 0],
] as const;

const USUAL = [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501];
const UNUSUAL = [
  201, 202, 205, 206, 302, 303, 304, 307, 400, 401, 403, 406, 412, 413, 416,
  421, 429, 451, 500, 502, 503, 504,
];

const OLD = `Last-Modified: ${dateIn(-1000)}`;

describe('4.204 freshness', () => {
  for (const [what, lines, seconds] of EXPLICIT) {
    const said = lines.join(' / ');
    test(`4.204 9111 4.2.1 ${what}: ${seconds} seconds: ${said}`, () => {
      const head = responseOf([...lines, OLD]);
      expect(freshnessLifetime(head, NOW)).toBe(seconds);
      expect(isExplicit(head)).toBe(true);
    });
  }

  for (const [unchanged, seconds] of GUESSES) {
    test(`4.204 9111 4.2.2 unchanged for ${unchanged}: ${seconds}`, () => {
      const modified = `Last-Modified: ${dateIn(-unchanged)}`;
      for (const dated of [[], [DATED]]) {
        const head = responseOf([...dated, modified, 'Cache-Control: x']);
        expect(freshnessLifetime(head, NOW)).toBe(seconds);
        expect(isExplicit(head)).toBe(false);
      }
    });
  }

  for (const lines of [[], ['Last-Modified: 0'], [OLD, OLD]]) {
    test(`4.204 9111 4.2.2 no guess: ${JSON.stringify(lines)}`, () => {
      expect(freshnessLifetime(responseOf(lines), NOW)).toBe(0);
    });
  }

  test('4.204 9111 4.2.2 since the last change: by Date, not our clock', () => {
    const head = responseOf([`Date: ${dateIn(1000)}`, OLD]);
    expect(freshnessLifetime(head, NOW)).toBe(200);
  });

  for (const status of [...USUAL, ...UNUSUAL]) {
    const isUsual = USUAL.includes(status);
    test(`4.204 9110 15.1 ${status}: ${isUsual ? 'a' : 'no'} guess`, () => {
      const head = responseOf([OLD], status);
      expect(freshnessLifetime(head, NOW)).toBe(isUsual ? 100 : 0);
      expect(isHeuristic(head)).toBe(isUsual);
    });

    test(`4.204 9111 4.2.2 ${status} that is public: a guess`, () => {
      const head = responseOf([OLD, 'Cache-Control: public'], status);
      expect(freshnessLifetime(head, NOW)).toBe(100);
      expect(isHeuristic(head)).toBe(true);
    });
  }

  test('4.204 9213 2.2 with targeted directives Expires is no word', () => {
    const head = responseOf([EXPIRES, 'CDN-Cache-Control: public']);
    expect(isExplicit(head)).toBe(false);
  });

  test('4.204 9111 1.2.2 it is a whole number, and never negative', () => {
    const time = fc.integer({ min: -(10 ** 10), max: 10 ** 10 }).map(dateIn);
    const date = fc.oneof(time, fc.constantFrom('', '0', 'x'));
    const name = fc.constantFrom('Date', 'Expires', 'Last-Modified');
    const line = fc.tuple(name, date).map((both) => both.join(':'));
    const field = fc.constantFrom('Cache-Control', 'CDN-Cache-Control');
    const value = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
    const control = fc
      .tuple(field, value)
      .map((both) => both.join(': max-age='));
    const lines = fc.array(fc.oneof(line, control), { maxLength: 4 });
    check(fc.tuple(lines, fc.integer({ min: 0 })), ([all, at]) => {
      const lifetime = freshnessLifetime(responseOf(all), at);
      expect(Number.isInteger(lifetime)).toBe(true);
      expect(lifetime).toBeGreaterThanOrEqual(0);
    });
  });
});
