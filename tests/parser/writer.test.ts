import { expect, test } from 'vitest';
import {
  type BodyFraming,
  encodeData,
  encodeEnd,
  encodeRequestHead,
  encodeResponseHead,
  HeaderList,
} from '../../shared/parser/index.ts';
import { head } from '../kit/bytes.ts';
import { requestOf, responseOf } from './heads.ts';

const text = (bytes: Buffer) => bytes.toString('latin1');

const chunked: BodyFraming = { kind: 'chunked' };
const plain = [
  { kind: 'length', length: 5 },
  { kind: 'until-close' },
] as const satisfies readonly BodyFraming[];
const bodiless = [
  { kind: 'none' },
  { kind: 'none', declared: 5 },
  { kind: 'interim' },
] as const satisfies readonly BodyFraming[];

/** Heads that are written just as they were read. */
const REQUESTS = [
  ['no fields', ['GET / HTTP/1.1']],
  ['fields', ['GET /a?b HTTP/1.1', 'b: 1', 'A: 2', 'b: 1']],
  ['an empty field', ['GET / HTTP/1.1', 'X: ']],
  ['bytes above 127', ['GET / HTTP/1.1', 'X: \x80\xe9\xff']],
  ['an asterisk', ['OPTIONS * HTTP/1.1', 'Host: a']],
] as const;

for (const [what, lines] of REQUESTS) {
  test(`a request head is written as it was read: ${what}`, () => {
    const bytes = encodeRequestHead(requestOf(...lines).head);
    expect(bytes).toEqualBytes(head(...lines));
  });
}

/** Heads that are written just as they were read. */
const RESPONSES = [
  ['no fields', ['HTTP/1.1 204 No Content']],
  ['fields', ['HTTP/1.1 200 OK', 'Set-Cookie: a', 'X: b', 'Set-Cookie: a']],
  ['no reason', ['HTTP/1.1 200 ']],
  ['a status that is not known', ['HTTP/1.1 799 Whatever']],
  ['bytes above 127', ['HTTP/1.1 200 D\xe9j\xe0 vu', 'X: \xff']],
] as const;

for (const [what, lines] of RESPONSES) {
  test(`a response head is written as it was read: ${what}`, () => {
    const bytes = encodeResponseHead(responseOf(...lines).head);
    expect(bytes).toEqualBytes(head(...lines));
  });
}

test('a head is written in our own version, whatever was received', () => {
  const request = encodeRequestHead(requestOf('GET / HTTP/1.0').head);
  expect(request).toEqualBytes(head('GET / HTTP/1.1'));
  const response = encodeResponseHead(responseOf('HTTP/1.0 200 OK').head);
  expect(response).toEqualBytes(head('HTTP/1.1 200 OK'));
});

test('what was mended is written in one line, without a gap', () => {
  const lines = ['HTTP/1.1 200', 'X : a', ' b'];
  const bytes = encodeResponseHead(responseOf(...lines).head);
  expect(bytes).toEqualBytes(head('HTTP/1.1 200 ', 'X: a b'));
});

/** Field lines that are written otherwise than they came. */
const REWRITTEN = [
  ['no space', 'X:a', 'X: a'],
  ['a tab', 'X:\ta', 'X: a'],
  ['two spaces', 'X:  a', 'X: a'],
  ['a space behind it only', 'X:a ', 'X: a'],
  ['a tab behind it only', 'X:a\t', 'X: a'],
  ['nothing but a tab', 'X:\t', 'X: '],
] as const;

for (const [what, line, written] of REWRITTEN) {
  test(`around a value one space is written: it came with ${what}`, () => {
    const request = requestOf('GET / HTTP/1.1', line).head;
    const response = responseOf('HTTP/1.1 200 OK', line).head;
    expect(encodeRequestHead(request)).toEqualBytes(
      head('GET / HTTP/1.1', written),
    );
    expect(encodeResponseHead(response)).toEqualBytes(
      head('HTTP/1.1 200 OK', written),
    );
  });
}

test('data in a chunk has its size in front, in hexadecimal', () => {
  const data = Buffer.from('0123456789\r\n\x00\xffxy', 'latin1');
  expect(text(encodeData(data, chunked))).toBe(`10\r\n${text(data)}\r\n`);
  expect(text(encodeData(Buffer.from('a'), chunked))).toBe('1\r\na\r\n');
});

test('data without chunks is written as it is', () => {
  const data = Buffer.from([0, 13, 10, 255]);
  for (const framing of plain) {
    expect(encodeData(data, framing)).toEqualBytes(data);
  }
});

test('the end of chunks is the last chunk and an empty line', () => {
  expect(text(encodeEnd(chunked))).toBe('0\r\n\r\n');
});

test('trailers stand between the last chunk and the empty line', () => {
  const trailers = new HeaderList([
    ['X', 'a'],
    ['x', '\xe9'],
  ]);
  expect(text(encodeEnd(chunked, trailers))).toBe(
    '0\r\nX: a\r\nx: \xe9\r\n\r\n',
  );
});

test('only chunks have an end in bytes, and only they have trailers', () => {
  const trailers = new HeaderList([['X', 'a']]);
  for (const framing of [...plain, ...bodiless]) {
    expect(encodeEnd(framing, trailers)).toHaveLength(0);
  }
});
