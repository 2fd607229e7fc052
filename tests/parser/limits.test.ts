import { expect, test } from 'vitest';
import { requestReader, responseReader } from '../../shared/parser/index.ts';
import { head } from '../kit/bytes.ts';
import { readerOfAnswersTo, requestOf } from './heads.ts';
import { type NewReader, singleBytes, transcript } from './transcript.ts';

// The sizes are written out here, not imported: whoever changes a limit is
// to see what that changes.
const KIB = 1024;

const GET = 'GET / HTTP/1.1';
const OK = 'HTTP/1.1 204 OK';
const CODED = 'Transfer-Encoding: chunked';
const CHUNKED = head('POST / HTTP/1.1', CODED);

const line = (start: string, size: number) => start.padEnd(size, 'x');
const requestLine = (size: number) =>
  head(`GET /${'x'.repeat(size - 14)} HTTP/1.1`);
/** A head whose start line and one field line take so many bytes. */
const longField = (start: string, size: number) =>
  head(start, line('X: ', size - start.length - 4));
/** The same in lines of some 1000 bytes. */
const longFields = (start: string, size: number) => {
  const lines = Array.from({ length: 15 }, () => line('X: ', 998));
  return head(start, ...lines, line('X: ', size - 15_000 - start.length - 4));
};
const fields = (count: number) => Array.from({ length: count }, () => 'X: a');
const trailers = (...lines: readonly string[]) => CHUNKED + head('0', ...lines);
/** A trailer section of so many bytes, these lines in it. */
const trailer = (size: number, ...lines: readonly string[]) => {
  const taken = lines.reduce((sum, { length }) => sum + length + 2, 0);
  return trailers(...lines, line('X: ', size - taken - 2));
};
const lastChunk = (text: string) => `${CHUNKED}${text}\r\n\r\n`;
const lengthOf = (digits: string) =>
  head('POST / HTTP/1.1', `Content-Length: ${digits}`);
const empty = (count: number) => '\r\n'.repeat(count);
/** A body with extensions of so many bytes, in lines of at most 2000. */
const extensions = (size: number) => {
  const lines = Array.from({ length: 8 }, () => `${line('1;', 2001)}\r\na\r\n`);
  return `${CHUNKED}${lines.join('')}${line('0;', size - 15_999)}\r\n\r\n`;
};
const INTERIM = head('HTTP/1.1 103 So');
const LONG_LINE = `${line('X: ', 998)}\r\n`;

const requests: NewReader = requestReader;
const responses: NewReader = () => readerOfAnswersTo('GET');

type Limit = readonly [
  what: string,
  bytesOf: (size: number) => string,
  limit: number,
  status: number,
];

/** Limits of what a client sends. */
const REQUEST_LIMITS: readonly Limit[] = [
  ['a request line', requestLine, 8 * KIB, 414],
  ['a request head of one field', (n) => longField(GET, n), 16 * KIB, 431],
  ['a request head of many', (n) => longFields(GET, n), 16 * KIB, 431],
  ['the number of request fields', (n) => head(GET, ...fields(n)), 100, 431],
  ['the empty lines before a request', (n) => empty(n) + head(GET), 4, 400],
  ['the digits of a length', (n) => lengthOf('0'.repeat(n)), 15, 400],
  ['the digits of a chunk size', (n) => lastChunk('0'.repeat(n)), 13, 400],
  ['a chunk line', (n) => lastChunk(line('0;', n)), 4 * KIB, 400],
  ['the chunk extensions of a body', extensions, 16 * KIB, 400],
  ['a trailer section of one line', (n) => trailer(n), 8 * KIB, 400],
  ['a trailer section of two lines', (n) => trailer(n, 'X: a'), 8 * KIB, 400],
  ['the number of trailers', (n) => trailers(...fields(n)), 100, 400],
];

/** Limits of what an upstream sends. */
const RESPONSE_LIMITS: readonly Limit[] = [
  ['a status line', (n) => head(line(`${OK} `, n)), 8 * KIB, 502],
  ['a response head of one field', (n) => longField(OK, n), 16 * KIB, 502],
  ['a response head of many', (n) => longFields(OK, n), 16 * KIB, 502],
  ['the number of response fields', (n) => head(OK, ...fields(n)), 100, 502],
  ['the empty lines before a response', (n) => empty(n) + head(OK), 0, 502],
  ['the interim responses', (n) => INTERIM.repeat(n) + head(OK), 20, 502],
];

// Limits that a reader is told. Each is seen apart from the others.
const OTHERS = { startLine: 20, head: 200, fields: 3 };
const { head: FOR_GET } = requestOf(GET);
const otherRequests: NewReader = () => requestReader(OTHERS);
const otherResponses: NewReader = () =>
  responseReader(FOR_GET, undefined, OTHERS);

/** The same limits where the owner of the reader has set them. */
const OTHER_LIMITS: readonly (readonly [NewReader, ...Limit])[] = [
  [otherRequests, 'another request line', requestLine, 20, 414],
  [otherRequests, 'another head', (n) => longField(GET, n), 200, 431],
  [otherRequests, 'another count', (n) => head(GET, ...fields(n)), 3, 431],
  [otherRequests, 'other trailers', (n) => trailers(...fields(n)), 3, 400],
  [otherResponses, 'another status line', (n) => head(line(OK, n)), 20, 502],
  [otherResponses, 'their head', (n) => longField(OK, n), 200, 502],
  [otherResponses, 'their count', (n) => head(OK, ...fields(n)), 3, 502],
];

const LIMITS = [
  ...REQUEST_LIMITS.map((limit) => [requests, ...limit] as const),
  ...RESPONSE_LIMITS.map((limit) => [responses, ...limit] as const),
  ...OTHER_LIMITS,
];

for (const [newReader, what, bytesOf, limit, status] of LIMITS) {
  test(`${what} may reach ${limit}`, () => {
    const bytes = Buffer.from(bytesOf(limit));
    const lines = transcript(newReader(), [bytes]);
    expect(lines.slice(-2)).toEqual(['end', 'idle']);
    expect(transcript(newReader(), singleBytes(bytes))).toEqual(lines);
  });

  test(`${what} may not pass ${limit}: ${status}`, () => {
    const bytes = Buffer.from(bytesOf(limit + 1));
    const lines = transcript(newReader(), [bytes]);
    expect(lines.at(-1)).toMatch(new RegExp(`^error ${status}: `));
    expect(transcript(newReader(), singleBytes(bytes))).toEqual(lines);
  });
}

/**
 * Bytes without an end: what, a reader, what comes before it, how it begins,
 * how it goes on, and after how many bytes of it there is an error.
 */
const ENDLESS = [
  ['a request line', requests, '', '', 'x', 8 * KIB + 2],
  ['a status line', responses, '', '', 'x', 8 * KIB + 2],
  ['a field line', requests, '', `${GET}\r\nX: `, 'x', 16 * KIB + 2],
  ['field lines', requests, '', `${GET}\r\n`, 'X: a\r\n', 16 + 101 * 6],
  ['long field lines', requests, '', `${GET}\r\n`, LONG_LINE, 16 * KIB + 2],
  ['folds', responses, '', `${OK}\r\nX: a\r\n`, ' \r\n', 23 + 100 * 3],
  ['a chunk line', requests, CHUNKED, '', '0', 4 * KIB + 2],
  ['a trailer', requests, `${CHUNKED}0\r\n`, 'X: ', 'x', 8 * KIB + 2],
  ['trailers', requests, `${CHUNKED}0\r\n`, '', 'X: a\r\n', 101 * 6],
  ['empty lines', requests, '', '', '\r\n', 5 * 2],
  ['carriage returns', requests, '', '', '\r', 8 * KIB + 2],
  ['interim responses', responses, '', '', INTERIM, 21 * INTERIM.length],
] as const;

for (const [what, newReader, before, start, unit, count] of ENDLESS) {
  test(`${what} without an end: refused by the byte too many`, () => {
    const endless = Buffer.from(start + unit.repeat(count / unit.length + 1));
    const fits = [Buffer.from(before), endless.subarray(0, count - 1)];
    const reader = newReader();
    expect(transcript(reader, fits).at(-1)).toBe('waiting');
    const [error] = transcript(reader, [endless.subarray(count - 1, count)]);
    expect(error).toMatch(/^error/);
  });
}

test('the extensions of each body are counted anew', () => {
  const body = extensions(16 * KIB);
  const lines = transcript(requests(), [Buffer.from(body + body)]);
  expect(lines.slice(-2)).toEqual(['end', 'idle']);
});

test('the field lines of each head are counted anew', () => {
  const bytes = head(GET, ...fields(100)).repeat(2);
  const lines = transcript(requests(), [Buffer.from(bytes)]);
  expect(lines.slice(-2)).toEqual(['end', 'idle']);
});

test('the interim responses before each final response are counted anew', () => {
  const bytes = (INTERIM.repeat(20) + head(OK)).repeat(2);
  const lines = transcript(responses(), [Buffer.from(bytes)]);
  expect(lines.slice(-2)).toEqual(['end', 'idle']);
});
