import { chunks, head } from '../../kit/bytes.ts';
import { type AnswerCase, type CaseClass, CHUNKED, STRAY } from '../case.ts';

const OK = 'HTTP/1.1 200 OK';
const LENGTH = 'Content-Length: 5';
const BODY = 'hello';

const ok = (...fields: readonly string[]): string => head(OK, ...fields);

/** Lengths that are not one number: the field lines. */
const LENGTHS: readonly (readonly [string, ...string[]])[] = [
  ['two that differ', LENGTH, 'Content-Length: 0'],
  ['two that are equal', LENGTH, LENGTH],
  ['two, the smaller first', 'Content-Length: 0', LENGTH],
  ['a list of equals', 'Content-Length: 5, 5'],
  ['a list of two', 'Content-Length: 5, 6'],
  ['a plus sign', 'Content-Length: +5'],
  ['a minus sign', 'Content-Length: -5'],
  ['hexadecimal', 'Content-Length: 0x5'],
  ['a point', 'Content-Length: 5.0'],
  ['an exponent', 'Content-Length: 5e0'],
  ['a letter behind', 'Content-Length: 5a'],
  ['a space inside', 'Content-Length: 0 5'],
  ['a comma behind', 'Content-Length: 5,'],
  ['no value', 'Content-Length:'],
  ['2^64 + 5', 'Content-Length: 18446744073709551621'],
  ['NUL behind', 'Content-Length: 5\0'],
  ['two, one with a space before the colon', LENGTH, 'Content-Length : 0'],
  ['two, one folded', LENGTH, 'Content-Length:', ' 0'],
];

/** Transfer-Encoding that is not chunked alone. */
const CODINGS: readonly (readonly [string, ...string[]])[] = [
  ['beside a length', CHUNKED, LENGTH],
  ['behind a length', LENGTH, CHUNKED],
  ['beside length 0', CHUNKED, 'Content-Length: 0'],
  [
    'a space before the colon, and a length',
    'Transfer-Encoding : chunked',
    LENGTH,
  ],
  ['folded, and a length', 'Transfer-Encoding:', ' chunked', LENGTH],
  ['unknown, and a length', 'Transfer-Encoding: gzip', LENGTH],
  ['twice', CHUNKED, CHUNKED],
  ['twice in a list', 'Transfer-Encoding: chunked, chunked'],
  ['identity', 'Transfer-Encoding: identity'],
  ['xchunked', 'Transfer-Encoding: xchunked'],
  ['quotes', 'Transfer-Encoding: "chunked"'],
  ['gzip, then chunked', 'Transfer-Encoding: gzip, chunked'],
  ['chunked, then gzip', 'Transfer-Encoding: chunked, gzip'],
  ['no value', 'Transfer-Encoding:'],
  ['a vertical tab', 'Transfer-Encoding: \vchunked'],
  ['NUL', 'Transfer-Encoding: chunked\0'],
];

/** Responses that say in no way, or in two, where they end. */
export const framedTwice: CaseClass<AnswerCase> = {
  title: 'framing',
  cases: [
    ...LENGTHS.map(
      ([name, ...lines]): AnswerCase => [
        `Content-Length, ${name}`,
        502,
        { bytes: ok(...lines) + BODY + STRAY },
      ],
    ),
    ...CODINGS.map(
      ([name, ...lines]): AnswerCase => [
        `Transfer-Encoding, ${name}`,
        502,
        { bytes: ok(...lines) + chunks(BODY) + STRAY },
      ],
    ),
    [
      'Transfer-Encoding in HTTP/1.0',
      502,
      { bytes: head('HTTP/1.0 200 OK', CHUNKED) + chunks(BODY) },
    ],
    ['capitals', 'hello', { bytes: ok('CONTENT-LENGTH: 5') + BODY }],
    [
      'chunked in capitals',
      'hello',
      { bytes: ok('transfer-ENCODING: CHUNKED') + chunks(BODY) },
    ],
    ['leading zeros', 'hello', { bytes: ok('Content-Length: 0005') + BODY }],
    [
      'Connection names the length',
      'hello',
      { bytes: ok(LENGTH, 'Connection: content-length') + BODY },
    ],
    [
      'Connection names Transfer-Encoding',
      'hello',
      { bytes: ok(CHUNKED, 'Connection: transfer-encoding') + chunks(BODY) },
    ],
    ['none, and closed', 'hello', { bytes: ok() + BODY, closes: true }],
    [
      'none, and what looks like a response',
      `hello${STRAY}`,
      { bytes: ok() + BODY + STRAY, closes: true },
    ],
    [
      'a length, and closed too early',
      'cut',
      { bytes: ok('Content-Length: 50') + BODY, closes: true },
    ],
    [
      'chunks, and closed too early',
      'cut',
      { bytes: `${ok(CHUNKED)}5\r\nhello\r\n`, closes: true },
    ],
  ],
};
