import { describe, expect, test } from 'vitest';
import { head } from '../kit/bytes.ts';
import { quoted, requests, responses } from './transcript.ts';

/** The fields that a request reader reads, or its error. */
function fieldsOfRequest(...lines: readonly string[]): string[] {
  const [start, ...rest] = requests(head('GET / HTTP/1.1', ...lines));
  return rest.length === 0 ? [start ?? ''] : rest.slice(0, -3);
}

/** The fields that a response reader reads, or its error. */
function fieldsOfResponse(...lines: readonly string[]): string[] {
  const [start, ...rest] = responses(head('HTTP/1.1 204 Fine', ...lines));
  return rest.length === 0 ? [start ?? ''] : rest.slice(0, -3);
}

/** Field lines that anyone may send: what they show, and how they are read. */
const ACCEPTED = [
  ['a space behind the colon', 'X: a', 'X: a'],
  ['no space behind the colon', 'X:a', 'X: a'],
  ['spaces and tabs around the value', 'X: \t a \t ', 'X: a'],
  ['spaces and tabs inside the value', 'X: a \t b', 'X: a \t b'],
  ['an empty value', 'X:', 'X: '],
  ['a value of nothing but spaces', 'X: \t ', 'X: '],
  ['colons in the value', 'X: a: b:c', 'X: a: b:c'],
  ['a value that is a colon', 'X::', 'X: :'],
  ['a name of every sign there is', "!#$%&'*+-.^_`|~09aZ: a"],
  ['a name as its sender spelled it', 'hOsT: a'],
  ['quotes and commas', 'X: "a, b", c'],
  ['bytes above 127', 'X: \x80\xe9\xff'],
  ['a byte that trim() would eat', 'X: \xa0a\xa0'],
] as const;

for (const [what, line, read = line] of ACCEPTED) {
  test(`a field line is read: ${what}`, () => {
    expect(fieldsOfRequest(line)).toEqual([read]);
    expect(fieldsOfResponse(line)).toEqual([read]);
  });
}

/** Field lines that nobody may send: what is wrong. */
const REFUSED = [
  ['no colon', 'nonsense'],
  ['no name', ': a'],
  ['a space before the name', ' X: a'],
  ['a tab before the name', '\tX: a'],
  ['a line of nothing but spaces', '  '],
  ['a space in the name', 'X Y: a'],
  ['a bracket in the name', 'X(Y): a'],
  ['a quote in the name', '"X": a'],
  ['a byte above 127 in the name', 'X\xe9: a'],
  ['a NUL in the name', 'X\0: a'],
  ['a carriage return in the name', 'X\r: a'],
  ['a vertical tab behind the name', 'X\v: a'],
  ['a byte behind the name that trim() would eat', 'X\xa0: a'],
  ['a NUL in the value', 'X: a\0b'],
  ['a NUL at the end', 'X: a\0'],
  ['a carriage return in the value', 'X: a\rb'],
  ['a carriage return before the value', 'X:\ra'],
  ['a carriage return behind the value', 'X: a\r'],
  ['another field behind a carriage return', 'X: a\rY: b'],
  ['a vertical tab', 'X: a\vb'],
  ['a form feed at the end', 'X: a\f'],
  ['an escape', 'X: \x1b[2J'],
  ['a DEL', 'X: \x7f'],
] as const;

for (const [what, line] of REFUSED) {
  test(`a field line is refused: ${what}`, () => {
    const sentence = `Not a field line: ${quoted(line)}.`;
    expect(fieldsOfRequest(line)).toEqual([`error 400: ${sentence}`]);
    expect(fieldsOfResponse(line)).toEqual([`error 502: ${sentence}`]);
  });
}

test('fields keep their order and their repetitions', () => {
  const lines = ['B: 1', 'a: 2', 'B: 3', 'b: 3'];
  expect(fieldsOfRequest(...lines)).toEqual(lines);
  expect(fieldsOfResponse(...lines)).toEqual(lines);
});

/** Old habits of servers: what they are, the lines, and how they are mended. */
const MENDED = [
  ['a space before the colon', ['X : a'], ['X: a']],
  ['spaces and tabs before the colon', ['X \t : a'], ['X: a']],
  ['a value folded by a space', ['X: a', ' b'], ['X: a b']],
  ['a value folded by a tab', ['X: a', '\tb'], ['X: a b']],
  ['a fold of many spaces', ['X: a  ', ' \t  b '], ['X: a   b']],
  ['a value folded twice', ['X: a', ' b', ' c'], ['X: a b c']],
  ['a fold before the value', ['X:', ' a'], ['X: a']],
  ['a fold with nothing in it', ['X: a', ' '], ['X: a']],
  ['a fold that looks like a field', ['X: a', ' Y: b'], ['X: a Y: b']],
  ['a field behind a fold', ['X: a', ' b', 'Y: c'], ['X: a b', 'Y: c']],
  ['a fold behind a gap', ['X : a', ' b'], ['X: a b']],
] as const;

describe('field lines that only an upstream may send', () => {
  for (const [what, lines, mended] of MENDED) {
    test(`a response is mended: ${what}`, () => {
      expect(fieldsOfResponse(...lines)).toEqual(mended);
    });

    test(`a request is refused: ${what}`, () => {
      const [error] = fieldsOfRequest(...lines);
      expect(error).toMatch(/^error 400: Not a field line: /);
    });
  }
});

/** Folds that no two parsers read alike. */
const NOT_MENDED = [
  ['the first field line begins with a space', [' X: a', 'Y: b']],
  ['the first field line begins with a tab', ['\tX: a']],
  ['the fold is before the colon', ['X', ' : a']],
  ['the first line is a fold with a gap', [' X : a']],
  ['the fold is inside the name', ['X', ' Y: a']],
  ['the fold brings a carriage return', ['X: a', ' \rb']],
] as const;

for (const [what, lines] of NOT_MENDED) {
  test(`a response is refused, not mended: ${what}`, () => {
    const [error] = fieldsOfResponse(...lines);
    expect(error).toMatch(/^error 502: Not a field line: /);
  });
}

/** Heads in which a line ends in LF alone. */
const BARE_LF = [
  ['the request line', 'GET / HTTP/1.1\nHost: a\r\n\r\n'],
  ['a field line', 'GET / HTTP/1.1\r\nHost: a\n\r\n'],
  ['the empty line', 'GET / HTTP/1.1\r\nHost: a\r\n\n'],
  ['all lines', 'GET / HTTP/1.1\n\n'],
  ['an empty line before the request', '\nGET / HTTP/1.1\r\n\r\n'],
  ['a line that ends in LF CR', 'GET / HTTP/1.1\n\r\n\r'],
] as const;

for (const [what, bytes] of BARE_LF) {
  test(`a bare LF is refused, and the way out is named: ${what}`, () => {
    expect(requests(bytes)).toEqual([
      'error 400: A line ends in LF alone; HTTP lines end in CR LF, as ' +
        '`nc -C` sends them, and `npm run nc` what is typed.',
    ]);
  });
}

test('a bare LF is refused at once, before the head is complete', () => {
  expect(requests('GET / HTTP/1.1\n').at(-1)).toMatch(/^error 400/);
  expect(responses('HTTP/1.1 200 OK\n').at(-1)).toMatch(/^error 502/);
});

test('a CR that ends a body makes no line end of the LF behind it', () => {
  const body = 'POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\na\r';
  const behind = '\nGET /hidden HTTP/1.1\r\n\r\n';
  const read = requests(body + behind);
  expect(read.at(-1)).toMatch(/^error 400: A line ends in LF alone/);
  expect(read.join()).not.toContain('hidden');
});
