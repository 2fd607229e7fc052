/**
 * Messages of every kind, good and bad, for tests that cut, mutate and relay
 * them.
 *
 * @module
 */
import { chunks, head } from '../kit/bytes.ts';

const CODED = 'Transfer-Encoding: chunked';

/** Requests that are understood: what they show, and the bytes. */
export const GOOD_REQUESTS = [
  ['without fields', head('GET / HTTP/1.1')],
  ['with fields', head('GET /a?b HTTP/1.1', 'Host: a', 'X:', 'x: \tb c\t')],
  ['behind empty lines', `\r\n\r\n${head('GET / HTTP/1.1', 'Host: a')}`],
  ['in HTTP/1.0', head('GET / HTTP/1.0')],
  ['with a URL', head('GET http://b:81/c HTTP/1.1', 'Host: a')],
  ['with bytes above 127', head('GET / HTTP/1.1', 'X: \x80\xff')],
  ['with length 0', head('POST / HTTP/1.1', 'Content-Length: 0')],
  ['with a body', `${head('POST / HTTP/1.1', 'Content-Length: 5')}hello`],
  [
    'with a body that looks like a request',
    `${head('POST / HTTP/1.1', 'Content-Length: 18')}${head('GET / HTTP/1.1')}`,
  ],
  ['with no chunks', head('POST / HTTP/1.1', CODED) + chunks()],
  ['with chunks', head('POST / HTTP/1.1', CODED) + chunks('ab', 'c\r\n0\r\n')],
  [
    'with chunk extensions and trailers',
    `${head('POST / HTTP/1.1', CODED)}2 ;a="b"\r\nab\r\n` +
      `000;c\r\nX: d\r\nY:\r\n\r\n`,
  ],
  [
    'with another one behind',
    `${head('POST / HTTP/1.1', 'Content-Length: 1')}a` +
      head('GET /b HTTP/1.1', 'Host: c'),
  ],
] as const;

/** Responses to GET that are understood: what they show, and the bytes. */
export const GOOD_RESPONSES = [
  ['with length 0', head('HTTP/1.1 200 OK', 'Content-Length: 0')],
  ['with a body', `${head('HTTP/1.0 200 OK', 'Content-Length: 5')}hello`],
  ['with chunks', head('HTTP/1.1 200 OK', CODED) + chunks('ab', '\r\n\r\n')],
  [
    'with trailers',
    `${head('HTTP/1.1 200 OK', CODED)}1\r\na\r\n0\r\nX: b\r\n\r\n`,
  ],
  ['without a reason', head('HTTP/1.1 204')],
  ['that may not have a body', head('HTTP/1.1 304 Same', 'Content-Length: 5')],
  ['behind an interim one', head('HTTP/1.1 100 So') + head('HTTP/1.1 204 So')],
  [
    'behind two interim ones',
    head('HTTP/1.1 103 So', 'Link: a') +
      head('HTTP/1.1 102 So', 'Content-Length: 9') +
      `${head('HTTP/1.1 200 OK', 'Content-Length: 1')}a`,
  ],
  [
    'with lines that need mending',
    head('HTTP/1.1 204 So', 'X : a', ' b', 'Y\t:', '\tc', ' ', 'Z: d'),
  ],
] as const;

/** Requests that are refused: why, and the bytes. */
export const BAD_REQUESTS = [
  ['for garbage', head('GARBAGE')],
  ['for its version', head('GET / HTTP/2.0')],
  ['for a bare LF', 'GET / HTTP/1.1\nHost: a\r\n\r\n'],
  ['for a bare LF at the end', 'GET / HTTP/1.1\r\nHost: a\r\n\n'],
  ['for a bare CR', 'GET / HTTP/1.1\rHost: a\r\n\r\n'],
  ['for a space before a colon', head('GET / HTTP/1.1', 'Host : a')],
  ['for a fold', head('GET / HTTP/1.1', 'Host: a', ' b')],
  ['for a NUL', head('GET / HTTP/1.1', 'Host: \0')],
  ['for five empty lines', '\r\n'.repeat(5) + head('GET / HTTP/1.1')],
  ['for two lengths', head('POST / HTTP/1.1', 'Content-Length: 1, 1')],
  [
    'for two framings',
    head('POST / HTTP/1.1', 'Content-Length: 1', CODED) + chunks('a'),
  ],
  ['for chunks in HTTP/1.0', head('POST / HTTP/1.0', CODED) + chunks('a')],
  ['for a size', `${head('POST / HTTP/1.1', CODED)}+1\r\na\r\n0\r\n\r\n`],
  ['for a long chunk', `${head('POST / HTTP/1.1', CODED)}1\r\nab\r\n0\r\n\r\n`],
  ['for a trailer', `${head('POST / HTTP/1.1', CODED)}0\r\nX : a\r\n\r\n`],
  [
    'for what stands behind a good one',
    `${head('POST / HTTP/1.1', 'Content-Length: 1')}aGARBAGE\r\n\r\n`,
  ],
] as const;

/** Responses to GET that are refused: why, and the bytes. */
export const BAD_RESPONSES = [
  ['for garbage', head('hello')],
  ['for its version', head('HTTP/2.0 200 OK')],
  ['for an empty line', `\r\n${head('HTTP/1.1 204 So')}`],
  ['for a bare LF', 'HTTP/1.1 200 OK\n\n'],
  ['for a fold at the start', head('HTTP/1.1 204 So', ' X: a')],
  ['for a fold before a colon', head('HTTP/1.1 204 So', 'X', ' : a')],
  ['for a length', head('HTTP/1.1 200 OK', 'Content-Length: +1')],
  ['for a coding', head('HTTP/1.1 200 OK', 'Transfer-Encoding: gzip')],
  ['for two framings', head('HTTP/1.1 200 OK', CODED, 'Content-Length: 1')],
  ['for a 101 that nobody asked for', head('HTTP/1.1 101 Switching')],
  ['for a size', `${head('HTTP/1.1 200 OK', CODED)}0x1\r\na\r\n0\r\n\r\n`],
  [
    'for what stands behind an interim one',
    head('HTTP/1.1 100 So') + head('hello'),
  ],
] as const;
