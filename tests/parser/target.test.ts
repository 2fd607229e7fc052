import { expect, test } from 'vitest';
import { forwardedRequest, ProtocolError } from '../../shared/parser/index.ts';
import { requestOf } from './heads.ts';

const UPSTREAM = { host: '::1', port: 9 };

/** What the upstream sees of a request: target and Host, or the error. */
function forwarded(line: string, ...hosts: readonly string[]): string {
  const fields = hosts.map((host) => `Host: ${host}`);
  const request = requestOf(`${line} HTTP/1.1`, ...fields);
  try {
    const { target, headers } = forwardedRequest(request, UPSTREAM);
    return `${target} at ${headers.values('Host')}`;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return `${error.status}: ${error.message}`;
  }
}

/** Whom requests are for: what they show, the request, target and Host. */
const ACCEPTED = [
  ['a path', 'GET /a', 'h', '/a at h'],
  ['a query', 'GET /?a=b', 'h', '/?a=b at h'],
  ['two slashes first', 'GET //b/c', 'h', '//b/c at h'],
  ['a path that holds a URL', 'GET /http://b/', 'h', '/http://b/ at h'],
  ['dots, which are left alone', 'GET /a/../b/.', 'h', '/a/../b/. at h'],
  ['escapes, which are left alone', 'GET /%2e%00', 'h', '/%2e%00 at h'],
  ['OPTIONS for the server itself', 'OPTIONS *', 'h', '* at h'],
  ['OPTIONS for a path', 'OPTIONS /a', 'h', '/a at h'],
  ['a URL, whose authority wins', 'GET http://b/c', 'h', '/c at b'],
  ['a URL of https', 'GET https://b/c', 'h', '/c at b'],
  ['a URL in capitals', 'GET HTTP://B/C', 'h', '/C at B'],
  ['a URL with a port', 'GET http://b:81/c', 'h', '/c at b:81'],
  ['a URL without a path', 'GET http://b', 'h', '/ at b'],
  ['a URL with a query alone', 'GET http://b?c=/d', 'h', '/?c=/d at b'],
  ['a URL with a slash and a query', 'GET http://b/?c', 'h', '/?c at b'],
  ['a URL in IPv6', 'GET http://[::1]:81/', 'h', '/ at [::1]:81'],
  ['OPTIONS for a URL without a path', 'OPTIONS http://b', 'h', '* at b'],
  ['OPTIONS for a URL with a path', 'OPTIONS http://b/', 'h', '/ at b'],
  ['OPTIONS with a query alone', 'OPTIONS http://b?c', 'h', '/?c at b'],
  ['Host with a port', 'GET /', 'h:81', '/ at h:81'],
  ['Host with an empty port', 'GET /', 'h:', '/ at h:'],
  ['Host in IPv4', 'GET /', '127.0.0.1', '/ at 127.0.0.1'],
  ['Host in IPv6', 'GET /', '[2001:DB8::1]:81', '/ at [2001:DB8::1]:81'],
  [
    'Host with every sign it may have',
    'GET /',
    "a_b-~!$&'()*+,;=%20",
    undefined,
  ],
] as const;

for (const [what, line, host, seen = `/ at ${host}`] of ACCEPTED) {
  test(`a request is for whom it says: ${what}`, () => {
    expect(forwarded(line, host)).toBe(seen);
  });
}

test('a request without Host is for the upstream', () => {
  expect(forwarded('GET /a')).toBe('/a at [::1]:9');
  expect(forwarded('OPTIONS *')).toBe('* at [::1]:9');
});

test('a URL needs no Host beside it', () => {
  expect(forwarded('GET http://b/c')).toBe('/c at b');
});

/** Targets that are refused. */
const NO_TARGET = [
  ['a path without a slash', 'GET a'],
  ['an asterisk with GET', 'GET *'],
  ['an asterisk and more', 'OPTIONS */'],
  ['a query alone', 'GET ?a=b'],
  ['an authority alone', 'GET b:81'],
  ['another scheme', 'GET ftp://b/'],
  ['a scheme alone', 'GET http:'],
  ['a URL with one slash', 'GET http:/b/'],
  ['a URL without an authority', 'GET http:///c'],
  ['a URL with a port alone', 'GET http://:81/'],
  ['a URL with a user', 'GET http://u@b/'],
  ['a URL with a user and a password', 'GET http://u:p@b/'],
  ['a URL with a word for a port', 'GET http://b:x/'],
  ['a URL with two ports', 'GET http://b:1:2/'],
  ['a URL with a backslash in its authority', 'GET http://b\\c/'],
  ['a URL with an open bracket', 'GET http://[::1/'],
  ['a URL with a word in brackets', 'GET http://[x]/'],
] as const;

for (const [what, line] of NO_TARGET) {
  test(`a target is refused: ${what}`, () => {
    const sentence = 'The request target is neither path nor URL.';
    expect(forwarded(line, 'h')).toBe(`400: ${sentence}`);
  });
}

test('a # in the target is refused, since parsers may cut there', () => {
  expect(forwarded('GET /a#b', 'h')).toBe('400: A # in the target.');
  expect(forwarded('GET http://b#c', 'h')).toBe('400: A # in the target.');
});

/** Hosts that are refused. */
const NO_HOST = [
  ['an empty one', ''],
  ['a port alone', ':81'],
  ['a space in it', 'a b'],
  ['a list', 'a, b'],
  ['a path', 'a/b'],
  ['a URL', 'http://a'],
  ['a user', 'u@a'],
  ['a query', 'a?b'],
  ['a fragment', 'a#b'],
  ['a backslash', 'a\\b'],
  ['a port in words', 'a:http'],
  ['a port of six digits', 'a:123456'],
  ['a port with a sign', 'a:+81'],
  ['two ports', 'a:1:2'],
  ['IPv6 without brackets', '::1'],
  ['an open bracket', '[::1'],
  ['something behind a bracket', '[::1]a'],
  ['a byte above 127', 'a\xe9'],
  ['quotes', '"a"'],
] as const;

for (const [what, host] of NO_HOST) {
  test(`a Host is refused: ${what}`, () => {
    expect(forwarded('GET /', host)).toBe('400: Host is no host name.');
    // A URL outranks Host, but does not excuse it.
    const url = forwarded('GET http://b/', host);
    expect(url).toBe('400: Host is no host name.');
  });
}

test('two Hosts are refused, even when they are equal', () => {
  const sentence = '400: More than one Host.';
  expect(forwarded('GET /', 'a', 'b')).toBe(sentence);
  expect(forwarded('GET /', 'a', 'a')).toBe(sentence);
  expect(forwarded('GET http://b/', 'a', 'a')).toBe(sentence);
  expect(forwarded('GET /', 'a', '')).toBe(sentence);
});

test('CONNECT is not implemented, whatever its target: 501', () => {
  const sentence = '501: CONNECT is for forward proxies.';
  expect(forwarded('CONNECT b:443', 'b:443')).toBe(sentence);
  expect(forwarded('CONNECT /', 'a', 'b')).toBe(sentence);
});

test('methods are told apart by case, so connect is no CONNECT', () => {
  expect(forwarded('connect /', 'h')).toBe('/ at h');
  expect(forwarded('options *', 'h')).toMatch(/^400/);
});

test('an upstream without a name of its own is named by its address', () => {
  const { head, framing } = requestOf('GET / HTTP/1.1');
  const upstream = { host: 'a.example', port: 80 };
  const { headers } = forwardedRequest({ head, framing }, upstream);
  expect(headers.values('Host')).toEqual(['a.example:80']);
});
