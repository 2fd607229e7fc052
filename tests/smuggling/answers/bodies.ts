import { chunks, head } from '../../kit/bytes.ts';
import { type AnswerCase, type CaseClass, CHUNKED, STRAY } from '../case.ts';

const ok = (...fields: readonly string[]): string =>
  head('HTTP/1.1 200 OK', ...fields);

const FIVE = `${ok('Content-Length: 5')}hello`;
const INTERIM = head('HTTP/1.1 103 Early Hints', 'Link: </a>');

/** Chunks that are none. */
const BROKEN: readonly (readonly [string, string])[] = [
  ['a plus sign', '+5\r\nhello\r\n0\r\n\r\n'],
  ['a minus sign', '-5\r\nhello\r\n0\r\n\r\n'],
  ['0x', '0x5\r\nhello\r\n0\r\n\r\n'],
  ['a space before', ' 5\r\nhello\r\n0\r\n\r\n'],
  ['2^64 + 5', '10000000000000005\r\nhello\r\n0\r\n\r\n'],
  ['no size', '\r\nhello\r\n0\r\n\r\n'],
  ['LF behind the size', '5\nhello\r\n0\r\n\r\n'],
  ['LF in an extension', '5;a\nb\r\nhello\r\n0\r\n\r\n'],
  ['CR in an extension', '5;a\rb\r\nhello\r\n0\r\n\r\n'],
  ['LF behind the data', '5\r\nhello\n0\r\n\r\n'],
  ['no line end behind the data', '5\r\nhello0\r\n\r\n'],
  ['two bytes for a line end', '5\r\nhelloXX0\r\n\r\n'],
  ['more data than the size', '5\r\nhello!\r\n0\r\n\r\n'],
  ['less data than the size', '6\r\nhello\r\n0\r\n\r\n'],
  ['a trailer without colon', '5\r\nhello\r\n0\r\nX\r\n\r\n'],
  ['a folded trailer', '5\r\nhello\r\n0\r\nX: y\r\n z\r\n\r\n'],
  ['NUL in a trailer', '5\r\nhello\r\n0\r\nX: \0\r\n\r\n'],
  ['LF at the end', '5\r\nhello\r\n0\r\n\n'],
];

/** Bodies that are broken, when the head has gone on already. */
export const brokenChunks: CaseClass<AnswerCase> = {
  title: 'chunks',
  cases: [
    ...BROKEN.map(
      ([name, body]): AnswerCase => [
        name,
        'cut',
        { bytes: ok(CHUNKED) + body + STRAY },
      ],
    ),
    [
      'an extension',
      'hello',
      { bytes: `${ok(CHUNKED)}5;a="b;c"\r\nhello\r\n0;x\r\n\r\n` },
    ],
    [
      'a space behind the size',
      'hello',
      { bytes: `${ok(CHUNKED)}5 \r\nhello\r\n0\r\n\r\n` },
    ],
    [
      'a length in the trailers',
      'hello',
      { bytes: `${ok(CHUNKED)}5\r\nhello\r\n0\r\nContent-Length: 0\r\n\r\n` },
    ],
    [
      'chunked in the trailers',
      'hello',
      { bytes: `${ok(CHUNKED)}5\r\nhello\r\n0\r\n${CHUNKED}\r\n\r\n` },
    ],
    ['a response in a chunk', STRAY, { bytes: ok(CHUNKED) + chunks(STRAY) }],
  ],
};

/** More bytes than the response has. */
export const strayBytes: CaseClass<AnswerCase> = {
  title: 'bytes behind',
  cases: [
    ['a length', 'hello', { bytes: FIVE + STRAY }],
    ['chunks', 'hello', { bytes: ok(CHUNKED) + chunks('hello') + STRAY }],
    ['length 0', '', { bytes: ok('Content-Length: 0') + STRAY }],
    ['a byte behind a length', 'hello', { bytes: `${FIVE}!` }],
    ['a line end behind a length', 'hello', { bytes: `${FIVE}\r\n` }],
    ['half a response', 'hello', { bytes: `${FIVE}HTTP/1.1 200 OK\r\nX: ` }],
    ['an interim response', 'hello', { bytes: FIVE + INTERIM }],
    ['a hundred responses', 'hello', { bytes: FIVE + STRAY.repeat(100) }],
    ['late, behind a length', 'hello', { bytes: FIVE, late: STRAY }],
    [
      'late, behind chunks',
      'hello',
      { bytes: ok(CHUNKED) + chunks('hello'), late: STRAY },
    ],
    ['late, a byte', 'hello', { bytes: FIVE, late: '!' }],
    ['late, an interim response', 'hello', { bytes: FIVE, late: INTERIM }],
    [
      '204 with a length',
      204,
      { bytes: `${head('HTTP/1.1 204 No', 'Content-Length: 5')}hello${STRAY}` },
    ],
    [
      '204 with chunks',
      204,
      { bytes: `${head('HTTP/1.1 204 No', CHUNKED)}${chunks('hello')}` },
    ],
    [
      '204 with both',
      204,
      {
        bytes: `${head('HTTP/1.1 204 No', CHUNKED, 'Content-Length: 5')}${chunks('hello')}`,
      },
    ],
    [
      '304 with a body',
      304,
      {
        bytes: `${head('HTTP/1.1 304 Same', 'Content-Length: 5')}hello${STRAY}`,
      },
    ],
    [
      '304 with chunks',
      304,
      { bytes: head('HTTP/1.1 304 Same', CHUNKED) + chunks('hello') },
    ],
    [
      '304 with two lengths',
      304,
      {
        bytes:
          head('HTTP/1.1 304 Same', 'Content-Length: 5', 'Content-Length: 6') +
          STRAY,
      },
    ],
  ],
};

/** Responses before the response. */
export const interims: CaseClass<AnswerCase> = {
  title: 'interim responses',
  cases: [
    ['one', 'hello', { bytes: INTERIM + FIVE }],
    ['20', 'hello', { bytes: INTERIM.repeat(20) + FIVE }],
    ['21', 502, { bytes: INTERIM.repeat(21) + FIVE }],
    ['1000', 502, { bytes: INTERIM.repeat(1000) + FIVE }],
    [
      '100 that nobody waits for',
      'hello',
      { bytes: head('HTTP/1.1 100 Continue') + FIVE },
    ],
    [
      'with a length',
      'hello',
      { bytes: head('HTTP/1.1 100 Continue', 'Content-Length: 5') + FIVE },
    ],
    [
      'with chunks',
      'hello',
      { bytes: head('HTTP/1.1 100 Continue', CHUNKED) + FIVE },
    ],
    [
      'with a body',
      502,
      {
        bytes: `${head('HTTP/1.1 100 Continue', 'Content-Length: 5')}hello${FIVE}`,
      },
    ],
    ['199', 'hello', { bytes: head('HTTP/1.1 199 What') + FIVE }],
    [
      '101 unasked',
      502,
      { bytes: head('HTTP/1.1 101 Switching Protocols') + STRAY },
    ],
    [
      '101 unasked, to websocket',
      502,
      {
        bytes:
          head(
            'HTTP/1.1 101 Switching Protocols',
            'Upgrade: websocket',
            'Connection: Upgrade',
          ) + STRAY,
      },
    ],
    [
      '101 unasked, to h2c',
      502,
      {
        bytes:
          head(
            'HTTP/1.1 101 Switching Protocols',
            'Upgrade: h2c',
            'Connection: Upgrade',
          ) + STRAY,
      },
    ],
    [
      '101 behind 100',
      502,
      {
        bytes:
          head('HTTP/1.1 100 Continue') +
          head('HTTP/1.1 101 Switching Protocols') +
          STRAY,
      },
    ],
    ['a broken one', 502, { bytes: head('HTTP/1.1 103 Hints', 'X') + FIVE }],
    ['and then nothing', 502, { bytes: INTERIM, closes: true }],
  ],
};
