import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialAge } from '../../../stages/features/cache/rules/freshness.ts';
import { check } from '../../parser/check.ts';
import { dateIn, NOW, responseOf } from './heads.ts';

/** Field lines, how long the answer took, and how old that makes it. */
const AGES = [
  ['nothing is said', [], 0, 0],
  ['how long it took is not known to be age', [], 3, 3],
  ['Date is now', [`Date: ${dateIn(0)}`], 0, 0],
  ['Date was', [`Date: ${dateIn(-10)}`], 0, 10],
  ['Date was, and it took a while', [`Date: ${dateIn(-10)}`], 3, 10],
  ['Date will be', [`Date: ${dateIn(10)}`], 0, 0],
  ['Date that is none', ['Date: 0'], 0, 0],
  ['RFC 850', ['Date: Wednesday, 31-Dec-25 23:59:59 GMT'], 0, 1],
  ['Age', ['Age: 10'], 0, 10],
  ['Age, and it took a while', ['Age: 10'], 3, 13],
  ['Age is more', ['Age: 20', `Date: ${dateIn(-10)}`], 3, 23],
  ['Date is more', ['Age: 5', `Date: ${dateIn(-10)}`], 3, 10],
  ['Age with zeros', ['Age: 007'], 0, 7],
  ['of two the first', ['Age: 10, 20'], 0, 10],
  ['of two lines, too', ['Age: 20', 'Age: 10'], 0, 20],
  ['even if it is none', ['Age: x, 20'], 0, 0],
  ['Age that is empty', ['Age:'], 0, 0],
  ['Age that is negative', ['Age: -10'], 0, 0],
  ['Age that is no whole number', ['Age: 1.5'], 0, 0],
  ['Age in quotes', ['Age: "10"'], 0, 0],
  ['Age with parameters', ['Age: 10;x'], 0, 0],
  ['Age in powers', ['Age: 1e3'], 0, 0],
  ['older than old', ['Age: 99999999999999999999'], 0, 2 ** 31],
] as const;

describe('4.205 age', () => {
  for (const [what, lines, delay, age] of AGES) {
    const said = [...lines, `after ${delay} s`].join(' / ');
    test(`4.205 9111 4.2.3 ${what}: ${said}: ${age}`, () => {
      const requestedAt = NOW - delay * 1000;
      expect(initialAge(responseOf(lines), requestedAt, NOW)).toBe(age);
    });
  }

  test('4.205 9111 4.2.3 it is a number, and never negative', () => {
    const seconds = fc.integer({ min: -(10 ** 10), max: 10 ** 10 });
    const times = fc.tuple(seconds, seconds, fc.nat());
    check(times, ([date, age, delay]) => {
      const head = responseOf([`Date: ${dateIn(date)}`, `Age: ${age}`]);
      expect(initialAge(head, NOW - delay, NOW)).toBeGreaterThanOrEqual(0);
    });
  });
});
