import { describe, expect, test } from 'vitest';
import { responseDirectives } from '../../../stages/features/cache/rules/directives.ts';
import { freshnessLifetime } from '../../../stages/features/cache/rules/freshness.ts';
import { dateIn, NOW, responseOf } from './heads.ts';

/** What all caches are told, in front of every row. */
const ALL = ['Cache-Control: max-age=7', `Expires: ${dateIn(9)}`];

/** CDN-Cache-Control, and for how long we keep what has it. */
const LIFETIMES = [
  ['max-age=10', 10],
  ['max-age=0', 0],
  ['s-maxage=10', 10],
  ['max-age=20, s-maxage=10', 10],
  ['max-age=10;x=1', 10],
  ['max-age=20, max-age=10', 10],
  ['public, max-age=10', 10],
  ['max-age', 0],
  ['max-age=-1', 0],
  ['max-age=1.5', 0],
  ['max-age=ten', 0],
  ['max-age=(10)', 0],
  ['max-age=:MTA=:', 0],
  ['max-age=@10', 0],
  ['no-store', 0], // no word of how long: nor does Expires count
  ['no-store=?0', 0], // no error, and not empty
  ['x', 0],
] as const;

/** What counts as if it were not there, so that `ALL` counts. */
const PASSED_OVER = [
  '',
  'max-age=10,',
  ',max-age=10',
  'max-age = 10',
  'max-age=10 x',
  'Max-Age=10',
  'max-age=',
  'max-age="10',
  'max-age=10, =',
  'no-store=?2',
  'max-age=9999999999999999',
  'max-age=\xe9',
  'max-age=(10',
  '"max-age"',
];

describe('4.203 targeted directives', () => {
  for (const [value, seconds] of LIFETIMES) {
    test(`4.203 9213 2.2 ${value}: fresh for ${seconds} seconds`, () => {
      const head = responseOf([...ALL, `CDN-Cache-Control: ${value}`]);
      expect(freshnessLifetime(head, NOW)).toBe(seconds);
    });
  }

  for (const value of PASSED_OVER) {
    test(`4.203 9213 2.2 ${JSON.stringify(value)} is passed over`, () => {
      const head = responseOf([...ALL, `CDN-Cache-Control: ${value}`]);
      expect(freshnessLifetime(head, NOW)).toBe(7);
    });
  }

  test('4.203 9213 2.2 without Cache-Control, Expires counts', () => {
    const [, expires = ''] = ALL;
    const head = responseOf([expires, 'CDN-Cache-Control: =']);
    expect(freshnessLifetime(head, NOW)).toBe(9);
  });

  for (const [value, isPlain, names] of [
    ['no-cache', true, []],
    ['no-cache=?1', true, []],
    ['no-cache;x', true, []],
    ['no-cache=""', true, []],
    ['no-cache=()', true, []],
    ['no-cache=?0, x', false, []],
    ['no-cache="A, b"', false, ['a', 'b']],
    ['no-cache=A', false, ['a']],
  ] as const) {
    test(`4.203 9213 2.1 ${value}: for ${isPlain ? 'all' : `[${names}]`}`, () => {
      const lines = ['Cache-Control: no-cache', `CDN-Cache-Control: ${value}`];
      const said = responseDirectives(responseOf(lines));
      expect(said.isPlain('no-cache')).toBe(isPlain);
      expect(said.fieldNames('no-cache')).toEqual(names);
    });
  }

  test('4.203 9213 2.1 field names may be a list', () => {
    const value = 'CDN-Cache-Control: private=("Set-Cookie" b)';
    const said = responseDirectives(responseOf([value]));
    expect(said.isPlain('private')).toBe(false);
    expect(said.fieldNames('private')).toContain('set-cookie');
    expect(said.fieldNames('private')).toContain('b');
  });

  test('4.203 9110 5.3 several lines are one dictionary', () => {
    const name = 'CDN-Cache-Control';
    const lines = [`${name}: public`, `${name}: max-age=10`];
    expect(freshnessLifetime(responseOf([...ALL, ...lines]), NOW)).toBe(10);
  });

  for (const other of ['Surrogate-Control', 'Vercel-CDN-Cache-Control']) {
    test(`4.203 9213 2.2 ${other} is not for us`, () => {
      const head = responseOf([...ALL, `${other}: max-age=10`]);
      expect(freshnessLifetime(head, NOW)).toBe(7);
    });
  }
});
