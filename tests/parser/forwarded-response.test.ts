import { expect, test } from 'vitest';
import {
  forwardedResponse,
  forwardedTrailers,
  HeaderList,
  type ResponseHead,
  type Start,
} from '../../shared/parser/index.ts';
import { linesOf, responseOf } from './heads.ts';

const NOW = new Date('2021-02-03T04:05:06Z');
const DATE = 'Date: Wed, 03 Feb 2021 04:05:06 GMT';

/** The field lines that the client sees. */
function forwarded(response: Start<ResponseHead>): string[] {
  return linesOf(forwardedResponse(response, '1.1', NOW).head.headers);
}

/** Field lines, and those that go on, beside Date. */
const FIELDS = [
  [
    'order and repetitions stay',
    ['Set-Cookie: a=1', 'X: b', 'Set-Cookie: a=1'],
    ['Set-Cookie: a=1', 'X: b', 'Set-Cookie: a=1'],
  ],
  ['Connection ends here', ['Connection: keep-alive'], []],
  ['Keep-Alive ends here', ['Keep-Alive: timeout=5'], []],
  ['Proxy-Connection ends here', ['Proxy-Connection: keep-alive'], []],
  ['Proxy-Authenticate ends here', ['Proxy-Authenticate: Basic'], []],
  ['TE ends here', ['TE: trailers'], []],
  ['Trailer ends here', ['Trailer: X'], []],
  ['Upgrade ends here', ['Upgrade: h2c'], []],
  ['what Connection names ends here', ['X: a', 'Connection: close, x'], []],
  ['Via of those behind us stays', ['Via: 1.1 b'], ['Via: 1.1 b']],
  ['Server stays', ['Server: b'], ['Server: b']],
] as const;

for (const [what, fields, kept] of FIELDS) {
  test(`response: ${what}`, () => {
    const response = responseOf('HTTP/1.1 204 Fine', ...fields);
    expect(forwarded(response)).toEqual([...kept, DATE]);
  });
}

const CODED = 'Transfer-Encoding: chunked';
const LONG = 'Content-Length: 7';

/** The client's version; status and field received; framing, field sent. */
const FRAMING = [
  ['1.1', 200, 'content-length: 007', { kind: 'length', length: 7 }, LONG],
  ['1.0', 200, LONG, { kind: 'length', length: 7 }, LONG],
  ['1.1', 200, 'transfer-encoding: CHUNKED', { kind: 'chunked' }, CODED],
  ['1.0', 200, CODED, { kind: 'until-close' }],
  ['1.1', 200, 'X: a', { kind: 'chunked' }, 'X: a', CODED],
  ['1.0', 200, 'X: a', { kind: 'until-close' }, 'X: a'],
  ['1.1', 204, LONG, { kind: 'none' }],
  ['1.1', 204, CODED, { kind: 'none' }],
  ['1.0', 204, CODED, { kind: 'none' }],
  ['1.1', 304, LONG, { kind: 'none', declared: 7 }, LONG],
  ['1.1', 304, CODED, { kind: 'none' }],
  ['1.1', 304, 'X: a', { kind: 'none' }, 'X: a'],
] as const;

for (const [version, status, field, framing, ...sent] of FRAMING) {
  const said = sent.join(', ') || 'nothing';
  test(`response: ${status}, ${field} says ${said} to ${version}`, () => {
    const response = responseOf(`HTTP/1.1 ${status} So`, field);
    const start = forwardedResponse(response, version, NOW);
    expect(start.framing).toEqual(framing);
    const lines = linesOf(start.head.headers);
    expect(lines.filter((line) => line !== DATE)).toEqual(sent);
  });
}

for (const field of [LONG, CODED]) {
  test(`response: Connection cannot remove ${field}`, () => {
    const named = 'Connection: content-length, transfer-encoding';
    const response = responseOf('HTTP/1.1 200 OK', field, named);
    expect(forwarded(response)).toEqual([DATE, field]);
  });
}

test('response: Date is left alone where there is one', () => {
  const lines = ['date: Tue, 02 Feb 2021 00:00:00 GMT', 'X: a'];
  const response = responseOf('HTTP/1.1 204 Fine', ...lines);
  expect(forwarded(response)).toEqual(lines);
});

test('response: an interim response gets neither Date nor framing', () => {
  const fields = ['Link: </a>', 'Content-Length: 5', 'Connection: x', 'X: a'];
  const response = responseOf('HTTP/1.1 103 Early Hints', ...fields);
  expect(forwarded(response)).toEqual(['Link: </a>']);
  const { framing } = forwardedResponse(response, '1.1', NOW);
  expect(framing).toEqual({ kind: 'interim' });
});

test('response: behind a 101 is a tunnel, whoever asked, and no body', () => {
  const { head } = responseOf('HTTP/1.1 200 OK', LONG);
  const tunnel = { head, framing: { kind: 'tunnel' } } as const;
  expect(forwarded(tunnel)).toEqual([DATE]);
  expect(forwardedResponse(tunnel, '1.0', NOW).framing).toEqual(tunnel.framing);
});

test('response: status, reason and version are left alone', () => {
  const response = responseOf('HTTP/1.0 299 So la la');
  expect(forwardedResponse(response, '1.1', NOW).head).toMatchObject({
    status: 299,
    reason: 'So la la',
    version: '1.0',
  });
});

test('response: the head that was given does not change', () => {
  const lines = ['Connection: x', 'X: a', 'Content-Length: 7'];
  const response = responseOf('HTTP/1.1 200 OK', ...lines);
  forwardedResponse(response, '1.1', NOW).head.headers.append('Y', 'b');
  expect(linesOf(response.head.headers)).toEqual(lines);
});

/** Trailers that end here. */
const TRAILERS_DROPPED = [
  'Content-Length',
  'Transfer-Encoding',
  'Host',
  'Content-Type',
  'content-encoding',
  'Connection',
  'Keep-Alive',
  'TE',
  'Trailer',
  'Upgrade',
];

for (const name of TRAILERS_DROPPED) {
  test(`a trailer ends here: ${name}`, () => {
    const trailers = new HeaderList([
      ['Checksum', 'a'],
      [name, 'b'],
      ['X', 'c'],
    ]);
    const kept = ['Checksum: a', 'X: c'];
    expect(linesOf(forwardedTrailers(trailers, new HeaderList()))).toEqual(
      kept,
    );
    expect([...trailers]).toHaveLength(3);
  });
}

test('a trailer ends here that the Connection of its message names', () => {
  const headers = new HeaderList([['Connection', 'close, x-hop']]);
  const trailers = new HeaderList([
    ['X-Hop', 'a'],
    ['X-End', 'b'],
  ]);
  expect(linesOf(forwardedTrailers(trailers, headers))).toEqual(['X-End: b']);
});
