import { expect, test } from 'vitest';
import { head } from '../kit/bytes.ts';
import { quoted, requests } from './transcript.ts';

/** Request lines that are understood: what they show, and how they are read. */
const ACCEPTED = [
  ['the smallest request there is', 'A / HTTP/1.1', 'A / HTTP/1.1'],
  ['every sign that a method may have', "!#$%&'*+-.^_`|~09aZ / HTTP/1.1"],
  ['a method in small letters', 'get / HTTP/1.1'],
  ['every kind of sign in a target', 'GET /!"$%&()*<>[\\]^`{|}~?a=b HTTP/1.1'],
  ['an asterisk', 'OPTIONS * HTTP/1.1'],
  ['a URL', 'GET http://a.example/b HTTP/1.1'],
  ['HTTP/1.0', 'GET / HTTP/1.0'],
  ['HTTP/1.2 read as 1.1', 'GET / HTTP/1.2', 'GET / HTTP/1.1'],
  ['HTTP/1.9 read as 1.1', 'GET / HTTP/1.9', 'GET / HTTP/1.1'],
] as const;

for (const [what, line, read = line] of ACCEPTED) {
  test(`a request line is read: ${what}`, () => {
    expect(requests(head(line))).toEqual([read, '(none)', 'end', 'idle']);
  });
}

/** Request lines that are none: what is wrong. */
const REFUSED = [
  ['one word', 'GARBAGE'],
  ['no version', 'GET /'],
  ['no target', 'GET HTTP/1.1'],
  ['an empty target', 'GET  HTTP/1.1'],
  ['no method', '/ HTTP/1.1'],
  ['an empty method', ' / HTTP/1.1'],
  ['a space in front', ' GET / HTTP/1.1'],
  ['a space behind', 'GET / HTTP/1.1 '],
  ['two spaces behind the method', 'GET  / HTTP/1.1'],
  ['two spaces behind the target', 'GET /  HTTP/1.1'],
  ['tabs for spaces', 'GET\t/\tHTTP/1.1'],
  ['a fourth word', 'GET / HTTP/1.1 HTTP/1.1'],
  ['a space in the target', 'GET /a b HTTP/1.1'],
  ['a byte above 127 in the target', 'GET /\xe9 HTTP/1.1'],
  ['a DEL in the target', 'GET /\x7f HTTP/1.1'],
  ['a NUL in the target', 'GET /\0 HTTP/1.1'],
  ['a carriage return in the target', 'GET /\r HTTP/1.1'],
  ['a carriage return behind', 'GET / HTTP/1.1\r'],
  ['a colon in the method', 'G:T / HTTP/1.1'],
  ['a byte above 127 in the method', 'G\xcbT / HTTP/1.1'],
  ['a version in small letters', 'GET / http/1.1'],
  ['another protocol', 'GET / HTTPS/1.1'],
  ['a version without a minor number', 'GET / HTTP/1'],
  ['a minor number of two digits', 'GET / HTTP/1.10'],
  ['a major number of two digits', 'GET / HTTP/01.1'],
  ['a comma in the version', 'GET / HTTP/1,1'],
  ['a sign in the version', 'GET / HTTP/+1.1'],
  ['no number in the version', 'GET / HTTP/x.y'],
  ['a status line', 'HTTP/1.1 200 OK'],
] as const;

for (const [what, line] of REFUSED) {
  test(`a request line is refused: ${what}`, () => {
    expect(requests(head(line))).toEqual([
      `error 400: Not a request line: ${quoted(line)}.`,
    ]);
  });
}

for (const version of ['2.0', '0.9', '3.7', '9.9']) {
  test(`HTTP/${version} is answered with 505, not with 400`, () => {
    expect(requests(head(`GET / HTTP/${version}`))).toEqual([
      `error 505: HTTP/${version} is not spoken here.`,
    ]);
  });
}

test('an error shows no more of a line than sixty characters', () => {
  expect(requests(head('x'.repeat(100)))).toEqual([
    `error 400: Not a request line: "${'x'.repeat(60)}...".`,
  ]);
});

test('an error shows no byte that could drive a terminal', () => {
  const controls = Array.from({ length: 256 }, (_, code) => code)
    .filter((code) => code < 0x20 || code > 0x7e)
    .filter((code) => code !== 0x0a);
  for (const code of controls) {
    const [error] = requests(head(`x${String.fromCharCode(code)}`));
    expect(error).toMatch(/^error 400: Not a request line: [ -~]+$/);
  }
});

test('up to four empty lines before a request are read past', () => {
  const lines = requests(`\r\n\r\n\r\n\r\n${head('GET / HTTP/1.1')}`);
  expect(lines).toEqual(['GET / HTTP/1.1', '(none)', 'end', 'idle']);
});

test('empty lines between requests are counted anew for each', () => {
  const request = `${'\r\n'.repeat(4)}${head('GET / HTTP/1.1')}`;
  const read = ['GET / HTTP/1.1', '(none)', 'end'];
  expect(requests(request + request)).toEqual([...read, ...read, 'idle']);
});
