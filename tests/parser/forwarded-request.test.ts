import { expect, test } from 'vitest';
import { forwardedRequest } from '../../shared/parser/index.ts';
import { linesOf, requestOf } from './heads.ts';

const UPSTREAM = { host: '127.0.0.1', port: 9 };

/** The field lines that the upstream sees, without Host and Via. */
function forwarded(...fields: readonly string[]): string[] {
  const [host, ...rest] = linesOf(headersOf('GET / HTTP/1.1', ...fields));
  expect(host).toMatch(/^Host: /);
  expect(rest.pop()).toBe('Via: 1.1 workbook');
  return rest;
}

function headersOf(...lines: readonly string[]) {
  return forwardedRequest(requestOf(...lines), UPSTREAM).headers;
}

const ORDERED = ['B: 1', 'a: 2', 'B: 1'] as const;

/** Field lines, and those of them that go on. */
const FIELDS = [
  ['a field of the message goes on', ['X: a'], ['X: a']],
  ['order and repetitions stay', ORDERED, ORDERED],
  ['spelling stays', ['cOOkie: A=b'], ['cOOkie: A=b']],
  ['an empty field stays', ['X:'], ['X: ']],
  ['Connection ends here', ['Connection: close'], []],
  ['Connection ends here in any spelling', ['cONNECTION: close'], []],
  ['Keep-Alive ends here', ['Keep-Alive: timeout=5'], []],
  ['Proxy-Connection ends here', ['Proxy-Connection: keep-alive'], []],
  ['Proxy-Authenticate ends here', ['Proxy-Authenticate: Basic'], []],
  ['Proxy-Authorization ends here', ['Proxy-Authorization: Basic eA=='], []],
  ['TE ends here', ['TE: trailers'], []],
  ['Trailer ends here', ['Trailer: X'], []],
  ['Upgrade ends here', ['Upgrade: websocket'], []],
  ['Expect goes on', ['Expect: 100-continue'], ['Expect: 100-continue']],
] as const;

for (const [what, fields, kept] of FIELDS) {
  test(`request: ${what}`, () => {
    expect(forwarded('Host: a', ...fields)).toEqual(kept);
  });
}

/** Field lines, a bar between two, and those that Connection lets go on. */
const NAMED = [
  ['a field that it names', 'X: a | Connection: x | Y: b', 'Y: b'],
  ['all lines of such a field', 'X: a | x: b | Connection: X | Y: b', 'Y: b'],
  ['all that it names', 'X: a | Connection: close,\t x , z | Y: b', 'Y: b'],
  ['in all of its lines', 'X: a | Connection: z | Connection: x', ''],
  ['but no longer names', 'X-Y: a | Connection: x', 'X-Y: a'],
  ['and nothing if none is there', 'Connection: z | Y: b', 'Y: b'],
] as const;

for (const [what, fields, kept] of NAMED) {
  test(`request: Connection removes ${what}`, () => {
    expect(forwarded('Host: a', ...fields.split(' | ')).join(' | ')).toBe(kept);
  });
}

/** Framing fields: what is received, and what is written anew. */
const FRAMING = [
  ['content-length: 007', 'Content-Length: 7'],
  ['Content-Length: 0', 'Content-Length: 0'],
  ['transfer-encoding: CHUNKED', 'Transfer-Encoding: chunked'],
  ['Connection: close', undefined],
] as const;

for (const [field, written = 'nothing'] of FRAMING) {
  test(`request: ${field} is written as ${written}`, () => {
    const named = 'Connection: content-length, transfer-encoding';
    const [, via, ...rest] = linesOf(
      headersOf('POST / HTTP/1.1', 'Host: a', field, named),
    );
    expect(via).toBe('Via: 1.1 workbook');
    expect(rest.join() || 'nothing').toBe(written);
  });
}

test('request: Connection cannot remove Host', () => {
  const headers = headersOf('GET / HTTP/1.1', 'Host: a', 'Connection: host');
  expect(headers.values('Host')).toEqual(['a']);
});

test('request: Host comes first, and once', () => {
  const headers = headersOf('GET http://b/ HTTP/1.1', 'X: a', 'host: a');
  expect(linesOf(headers)).toEqual(['Host: b', 'X: a', 'Via: 1.1 workbook']);
});

test('request: Host is added where there is none', () => {
  const headers = headersOf('GET / HTTP/1.0');
  expect(headers.values('Host')).toEqual(['127.0.0.1:9']);
});

test('request: Via stands behind the Via of those before us', () => {
  const headers = headersOf('GET / HTTP/1.1', 'Host: a', 'Via: 1.0 b');
  expect(headers.values('Via')).toEqual(['1.0 b', '1.1 workbook']);
});

test('request: Via tells the version that we received', () => {
  const headers = headersOf('GET / HTTP/1.0', 'Host: a');
  expect(headers.values('Via')).toEqual(['1.0 workbook']);
});

test('request: Connection cannot remove our Via', () => {
  const headers = headersOf('GET / HTTP/1.1', 'Host: a', 'Connection: via');
  expect(headers.values('Via')).toEqual(['1.1 workbook']);
});

test('request: nobody waits for 100 (Continue) in HTTP/1.0', () => {
  const fields = ['Host: a', 'Expect: 100-continue'];
  expect(headersOf('GET / HTTP/1.0', ...fields).has('Expect')).toBe(false);
  expect(headersOf('GET / HTTP/1.1', ...fields).has('Expect')).toBe(true);
});

test('request: method and version are left alone', () => {
  const request = requestOf('brew /a HTTP/1.0', 'Host: a');
  const forwarded = forwardedRequest(request, UPSTREAM);
  expect(forwarded).toMatchObject({ method: 'brew', version: '1.0' });
});

test('request: the head that was given does not change', () => {
  const lines = ['Connection: x', 'X: a', 'Content-Length: 7', 'Host: a'];
  const request = requestOf('POST http://b/c HTTP/1.0', ...lines);
  forwardedRequest(request, UPSTREAM).headers.append('Y', 'b');
  expect(linesOf(request.head.headers)).toEqual(lines);
  expect(request.head.target).toBe('http://b/c');
});
