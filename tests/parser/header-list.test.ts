import { describe, expect, test } from 'vitest';
import { FieldNames, HeaderList, noFields } from '../../shared/parser/index.ts';

const list = () =>
  new HeaderList([
    ['Set-Cookie', 'a=1'],
    ['X', 'x'],
    ['set-cookie', 'b=2'],
    ['SET-COOKIE', 'a=1'],
  ]);

describe('looking a field up', () => {
  test('values finds every line of a name, in order, in any spelling', () => {
    expect(list().values('Set-cookie')).toEqual(['a=1', 'b=2', 'a=1']);
  });

  test('values of a name that is not there are none', () => {
    expect(list().values('Cookie')).toEqual([]);
  });

  test('a name is not found by a part of it, nor by a longer one', () => {
    expect(list().has('Set')).toBe(false);
    expect(list().has('Set-Cookie2')).toBe(false);
  });

  test('names of one length are told apart, wherever they differ', () => {
    for (const name of ['Set-Tookie', 'Sat-Cookie', 'set-cookiE2']) {
      expect(list().has(name)).toBe(false);
    }
    // In ASCII, ~ is to ^ what a small letter is to its capital.
    expect(new HeaderList([['X^', 'x']]).has('x~')).toBe(false);
  });

  test('a set of names finds each in any spelling, and no other', () => {
    const names = new FieldNames(`host, te, ${'x'.repeat(34)}`);
    for (const name of ['Host', 'HOST', 'te', 'X'.repeat(34)]) {
      expect(names.has(name)).toBe(true);
    }
    for (const name of ['Most', 'Hosts', 'tx', 'x'.repeat(33), '']) {
      expect(names.has(name)).toBe(false);
    }
  });

  test('nothing can be added to the list that stands for no fields', () => {
    const trailers = noFields.delete('X').deleteAll(() => true);
    expect(() => trailers.append('X', 'x')).toThrow(TypeError);
    expect(() => trailers.appendAll(list())).toThrow(TypeError);
    expect([...noFields]).toEqual([]);
  });

  test('get joins all lines of a name with commas', () => {
    expect(list().get('Set-Cookie')).toBe('a=1, b=2, a=1');
  });

  test('get tells a field that is empty from one that is not there', () => {
    const headers = new HeaderList([['Empty', '']]);
    expect(headers.get('empty')).toBe('');
    expect(headers.get('absent')).toBeUndefined();
    expect(headers.has('empty')).toBe(true);
    expect(headers.has('absent')).toBe(false);
  });

  test('names of built-in properties are names like any other', () => {
    expect(list().get('constructor')).toBeUndefined();
    expect(list().has('__proto__')).toBe(false);
  });
});

/** Values of Connection, and their members. */
const TOKENS = [
  ['one member', ['close'], ['close']],
  ['capital letters', ['Keep-ALIVE'], ['keep-alive']],
  ['many members', ['a, b,c'], ['a', 'b', 'c']],
  ['members in many lines', ['a', 'b, c'], ['a', 'b', 'c']],
  ['spaces and tabs around commas', [' a \t,\t b '], ['a', 'b']],
  ['empty members, which do not count', [',a,, b ,'], ['a', 'b']],
  ['nothing at all', [''], []],
  ['no such line', [], []],
  ['a space inside a member', ['keep alive'], ['keep alive']],
] as const;

for (const [what, values, tokens] of TOKENS) {
  test(`the members of a list are read: ${what}`, () => {
    const headers = new HeaderList();
    for (const value of values) headers.append('Connection', value);
    expect(headers.tokens('connection')).toEqual(tokens);
  });
}

describe('changing a list', () => {
  test('append puts a line last and leaves its namesakes', () => {
    const headers = list().append('x', 'y');
    expect([...headers]).toHaveLength(5);
    expect([...headers].at(-1)).toEqual(['x', 'y']);
    expect(headers.values('X')).toEqual(['x', 'y']);
  });

  test('set puts one line, last, in place of all its namesakes', () => {
    expect([...list().set('Set-Cookie', 'c=3')]).toEqual([
      ['X', 'x'],
      ['Set-Cookie', 'c=3'],
    ]);
  });

  test('delete removes every line of a name, in any spelling', () => {
    expect([...list().delete('SET-cookie')]).toEqual([['X', 'x']]);
  });

  test('delete of a name that is not there changes nothing', () => {
    expect([...list().delete('Y')]).toEqual([...list()]);
  });

  test('without makes a copy, and leaves the list as it was', () => {
    const headers = list();
    const copy = headers.without(new FieldNames('set-cookie'));
    expect([...copy]).toEqual([['X', 'x']]);
    copy.append('Y', 'y');
    expect([...headers]).toEqual([...list()]);
  });

  test('a list made of another one does not change with it', () => {
    const headers = list();
    const copy = new HeaderList(headers);
    headers.delete('X');
    expect([...copy]).toEqual([...list()]);
  });
});
