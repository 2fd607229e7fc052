import { describe, expect, test } from 'vitest';
import { head } from '../kit/bytes.ts';
import { quoted, requests, responses } from './transcript.ts';

const CODED = 'Transfer-Encoding: chunked';
const POST = head('POST / HTTP/1.1', CODED);
const OK = head('HTTP/1.1 200 OK', CODED);

/** What is read of a request with this body, behind its head. */
function bodyOfRequest(chunks: string): string[] {
  return requests(POST + chunks).slice(3);
}

/** What is read of a response with this body, behind its head. */
function bodyOfResponse(chunks: string): string[] {
  return responses(OK + chunks).slice(3);
}

/** Bodies in chunks: what they show, the bytes, the data. */
const ACCEPTED = [
  ['one chunk', '3\r\nabc\r\n0\r\n\r\n', 'abc'],
  ['two chunks', '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n', 'abcde'],
  ['a size in small letters', 'a\r\n0123456789\r\n0\r\n\r\n', '0123456789'],
  ['a size in capitals', 'A\r\n0123456789\r\n0\r\n\r\n', '0123456789'],
  [
    'a size of two digits',
    '10\r\n0123456789abcdef\r\n0\r\n\r\n',
    '0123456789abcdef',
  ],
  ['zeros before a size', '0003\r\nabc\r\n0000\r\n\r\n', 'abc'],
  ['a size of 13 digits', '0000000000003\r\nabc\r\n0\r\n\r\n', 'abc'],
  [
    'data that looks like a last chunk',
    '5\r\n0\r\n\r\n\r\n0\r\n\r\n',
    '0\r\n\r\n',
  ],
  ['an extension', '3;a=b\r\nabc\r\n0\r\n\r\n', 'abc'],
  ['an extension of the last chunk', '3\r\nabc\r\n0;a=b\r\n\r\n', 'abc'],
  ['two extensions', '3;a=b;c\r\nabc\r\n0\r\n\r\n', 'abc'],
  ['an extension in quotes', '3;a="b;c"\r\nabc\r\n0\r\n\r\n', 'abc'],
  ['an extension of spaces', '3 \t;\ta = b\r\nabc\r\n0\r\n\r\n', 'abc'],
  ['an empty extension', '3;\r\nabc\r\n0\r\n\r\n', 'abc'],
  ['an extension in another language', '3;\xe9\r\nabc\r\n0\r\n\r\n', 'abc'],
  ['spaces behind a size', '3 \t\r\nabc\r\n0 \r\n\r\n', 'abc'],
] as const;

for (const [what, chunks, data] of ACCEPTED) {
  test(`a body in chunks is read: ${what}`, () => {
    expect(bodyOfRequest(chunks)).toEqual([`data ${data}`, 'end', 'idle']);
    expect(bodyOfResponse(chunks)).toEqual([`data ${data}`, 'end', 'idle']);
  });
}

test('a body in chunks may be empty', () => {
  expect(bodyOfRequest('0\r\n\r\n')).toEqual(['end', 'idle']);
  expect(bodyOfResponse('0\r\n\r\n')).toEqual(['end', 'idle']);
});

/** Lines in front of a chunk that tell no size. */
const NO_SIZE = [
  ['no line at all', ''],
  ['a word', 'xyz'],
  ['a digit that is none', '3g'],
  ['a plus', '+3'],
  ['a minus', '-3'],
  ['0x', '0x3'],
  ['a space before the size', ' 3'],
  ['a tab before the size', '\t3'],
  ['a space in the size', '3 0'],
  ['a point', '3.0'],
  ['an underscore', '1_0'],
  ['a comma', '3,3'],
  ['an extension without a size', ';a=b'],
  ['an extension without a semicolon', '3 a=b'],
  ['a size of 14 digits', '00000000000003'],
  ['a size past what a number can count', 'ffffffffffffffff'],
  ['a carriage return behind the size', '3\r'],
  ['a carriage return in an extension', '3;a\rb'],
  ['a NUL in an extension', '3;\0'],
  ['a DEL in an extension', '3;\x7f'],
  ['a byte behind the size that trim() would eat', '3\xa0'],
  ['a vertical tab behind the size', '3\v'],
] as const;

for (const [what, line] of NO_SIZE) {
  test(`a chunk size is refused: ${what}`, () => {
    const chunks = `${line}\r\nabc\r\n0\r\n\r\n`;
    expect(bodyOfRequest(chunks)).toEqual(['error 400: Not a chunk size.']);
    expect(bodyOfResponse(chunks)).toEqual(['error 502: Not a chunk size.']);
  });
}

/** Chunks whose data does not end where it should: what, the bytes. */
const WRONG_END = [
  ['one byte too many', '3\r\nabcd\r\n0\r\n\r\n'],
  ['one byte too few', '3\r\nab\r\n0\r\n\r\n'],
  ['no line end', '3\r\nabc0\r\n\r\n'],
  ['LF alone', '3\r\nabc\n0\r\n\r\n'],
  ['a byte and LF', '3\r\nabcX\n0\r\n\r\n'],
  ['CR alone', '3\r\nabc\r0\r\n\r\n'],
  ['LF CR', '3\r\nabc\n\r0\r\n\r\n'],
  ['two other bytes', '3\r\nabcXX0\r\n\r\n'],
] as const;

for (const [what, chunks] of WRONG_END) {
  test(`the end of a chunk's data is refused: ${what}`, () => {
    const [, error] = bodyOfRequest(chunks);
    expect(error).toBe('error 400: A chunk does not end where its size says.');
    expect(bodyOfResponse(chunks)[1]).toMatch(/^error 502: A chunk does not/);
  });
}

describe('line ends inside a body in chunks', () => {
  for (const [what, chunks] of [
    ['behind a size', '3\nabc\r\n0\r\n\r\n'],
    ['behind an extension', '3;a\nabc\r\n0\r\n\r\n'],
    ['behind the last size', '0\n\r\n'],
    ['at the very end', '0\r\n\n'],
    ['behind a trailer', '0\r\nX: a\n\r\n'],
  ] as const) {
    test(`LF alone is refused ${what}`, () => {
      const bare = /^error 400: A line ends in LF alone/;
      expect(bodyOfRequest(chunks).at(-1)).toMatch(bare);
    });
  }
});

test('trailers are told with the end, in order, as they were spelled', () => {
  const chunks = '1\r\nx\r\n0\r\nB: 1\r\na:2\r\nB: 1\r\n\r\n';
  const trailers = ['trailer B: 1', 'trailer a: 2', 'trailer B: 1'];
  expect(bodyOfRequest(chunks)).toEqual(['data x', ...trailers, 'end', 'idle']);
  expect(bodyOfResponse(chunks)).toEqual(bodyOfRequest(chunks));
});

/** Trailers that are refused, from clients and upstreams alike. */
const WRONG_TRAILERS = ['nonsense', 'X : a', ' X: a', 'X: a\0', ': a'];

for (const line of WRONG_TRAILERS) {
  test(`a trailer is refused: ${quoted(line)}`, () => {
    const sentence = `Not a field line: ${quoted(line)}.`;
    const chunks = `0\r\n${line}\r\n\r\n`;
    expect(bodyOfRequest(chunks)).toEqual([`error 400: ${sentence}`]);
    expect(bodyOfResponse(chunks)).toEqual([`error 502: ${sentence}`]);
  });
}

test('trailers are never folded, not even those of an upstream', () => {
  const [error] = bodyOfResponse('0\r\nX: a\r\n b\r\n\r\n');
  expect(error).toBe('error 502: Not a field line: " b".');
});

test('a next request behind the last chunk is a request of its own', () => {
  expect(requests(`${POST}0\r\n\r\n${POST}1\r\nx\r\n0\r\n\r\n`)).toEqual([
    ...['POST / HTTP/1.1', CODED, '(chunked)', 'end'],
    ...['POST / HTTP/1.1', CODED, '(chunked)', 'data x', 'end', 'idle'],
  ]);
});
