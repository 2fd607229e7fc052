import { describe, expect, test } from 'vitest';
import {
  isKnown,
  notModified,
} from '../../../stages/features/cache/rules/conditions.ts';
import { dateIn, linesOf, NOW, requestOf, responseOf } from './heads.ts';

const MODIFIED = `Last-Modified: ${dateIn(-100)}`;
const TAGGED = ['ETag: "a"', MODIFIED, `Date: ${dateIn(0)}`];
const WEAK = ['ETag: W/"a"'];

const none = (tags: string) => `If-None-Match: ${tags}`;
const since = (seconds: number) => `If-Modified-Since: ${dateIn(seconds)}`;

/** What is stored, what is asked, and whether the client has it already. */
const CONDITIONS = [
  ['13.1.2', 'no condition', TAGGED, [], false],
  ['13.1.2', 'its tag', TAGGED, [none('"a"')], true],
  ['13.1.2', 'a weak one of it', TAGGED, [none('W/"a"')], true],
  ['13.1.2', 'a strong one of a weak one', WEAK, [none('"a"')], true],
  ['13.1.2', 'a weak one of a weak one', WEAK, [none('W/"a"')], true],
  ['13.1.2', 'another tag', TAGGED, [none('"b"')], false],
  ['13.1.2', 'in other letters', TAGGED, [none('"A"')], false],
  ['13.1.2', 'one of a list', TAGGED, [none('"b", "a"')], true],
  ['13.1.2', 'on several lines', TAGGED, [none('"b"'), none('"a"')], true],
  ['13.1.2', 'part of a tag', TAGGED, [none('"b,"a"')], false],
  ['13.1.2', 'a tag with a comma', ['ETag: "a,b"'], [none('"x", "a,b"')], true],
  ['13.1.2', 'any', TAGGED, [none('*')], true],
  ['13.1.2', 'any, of no tag', [], [none('*')], true],
  ['13.1.2', 'a tag that is a star', TAGGED, [none('"*"')], false],
  ['13.1.2', 'a star in no tag', TAGGED, [none('x*y')], false],
  ['13.1.2', 'a star in a list', TAGGED, [none('"b", *')], false],
  ['13.1.2', 'a tag without quotes', ['ETag: a'], [none('a')], false],
  ['13.1.2', 'an empty list', TAGGED, [none('')], false],
  ['13.1.2', 'nothing to compare it with', [MODIFIED], [none('"a"')], false],
  ['13.1.3', 'since then', TAGGED, [since(-100)], true],
  ['13.1.3', 'since later', TAGGED, [since(-99)], true],
  ['13.1.3', 'since earlier', TAGGED, [since(-101)], false],
  ['13.1.3', 'since what is to come', TAGGED, [since(100)], true],
  ['13.1.3', 'no date', TAGGED, ['If-Modified-Since: 0'], false],
  ['13.1.3', 'two dates', TAGGED, [since(0), since(0)], false],
  [
    '13.1.3',
    'asctime',
    TAGGED,
    ['If-Modified-Since: Thu Jan  1 00:00:00 2026'],
    true,
  ],
  [
    '13.2.2',
    'the tag outranks the date',
    TAGGED,
    [none('"b"'), since(0)],
    false,
  ],
  ['13.2.2', 'also if it matches', TAGGED, [none('"a"'), since(-101)], true],
  ['13.2.2', 'also if it is none', TAGGED, [none('a'), since(0)], false],
  ['13.1.1', 'not ours to judge', TAGGED, ['If-Match: "b"'], false],
] as const;

describe('4.217 what the client has already', () => {
  for (const [section, what, stored, lines, is] of CONDITIONS) {
    test(`4.217 9110 ${section} ${what}: ${is}: ${lines.join(' / ')}`, () => {
      expect(isKnown(requestOf(lines), responseOf(stored), NOW)).toBe(is);
    });
  }

  for (const [seconds, is] of [
    [0, true],
    [1, true],
    [-1, false],
  ] as const) {
    test(`4.217 9111 4.3.2 without Last-Modified, Date counts: ${seconds}`, () => {
      const stored = responseOf([`Date: ${dateIn(0)}`]);
      expect(isKnown(requestOf([since(seconds)]), stored, NOW)).toBe(is);
    });
  }

  test('4.217 9111 4.3.2 a Last-Modified that is no date is no Date', () => {
    const stored = responseOf(['Last-Modified: 0', `Date: ${dateIn(0)}`]);
    expect(isKnown(requestOf([since(0)]), stored, NOW)).toBe(false);
  });

  for (const status of [201, 203, 204, 301, 404, 410, 500]) {
    test(`4.217 9110 13.2.1 a ${status} is shown again`, () => {
      const stored = responseOf(TAGGED, status);
      for (const line of [none('"a"'), none('*'), since(0)]) {
        expect(isKnown(requestOf([line]), stored, NOW)).toBe(false);
      }
    });
  }

  test('4.217 9110 15.4.5 a 304 says what may have changed', () => {
    const told = [
      'Age: 1',
      'cache-control: max-age=9',
      'CDN-Cache-Control: max-age=9',
      'Cache-Status: other; hit', // 9211 2: what the caches before us did
      'Content-Location: /page',
      `Date: ${dateIn(0)}`,
      'ETag: "a"',
      'Expires: 0',
      MODIFIED,
      'Vary: X',
      'vary: Y',
    ];
    const others = ['Content-Type: a/b', 'Content-Length: 5', 'X: y'];
    const stored = responseOf([...others, ...told]);
    const answer = notModified(stored);
    expect(linesOf(answer)).toEqual(told);
    expect(linesOf(stored)).toEqual([...others, ...told]);
    expect(answer.status).toBe(304);
    expect(answer.reason).toBe('Not Modified');
  });
});
