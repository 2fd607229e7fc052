import { describe, expect, test } from 'vitest';
import {
  isSelected,
  selectorsOf,
} from '../../../stages/features/cache/rules/vary.ts';
import { requestOf, responseOf } from './heads.ts';

/** Vary, and the field lines of two requests; whether both are one. */
const PAIRS = [
  ['', ['X: 1'], ['X: 2'], true],
  ['X', ['X: 1'], ['X: 1'], true],
  ['X', ['X: 1'], ['X: 2'], false],
  ['x', ['X: 1'], ['x: 1'], true],
  ['X', ['X: a'], ['X: A'], false],
  ['X', [], [], true],
  ['X', [], ['X: 1'], false],
  ['X', ['X: 1'], [], false],
  ['X', [], ['X:'], false],
  ['X', ['X:'], [], false],
  ['X', ['X:'], ['X:'], true],
  ['X, Y', ['X: 1', 'Y: 1'], ['Y: 1', 'X: 1'], true],
  ['X, Y', ['X: 1', 'Y: 1'], ['X: 1', 'Y: 2'], false],
  ['X, Y', ['X: 1'], ['Y: 1'], false],
  [',, X ,', ['X: 1'], ['X: 2'], false],
  ['X', ['X: 1', 'X: 2'], ['X: 1, 2'], true],
  ['X', ['X: 1', 'X: 2'], ['X: 2, 1'], false],
  ['X', ['X: 1,2'], ['X: 1 ,\t2'], false],
  ['X', ['X: 1,2'], ['X: 1,,2'], false],
  ['X', ['X: 1 2'], ['X: 1  2'], false],
  ['X', ['X: "1,2"'], ['X: "1, 2"'], false],
  ['X', ['X: "1,2"'], ['X: "1,2"'], true],
  [
    'Accept-Encoding',
    ['accept-encoding: GZIP, br'],
    ['Accept-Encoding: gzip,br'],
    true,
  ],
  [
    'Accept-Encoding',
    ['Accept-Encoding: gzip ,\tbr,,'],
    ['Accept-Encoding: gzip,br'],
    true,
  ],
  [
    'Accept-Encoding',
    ['Accept-Encoding: gzip'],
    ['Accept-Encoding: br'],
    false,
  ],
  ['Accept-Encoding', ['Accept-Encoding:'], [], false],
  [
    'Accept-Language',
    ['Accept-Language: de-CH'],
    ['Accept-Language: de-ch'],
    true,
  ],
  [
    'Accept-Charset',
    ['Accept-Charset: UTF-8'],
    ['Accept-Charset: utf-8'],
    true,
  ],
  ['Accept', ['Accept: text/a;x=B'], ['Accept: text/a;x=b'], false],
  ['Cookie', ['Cookie: a=b'], ['Cookie: a=c'], false],
] as const;

describe('4.209 Vary', () => {
  for (const [vary, one, other, isSame] of PAIRS) {
    const both = JSON.stringify([one, other]);
    const what = isSame ? 'one answer' : 'two answers';
    test(`4.209 9111 4.1 Vary: ${vary}: ${what} for ${both}`, () => {
      const head = responseOf([`Vary: ${vary}`]);
      const selectors = selectorsOf(requestOf(one), head);
      expect(isSelected(selectors, requestOf(one))).toBe(true);
      expect(isSelected(selectors, requestOf(other))).toBe(isSame);
    });
  }

  test('4.209 9111 4.1 several lines of Vary are one list', () => {
    const head = responseOf(['Vary: X', 'vary: Y']);
    const selectors = selectorsOf(requestOf(['Y: 1']), head);
    expect(isSelected(selectors, requestOf(['Y: 1']))).toBe(true);
    expect(isSelected(selectors, requestOf(['Y: 2']))).toBe(false);
  });

  test('4.209 9110 12.5.5 who compresses depends on Accept-Encoding', () => {
    const head = responseOf(['Content-Encoding: gzip']);
    const selectors = selectorsOf(requestOf(['Accept-Encoding: gzip']), head);
    expect(isSelected(selectors, requestOf())).toBe(false);
    expect(isSelected(selectors, requestOf(['Accept-Encoding: br']))).toBe(
      false,
    );
  });
});
