import { expect, test } from 'vitest';
import { head } from '../kit/bytes.ts';
import { quoted, responses } from './transcript.ts';

/** Status lines that are understood: what they show, and how they are read. */
const ACCEPTED = [
  ['a reason of one word', 'HTTP/1.1 204 Fine', 'HTTP/1.1 204 Fine'],
  ['a reason of two words', 'HTTP/1.1 204 No Content'],
  ['a reason with tabs', 'HTTP/1.1 204 No\tContent'],
  ['a reason in another language', 'HTTP/1.1 204 D\xe9j\xe0 vu'],
  ['a reason with a colon and a number', 'HTTP/1.1 204 a: 200 OK'],
  ['a reason that begins with a space', 'HTTP/1.1 204  Fine'],
  ['no reason', 'HTTP/1.1 204 '],
  ['no reason and no space', 'HTTP/1.1 204', 'HTTP/1.1 204 '],
  ['HTTP/1.0', 'HTTP/1.0 204 Fine'],
  ['HTTP/1.2 read as 1.1', 'HTTP/1.2 204 Fine', 'HTTP/1.1 204 Fine'],
] as const;

for (const [what, line, read = line] of ACCEPTED) {
  test(`a status line is read: ${what}`, () => {
    expect(responses(head(line))).toEqual([read, '(none)', 'end', 'idle']);
  });
}

for (const status of [200, 299, 300, 404, 599, 999]) {
  test(`status ${status} is passed on, known or not`, () => {
    const bytes = head(`HTTP/1.1 ${status} So`, 'Content-Length: 0');
    expect(responses(bytes)[0]).toBe(`HTTP/1.1 ${status} So`);
  });
}

/** Status lines that are none: what is wrong. */
const REFUSED = [
  ['no status line at all', 'hello'],
  ['no status code', 'HTTP/1.1'],
  ['a status code of two digits', 'HTTP/1.1 20 OK'],
  ['a status code of four digits', 'HTTP/1.1 2000 OK'],
  ['a status code that begins with 0', 'HTTP/1.1 099 OK'],
  ['a status code with a sign', 'HTTP/1.1 +20 OK'],
  ['a status code in words', 'HTTP/1.1 two OK'],
  ['two spaces behind the version', 'HTTP/1.1  200 OK'],
  ['tabs for spaces', 'HTTP/1.1\t200\tOK'],
  ['a space in front', ' HTTP/1.1 200 OK'],
  ['a version in small letters', 'http/1.1 200 OK'],
  ['another protocol', 'ICY 200 OK'],
  ['a version of three digits', 'HTTP/1.10 200 OK'],
  ['a NUL in the reason', 'HTTP/1.1 200 \0'],
  ['a carriage return in the reason', 'HTTP/1.1 200 O\rK'],
  ['a carriage return behind', 'HTTP/1.1 200 OK\r'],
  ['a request line', 'GET / HTTP/1.1'],
] as const;

for (const [what, line] of REFUSED) {
  test(`a status line is refused: ${what}`, () => {
    expect(responses(head(line))).toEqual([
      `error 502: Not a status line: ${quoted(line)}.`,
    ]);
  });
}

for (const version of ['2.0', '0.9', '3.7']) {
  test(`a response in HTTP/${version} is the upstream's fault: 502`, () => {
    expect(responses(head(`HTTP/${version} 200 OK`))).toEqual([
      `error 502: HTTP/${version} is not spoken here.`,
    ]);
  });
}

test('an empty line before a response is refused', () => {
  expect(responses(`\r\n${head('HTTP/1.1 204 Fine')}`)).toEqual([
    'error 502: An empty line where a message should begin.',
  ]);
});
