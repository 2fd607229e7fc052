import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDate } from '../../../stages/features/cache/rules/http-date.ts';
import { check } from '../../parser/check.ts';
import { NOW } from './heads.ts';

const THEN = Date.UTC(1994, 10, 6, 8, 49, 37);

const FORMS = {
  'Sun, 06 Nov 1994 08:49:37 GMT': THEN,
  'Sunday, 06-Nov-94 08:49:37 GMT': THEN,
  'Sun Nov  6 08:49:37 1994': THEN,
  'Sun Nov 06 08:49:37 1994': THEN,
  'Sun Nov 13 08:49:37 1994': THEN + 7 * 24 * 60 * 60 * 1000,
  'Monday, 07-Nov-94 00:00:00 GMT': Date.UTC(1994, 10, 7),
  'Tuesday, 08-Nov-94 00:00:00 GMT': Date.UTC(1994, 10, 8),
  'Wednesday, 09-Nov-94 00:00:00 GMT': Date.UTC(1994, 10, 9),
  'Thursday, 10-Nov-94 00:00:00 GMT': Date.UTC(1994, 10, 10),
  'Friday, 11-Nov-94 00:00:00 GMT': Date.UTC(1994, 10, 11),
  'Saturday, 12-Nov-94 00:00:00 GMT': Date.UTC(1994, 10, 12),
  'Thu, 01 Jan 1970 00:00:00 GMT': 0,
  'Wed, 31 Dec 1969 23:59:59 GMT': -1000,
  'Thu, 29 Feb 2024 00:00:00 GMT': Date.UTC(2024, 1, 29),
  'Fri, 31 Dec 9999 23:59:59 GMT': Date.UTC(9999, 11, 31, 23, 59, 59),
};

/** What a year of two digits means in 2026. */
const SHORT_YEARS = {
  'Saturday, 01-Jan-00 00:00:00 GMT': 2000,
  'Thursday, 01-Jan-26 00:00:00 GMT': 2026,
  'Friday, 01-Jan-27 00:00:00 GMT': 2027,
  'Tuesday, 31-Dec-75 23:59:59 GMT': 2075,
  'Friday, 31-Dec-76 23:59:59 GMT': 1976, // more than 50 years ahead
  'Saturday, 01-Jan-77 00:00:00 GMT': 1977,
  'Friday, 01-Jan-99 00:00:00 GMT': 1999,
};

const NO_DATES = [
  '',
  '0',
  '-1',
  '1994',
  '784111777',
  'yesterday',
  'Sun',
  'Sun, 06 Nov 1994',
  'Sun, 06 Nov 1994 08:49 GMT',
  'Sun, 06 Nov 1994 08:49:37',
  'Sun, 06 Nov 1994 08:49:37 UTC',
  'Sun, 06 Nov 1994 08:49:37 EST',
  'Sun, 06 Nov 1994 08:49:37 +0000',
  'Sun, 06 Nov 1994 08:49:37 gmt',
  'Sun, 06 Nov 1994 08:49:37 GMT ',
  ' Sun, 06 Nov 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 08:49:37.000 GMT',
  'Sun, 06 Nov 1994 8:49:37 GMT',
  'Sun, 06 Nov 1994 24:00:00 GMT',
  'Sun, 06 Nov 1994 08:60:00 GMT',
  'Sun, 06 Nov 1994 08:49:61 GMT',
  'Sun, 6 Nov 1994 08:49:37 GMT',
  'Sun, 006 Nov 1994 08:49:37 GMT',
  'Sun, 06 nov 1994 08:49:37 GMT',
  'SUN, 06 NOV 1994 08:49:37 GMT',
  'Sun, 06 November 1994 08:49:37 GMT',
  'Sun, 06 11 1994 08:49:37 GMT',
  'Sun, 06 Nov 94 08:49:37 GMT',
  'Sun,  06 Nov 1994 08:49:37 GMT',
  'Sun,06 Nov 1994 08:49:37 GMT',
  'Sun 06 Nov 1994 08:49:37 GMT',
  '06 Nov 1994 08:49:37 GMT',
  'Mon, 06 Nov 1994 08:49:37 GMT', // it was a Sunday
  'Sunday, 06 Nov 1994 08:49:37 GMT',
  'Wed, 30 Feb 1994 00:00:00 GMT',
  'Wed, 29 Feb 2023 00:00:00 GMT',
  '1994-11-06T08:49:37Z',
  'Sun, 06-Nov-94 08:49:37 GMT',
  'Sunday, 06-Nov-1994 08:49:37 GMT',
  'Sunday, 6-Nov-94 08:49:37 GMT',
  'Sunday, 06-Nov-94 08:49:37',
  'Monday, 06-Nov-94 08:49:37 GMT',
  'Sursday, 06-Nov-94 08:49:37 GMT',
  'Sunsday, 06-Nov-94 08:49:37 GMT',
  'Sun Nov 6 08:49:37 1994',
  'Sun Nov  6 08:49:37 94',
  'Sun Nov  6 08:49:37 1994 GMT',
  'Sun Nov  6 8:49:37 1994',
  'Mon Nov  6 08:49:37 1994',
  'Sun, 06 Nov 1994 08:49:37 GMT\xa0',
];

describe('4.201 HTTP-date', () => {
  for (const [text, time] of Object.entries(FORMS)) {
    test(`4.201 9110 5.6.7 a date: ${text}`, () => {
      expect(parseDate(text, NOW)).toBe(time);
    });
  }

  for (const [text, year] of Object.entries(SHORT_YEARS)) {
    test(`4.201 9110 5.6.7 in 2026 it is of ${year}: ${text}`, () => {
      const time = parseDate(text, NOW);
      expect(new Date(time).getUTCFullYear()).toBe(year);
    });
  }

  for (const text of NO_DATES) {
    test(`4.201 9110 5.6.7 no date: ${JSON.stringify(text)}`, () => {
      expect(parseDate(text, NOW)).toBeNaN();
    });
  }

  test('4.201 9110 5.6.7 no field, no date', () => {
    expect(parseDate(undefined, NOW)).toBeNaN();
  });

  test('4.201 9110 5.6.7 what is written is read as it was meant', () => {
    const latest = Date.UTC(9999, 11, 31) / 1000;
    check(fc.integer({ min: -latest / 10, max: latest }), (seconds) => {
      const written = new Date(seconds * 1000).toUTCString();
      expect(parseDate(written, NOW)).toBe(seconds * 1000);
    });
  });

  test('4.201 9110 5.6.7 a date of two digits is never 50 years ahead', () => {
    const days = ['Sun', 'Mon', 'Tues', 'Wednes', 'Thurs', 'Fri', 'Satur'];
    const fifty = Date.UTC(2076, 0, 1);
    check(fc.integer({ min: 0, max: fifty }), (time) => {
      const date = new Date(time);
      const [, day, month, year = '', clock] = date.toUTCString().split(' ');
      const name = `${days[date.getUTCDay()]}day`;
      const text = `${name}, ${day}-${month}-${year.slice(2)} ${clock} GMT`;
      // Those before 1976 mean another day, which may have another name.
      const read = parseDate(text, NOW);
      expect(Number.isNaN(read) || read < fifty).toBe(true);
    });
  });
});
