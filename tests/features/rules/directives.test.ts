import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HeaderList } from '../../../shared/parser/index.ts';
import {
  requestDirectives,
  responseDirectives,
} from '../../../stages/features/cache/rules/directives.ts';
import { check } from '../../parser/check.ts';
import { requestOf, responseOf } from './heads.ts';

const said = (value: string) =>
  responseDirectives(responseOf([`Cache-Control: ${value}`]));

/** What max-age is, in seconds; `undefined` where it is not said at all. */
const SECONDS = [
  ['max-age=10', 10],
  ['max-age=0', 0],
  ['max-age=007', 7],
  ['MAX-AGE=10', 10],
  ['max-age="10"', 10],
  ['max-age="1\\0"', 10], // 9110 5.6.4: a quoted-pair
  [',, max-age=10,', 10],
  ['public,max-age=10\t,private', 10],
  ['public max-age=10', 10], // commas are forgotten
  ['max-age=2147483648', 2 ** 31],
  ['max-age=2147483649', 2 ** 31],
  [`max-age=${'9'.repeat(400)}`, 2 ** 31],
  ['max-age=10, max-age=10', 10],
  ['max-age=10, max-age=20', 0],
  ['max-age=20, max-age=10', 0],
  ['max-age=10, max-age', 0],
  ['max-age', 0],
  ['max-age=', 0],
  ['max-age=""', 0],
  ['max-age=-10', 0],
  ['max-age=+10', 0],
  ['max-age=1.0', 0],
  ['max-age=1e3', 0],
  ['max-age=0x10', 0],
  ['max-age=10s', 0],
  ['max-age=10;x', 0],
  ['max-age=a10', 0],
  ["max-age='10'", 0],
  ['max-age=" 10"', 0],
  ['max-age= 10', 0],
  ['max-age =10', 0],
  ['max-age=\xe9', 0],
  ['max-age="10', 0],
  ['', undefined],
  ['public', undefined],
  ['s-maxage=10', undefined],
  ['x-max-age=10', undefined],
  ['max-age-x=10', undefined],
  ['x="max-age=10"', undefined],
  ['x="a, max-age=10"', undefined],
  ['x="\\", max-age=10"', undefined],
  ['x=max-age=10', undefined],
  ['__proto__=10, constructor', undefined],
] as const;

describe('4.202 directives', () => {
  for (const sign of "!#$%&'*+-.^_`|~") {
    test(`4.855 9110 5.6.2 a name may have a ${sign} in it`, () => {
      const name = `no${sign}max-age`;
      expect([...said(`${name}=10, max-age${sign}`).keys()]).toEqual([
        name,
        `max-age${sign}`,
      ]);
    });
  }

  for (const [value, seconds] of SECONDS) {
    const name = JSON.stringify(value.slice(0, 40));
    test(`4.202 9111 4.2.1 ${name}: max-age of ${seconds}`, () => {
      expect(said(value).seconds('max-age')).toBe(seconds);
      expect(said(value).has('max-age')).toBe(seconds !== undefined);
    });
  }

  for (const [value, isPlain, names] of [
    ['no-cache', true, []],
    ['No-Cache', true, []],
    ['no-cache=', true, []],
    ['no-cache=""', true, []],
    ['no-cache=" ,"', true, []],
    ['no-cache="A', true, []],
    ['no-cache=A', false, ['a']],
    ['no-cache="A"', false, ['a']],
    ['no-cache="Set\\-Cookie"', false, ['set-cookie']],
    ['no-cache="A, b ,,C"', false, ['a', 'b', 'c']],
    ['no-cache="A", no-cache="B"', false, ['a', 'b']],
    ['no-cache="A", no-cache', true, ['a']],
    ['no-cache, no-cache="A"', true, ['a']],
    ['private', false, []],
    ['no-cachet', false, []],
    ['x="no-cache"', false, []],
  ] as const) {
    const what = `${isPlain ? '' : 'not '}for all, for [${names.join()}]`;
    test(`4.202 9111 5.2.2.4 ${JSON.stringify(value)}: ${what}`, () => {
      expect(said(value).isPlain('no-cache')).toBe(isPlain);
      expect(said(value).fieldNames('no-cache')).toEqual(names);
    });
  }

  test('4.202 9110 5.3 several lines are one list', () => {
    const lines = ['Cache-Control: public', 'cache-control: max-age=1'];
    const both = responseDirectives(responseOf(lines));
    expect(both.has('public')).toBe(true);
    expect(both.seconds('max-age')).toBe(1);
  });

  for (const [lines, isAsked] of [
    [['Pragma: no-cache'], true],
    [['Pragma: No-Cache'], true],
    [['Pragma: x, no-cache'], true],
    [['Pragma: x', 'Pragma: no-cache'], true],
    [['Pragma: x'], false],
    [['Pragma: no-cache', 'Cache-Control: max-age=1'], false],
    [['Pragma: no-cache', 'Cache-Control:'], false],
    [['Pragma: x', 'Cache-Control: no-cache'], true],
  ] as const) {
    const answer = isAsked ? 'no-cache' : 'nothing of that kind';
    test(`4.202 9111 5.4 ${lines.join(' / ')}: ${answer}`, () => {
      const request = requestDirectives(requestOf(lines));
      const response = responseDirectives(responseOf(lines));
      expect(request.has('no-cache')).toBe(isAsked);
      expect(response.has('no-cache')).toBe(isAsked);
    });
  }

  test('4.202 9111 5.4 Pragma says nothing but no-cache', () => {
    const lines = ['Pragma: public, s-maxage=10, max-age=10, no-store'];
    for (const each of [
      requestDirectives(requestOf(lines)),
      responseDirectives(responseOf(lines)),
    ]) {
      for (const name of ['public', 's-maxage', 'max-age', 'no-store']) {
        expect(each.has(name)).toBe(false);
      }
    }
  });

  test('4.202 9213 3.1 CDN-Cache-Control in a request says nothing', () => {
    const request = requestOf(['CDN-Cache-Control: no-cache']);
    expect(requestDirectives(request).has('no-cache')).toBe(false);
  });

  test('4.202 9111 5.2.3 whatever is in the field, it can be read', () => {
    const piece = fc.constantFrom('max-age', '=', '"', '\\', ',', ' ', '1');
    const byte = fc.integer({ min: 0, max: 255 });
    const latin1 = byte.map((each) => String.fromCharCode(each));
    const text = fc.array(fc.oneof(piece, latin1)).map((all) => all.join(''));
    check(text, (value) => {
      for (const name of ['Cache-Control', 'CDN-Cache-Control', 'Pragma']) {
        const headers = new HeaderList([[name, value]]);
        const all = responseDirectives({ ...responseOf(), headers });
        const seconds = all.seconds('max-age') ?? 0;
        expect(seconds).toBeGreaterThanOrEqual(0);
        expect(seconds).toBeLessThanOrEqual(2 ** 31);
        expect(all.fieldNames('max-age')).not.toContain('');
      }
    });
  });
});
