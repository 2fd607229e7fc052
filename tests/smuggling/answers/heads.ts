import { head } from '../../kit/bytes.ts';
import type { AnswerCase, CaseClass } from '../case.ts';

const OK = 'HTTP/1.1 200 OK';
const LENGTH = 'Content-Length: 5';
const BODY = 'hello';

const ok = (...fields: readonly string[]): string => head(OK, ...fields);

/** Heads that are none, or nearly. */
export const heads: CaseClass<AnswerCase> = {
  title: 'heads',
  cases: [
    ['LF for line ends', 502, { bytes: `${OK}\n${LENGTH}\n\n${BODY}` }],
    [
      'LF behind the status line',
      502,
      { bytes: `${OK}\n${LENGTH}\r\n\r\n${BODY}` },
    ],
    [
      'LF behind a field',
      502,
      { bytes: `${OK}\r\nX: y\n${LENGTH}\r\n\r\n${BODY}` },
    ],
    [
      'LF for the empty line',
      502,
      { bytes: `${OK}\r\n${LENGTH}\r\n\n${BODY}` },
    ],
    [
      'CR for line ends',
      502,
      { bytes: `${OK}\r${LENGTH}\r\r${BODY}`, closes: true },
    ],
    [
      'CR in a value',
      502,
      { bytes: ok(LENGTH, 'X: y\rContent-Length: 0') + BODY },
    ],
    ['CR CR LF', 502, { bytes: `${OK}\r\r\n${LENGTH}\r\n\r\n${BODY}` }],
    ['LF CR', 502, { bytes: `${OK}\n\r${LENGTH}\n\r\n\r${BODY}` }],
    ['NUL in a value', 502, { bytes: ok(LENGTH, 'X: \0') + BODY }],
    ['NUL in a name', 502, { bytes: ok(LENGTH, 'X\0: y') + BODY }],
    ['NUL in the reason', 502, { bytes: head(`${OK}\0`, LENGTH) + BODY }],
    ['a control in a value', 502, { bytes: ok(LENGTH, 'X: \x01') + BODY }],
    [
      'a space before the colon',
      'hello',
      { bytes: ok('Content-Length : 5') + BODY },
    ],
    [
      'a tab before the colon',
      'hello',
      { bytes: ok('Content-Length\t: 5') + BODY },
    ],
    ['a folded length', 'hello', { bytes: ok('Content-Length:', ' 5') + BODY }],
    [
      'a folded length, one number in two',
      502,
      { bytes: ok('Content-Length: 5', ' 0') + BODY },
    ],
    [
      'a folded value that is a length',
      'hello',
      { bytes: ok(LENGTH, 'X: y', ' Content-Length: 0') + BODY },
    ],
    ['a folded first line', 502, { bytes: ok(' X: y', LENGTH) + BODY }],
    ['no colon', 502, { bytes: ok(LENGTH, 'X') + BODY }],
    ['no name', 502, { bytes: ok(LENGTH, ': y') + BODY }],
    ['a space in a name', 502, { bytes: ok(LENGTH, 'X Y: z') + BODY }],
    ['a name above 127', 502, { bytes: ok(LENGTH, 'X\xe9: z') + BODY }],
    ['an empty line before', 502, { bytes: `\r\n${ok(LENGTH)}${BODY}` }],
    ['no version', 502, { bytes: head('200 OK', LENGTH) + BODY }],
    ['no status', 502, { bytes: head('HTTP/1.1 OK', LENGTH) + BODY }],
    [
      'a status of two digits',
      502,
      { bytes: head('HTTP/1.1 20 OK', LENGTH) + BODY },
    ],
    [
      'a status of four digits',
      502,
      { bytes: head('HTTP/1.1 2000 OK', LENGTH) + BODY },
    ],
    ['status 000', 502, { bytes: head('HTTP/1.1 000 OK', LENGTH) + BODY }],
    ['a signed status', 502, { bytes: head('HTTP/1.1 +20 OK', LENGTH) + BODY }],
    [
      'two spaces before the status',
      502,
      { bytes: head('HTTP/1.1  200 OK', LENGTH) + BODY },
    ],
    [
      'a tab before the status',
      502,
      { bytes: head('HTTP/1.1\t200 OK', LENGTH) + BODY },
    ],
    [
      'a space before the version',
      502,
      { bytes: head(' HTTP/1.1 200 OK', LENGTH) + BODY },
    ],
    [
      'http in small letters',
      502,
      { bytes: head('http/1.1 200 OK', LENGTH) + BODY },
    ],
    ['HTTP/0.9', 502, { bytes: 'hello', closes: true }],
    ['HTTP/2.0', 502, { bytes: head('HTTP/2.0 200 OK', LENGTH) + BODY }],
    ['another protocol', 502, { bytes: head('ICY 200 OK', LENGTH) + BODY }],
    ['a request', 502, { bytes: head('GET / HTTP/1.1', LENGTH) + BODY }],
    ['half a head', 502, { bytes: `${OK}\r\n${LENGTH}\r\n`, closes: true }],
    ['nothing', 502, { bytes: '', closes: true }],
    ['too long', 502, { bytes: ok(LENGTH, `X: ${'y'.repeat(17_000)}`) + BODY }],
    ['two Dates', 'hello', { bytes: ok(LENGTH, 'Date: a', 'Date: b') + BODY }],
  ],
};
