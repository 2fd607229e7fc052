import { describe, expect, test } from 'vitest';
import { requestDirectives } from '../../../stages/features/cache/rules/directives.ts';
import {
  forbidsStale,
  mayServeOnError,
  reuseOf,
} from '../../../stages/features/cache/rules/reuse.ts';
import { requestOf, responseOf } from './heads.ts';

/** A response that is fresh for 100 seconds, and says this. */
const storedAt = (age: number, said: string) => {
  const head = responseOf(said ? [`Cache-Control: ${said}`] : []);
  return { head, age, lifetime: 100 };
};

const askedWith = (asked: string) =>
  requestDirectives(requestOf(asked ? [`Cache-Control: ${asked}`] : []));

const WHILE = 'stale-while-revalidate=50';

/** Age, what the response says, what the request says, what is done. */
const USES = [
  ['4.2', 0, '', '', 'use'],
  ['4.2', 99, '', '', 'use'],
  ['4.2', 99.9, '', '', 'use'],
  ['4.2', 100, '', '', 'stale'],
  ['4.2', 101, '', '', 'stale'],
  ['5.2.2.2', 99, 'must-revalidate', '', 'use'],
  ['5.2.2.8', 99, 'proxy-revalidate', '', 'use'],
  ['5.2.2.10', 99, 's-maxage=100', '', 'use'],
  ['5.2.2.4', 0, 'no-cache', '', 'stale'],
  ['5.2.2.4', 0, 'no-cache', 'max-stale', 'stale'],
  ['5.2.2.4', 0, 'no-cache="a"', '', 'use'],
  ['5.2.2.4', 0, `no-cache, ${WHILE}`, '', 'stale'],
  ['5.2.1.4', 0, '', 'no-cache', 'request'],
  ['5.2.1.4', 200, '', 'no-cache', 'request'],
  ['5.2.1.4', 0, '', 'no-cache, max-stale', 'request'],
  ['5.2.1.5', 0, '', 'no-store', 'request'],
  ['5.2.1.1', 10, '', 'max-age=10', 'use'],
  ['5.2.1.1', 11, '', 'max-age=10', 'request'],
  ['5.2.1.1', 0, '', 'max-age=0', 'use'],
  ['5.2.1.1', 1, '', 'max-age=0', 'request'],
  ['5.2.1.1', 1, '', 'max-age=x', 'request'],
  ['5.2.1.1', 100, '', 'max-age=1000', 'stale'],
  ['5.2.1.1', 65, '', 'max-age=5, max-stale=60', 'use'],
  ['5.2.1.1', 66, '', 'max-age=5, max-stale=60', 'request'],
  ['5.2.1.3', 90, '', 'min-fresh=10', 'use'],
  ['5.2.1.3', 91, '', 'min-fresh=10', 'request'],
  ['5.2.1.3', 99, '', 'min-fresh=0', 'use'],
  ['5.2.1.3', 100, '', 'min-fresh=0', 'stale'],
  ['5.2.1.2', 110, '', 'max-stale=10', 'use'],
  ['5.2.1.2', 111, '', 'max-stale=10', 'stale'],
  ['5.2.1.2', 100, '', 'max-stale=0', 'use'],
  ['5.2.1.2', 101, '', 'max-stale=x', 'stale'],
  ['5.2.1.2', 10 ** 9, '', 'max-stale', 'use'],
  ['5.2.1.2', 50, '', 'max-stale=10', 'use'],
  ['4.2.4', 101, 'must-revalidate', 'max-stale', 'stale'],
  ['4.2.4', 101, 'proxy-revalidate', 'max-stale', 'stale'],
  ['4.2.4', 101, 's-maxage=100', 'max-stale', 'stale'],
  ['4.2.4', 101, `must-revalidate, ${WHILE}`, '', 'stale'],
  ['4.2.4', 101, `s-maxage=100, ${WHILE}`, '', 'stale'],
  ['5861 3', 99, WHILE, '', 'use'],
  ['5861 3', 100, WHILE, '', 'use-and-ask'],
  ['5861 3', 150, WHILE, '', 'use-and-ask'],
  ['5861 3', 151, WHILE, '', 'stale'],
  ['5861 3', 101, 'stale-while-revalidate', '', 'stale'],
  ['5861 3', 101, 'stale-while-revalidate=x', '', 'stale'],
  ['5861 3', 101, '', WHILE, 'stale'], // not for a client to say
  ['5861 3', 101, WHILE, 'no-cache', 'request'],
  ['5861 3', 101, WHILE, 'max-age=100', 'request'],
  ['5861 3', 101, WHILE, 'max-age=200', 'stale'],
  ['5861 3', 101, WHILE, 'min-fresh=0', 'stale'],
  ['5861 3', 111, WHILE, 'max-stale=10', 'stale'],
  ['5861 3', 101, WHILE, 'max-stale=10', 'use'],
] as const;

const IF_ERROR = 'stale-if-error=50';

/** Age, what both say, the origin's status; whether that is covered up. */
const ERRORS = [
  ['9111 4.2.4', 101, '', '', undefined, true],
  ['9111 4.2.4', 10 ** 9, '', '', undefined, true],
  ['9111 4.2.4', 101, '', '', 500, false],
  ['9111 4.2.4', 101, '', '', 503, false],
  ['9111 4.2.4', 101, 'must-revalidate', '', undefined, false],
  ['9111 4.2.4', 101, 'proxy-revalidate', '', undefined, false],
  ['9111 4.2.4', 101, 's-maxage=100', '', undefined, false],
  ['9111 4.2.4', 101, 'no-cache', '', undefined, false],
  ['9111 4.2.4', 101, 'no-cache="a"', '', undefined, true],
  ['9111 5.2.1', 10, '', 'no-cache', undefined, false],
  ['9111 5.2.1', 10, '', 'no-store', undefined, false],
  ['9111 5.2.1', 11, '', 'max-age=10', undefined, false],
  ['9111 5.2.1', 90, '', 'min-fresh=50', undefined, true],
  ['5861 4', 150, IF_ERROR, '', undefined, true],
  ['5861 4', 151, IF_ERROR, '', undefined, false],
  ['5861 4', 150, IF_ERROR, '', 500, true],
  ['5861 4', 150, IF_ERROR, '', 502, true],
  ['5861 4', 150, IF_ERROR, '', 503, true],
  ['5861 4', 150, IF_ERROR, '', 504, true],
  ['5861 4', 151, IF_ERROR, '', 500, false],
  ['5861 4', 101, IF_ERROR, '', 501, false],
  ['5861 4', 101, IF_ERROR, '', 505, false],
  ['5861 4', 101, IF_ERROR, '', 404, false],
  ['5861 4', 101, IF_ERROR, '', 200, false],
  ['5861 4', 50, IF_ERROR, '', 500, true],
  ['5861 4', 150, '', IF_ERROR, 500, true],
  ['5861 4', 151, '', IF_ERROR, 500, false],
  ['5861 4', 150, 'stale-if-error=9', IF_ERROR, 500, true],
  ['5861 4', 150, IF_ERROR, 'stale-if-error=9', 500, true],
  ['5861 4', 101, 'stale-if-error', '', 500, false],
  ['5861 4', 101, 'stale-if-error=x', '', 500, false],
  ['5861 4', 101, `${IF_ERROR}, must-revalidate`, '', 500, false],
  ['5861 4', 101, 'must-revalidate', IF_ERROR, 500, false],
  ['5861 4', 101, IF_ERROR, 'no-cache', 500, false],
  ['5861 4', 101, IF_ERROR, 'max-age=100', 500, false],
] as const;

describe('4.210 what may be done with what is stored', () => {
  for (const [section, age, said, asked, reuse] of USES) {
    const rfc = section.startsWith('5861') ? section : `9111 ${section}`;
    const all = `at ${age} of 100, "${said}", asked "${asked}"`;
    test(`4.210 ${rfc} ${reuse}: ${all}`, () => {
      expect(reuseOf(askedWith(asked), storedAt(age, said))).toBe(reuse);
    });
  }

  for (const lines of [['Pragma: no-cache'], ['Pragma: x, no-cache']]) {
    test(`4.210 9111 5.4 request: ${lines}`, () => {
      const asked = requestDirectives(requestOf(lines));
      expect(reuseOf(asked, storedAt(0, ''))).toBe('request');
    });
  }

  test('4.210 9213 2.2 what is said to us outranks what is said to all', () => {
    const lines = ['Cache-Control: no-cache', `CDN-Cache-Control: ${WHILE}`];
    const stored = { head: responseOf(lines), age: 101, lifetime: 100 };
    expect(reuseOf(askedWith(''), stored)).toBe('use-and-ask');
    expect(forbidsStale(stored.head)).toBe(false);
  });
});

describe('4.211 what may be shown in place of an error', () => {
  for (const [section, age, said, asked, status, may] of ERRORS) {
    const error = status ?? 'no answer';
    const all = `at ${age} of 100, "${said}", asked "${asked}"`;
    test(`4.211 ${section} ${error}: ${may}: ${all}`, () => {
      const stored = storedAt(age, said);
      expect(mayServeOnError(askedWith(asked), stored, status)).toBe(may);
    });
  }

  for (const [said, forbids] of [
    ['', false],
    ['max-age=1', false],
    ['no-cache="a"', false],
    ['no-cache', true],
    ['must-revalidate', true],
    ['proxy-revalidate', true],
    ['s-maxage=1', true],
  ] as const) {
    test(`4.211 9111 4.2.4 "${said}" forbids it: ${forbids}`, () => {
      expect(forbidsStale(storedAt(0, said).head)).toBe(forbids);
    });
  }
});
