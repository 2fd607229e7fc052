import { chunks, head } from '../../kit/bytes.ts';
import {
  type CaseClass,
  CHUNKED,
  get,
  HIDDEN,
  post,
  type RequestCase,
} from '../case.ts';

const LENGTH = `Content-Length: ${HIDDEN.length}`;

/** Fields for the next hop alone, and asking for another protocol. */
export const hopByHop: CaseClass<RequestCase> = {
  title: 'hop by hop',
  cases: [
    [
      'h2c',
      'forwarded',
      get(
        'Upgrade: h2c',
        'Connection: Upgrade, HTTP2-Settings',
        'HTTP2-Settings: AAMAAABkAAQAAP__',
      ),
    ],
    ['h2c without Connection', 'forwarded', get('Upgrade: h2c')],
    [
      'h2c with a body',
      'forwarded',
      post('Upgrade: h2c', 'Connection: Upgrade', LENGTH) + HIDDEN,
    ],
    [
      'h2c with chunks',
      'forwarded',
      post('Upgrade: h2c', 'Connection: Upgrade', CHUNKED) + chunks(HIDDEN),
    ],
    [
      'h2c in a list with websocket',
      'forwarded',
      get('Upgrade: websocket, h2c', 'Connection: Upgrade'),
    ],
    [
      'websocket that is not agreed to',
      'forwarded',
      get(
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      ),
    ],
    [
      'websocket with a body',
      'forwarded',
      post('Upgrade: websocket', 'Connection: Upgrade', LENGTH) + HIDDEN,
    ],
    [
      'websocket of a version nobody knows',
      'forwarded',
      get(
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Version: 777',
      ),
    ],
    ['TLS', 'forwarded', get('Upgrade: TLS/1.0', 'Connection: Upgrade')],
    ['TE: trailers', 'forwarded', get('TE: trailers', 'Connection: TE')],
    ['TE: chunked', 'forwarded', post('TE: chunked', LENGTH) + HIDDEN],
    ['TE: gzip', 'forwarded', get('TE: gzip;q=0.5')],
    [
      'Trailer names a length',
      'forwarded',
      post('Trailer: Content-Length', CHUNKED) + chunks('a'),
    ],
    [
      'Trailer without chunks',
      'forwarded',
      post('Trailer: X', LENGTH) + HIDDEN,
    ],
    [
      'Proxy-Authorization',
      'forwarded',
      get('Proxy-Authorization: Basic eA=='),
    ],
    [
      'a method in a field',
      'forwarded',
      post('X-HTTP-Method-Override: PUT', LENGTH) + HIDDEN,
    ],
    [
      'a target in a field',
      'forwarded',
      get('X-Original-URL: /hidden', 'X-Rewrite-URL: /hidden'),
    ],
  ],
};

/** Bodies where some parsers expect none, or wait for a word first. */
export const bodies: CaseClass<RequestCase> = {
  title: 'bodies',
  cases: [
    ['GET with a length', 'forwarded', get(LENGTH) + HIDDEN],
    ['GET with chunks', 'forwarded', get(CHUNKED) + chunks(HIDDEN)],
    ['GET with length 0', 'forwarded', get('Content-Length: 0')],
    ['GET with both', 400, get(LENGTH, CHUNKED) + chunks() + HIDDEN],
    [
      'DELETE with a length',
      'forwarded',
      head('DELETE / HTTP/1.1', 'Host: a', LENGTH) + HIDDEN,
    ],
    [
      'OPTIONS with chunks',
      'forwarded',
      head('OPTIONS / HTTP/1.1', 'Host: a', CHUNKED) + chunks(HIDDEN),
    ],
    [
      'a body in HTTP/1.0',
      'last',
      `${head('POST / HTTP/1.0', 'Host: a', LENGTH)}${HIDDEN}`,
    ],
    [
      'a body in kept HTTP/1.0',
      'forwarded',
      `${head('POST / HTTP/1.0', 'Host: a', LENGTH, 'Connection: keep-alive')}${HIDDEN}`,
    ],
    [
      'chunks in HTTP/1.0',
      400,
      head('POST / HTTP/1.0', 'Host: a', CHUNKED) + chunks(HIDDEN),
    ],
    [
      'chunks in kept HTTP/1.0',
      400,
      head('POST / HTTP/1.0', 'Host: a', CHUNKED, 'Connection: keep-alive') +
        chunks(HIDDEN),
    ],
    [
      'chunks and Connection: chunked',
      'forwarded',
      post(CHUNKED, 'Connection: chunked') + chunks('a'),
    ],
    [
      'multipart',
      'forwarded',
      post('Content-Type: multipart/byteranges; boundary=a', LENGTH) + HIDDEN,
    ],
    [
      'multipart without a length',
      'then 400',
      `${post('Content-Type: multipart/byteranges; boundary=a')}--a--\r\n\r\n`,
    ],
    [
      '100-continue',
      'forwarded',
      post('Expect: 100-continue', LENGTH) + HIDDEN,
    ],
    [
      '100-continue with chunks',
      'forwarded',
      post('Expect: 100-continue', CHUNKED) + chunks(HIDDEN),
    ],
    [
      '100-continue with both',
      400,
      post('Expect: 100-continue', LENGTH, CHUNKED) + chunks() + HIDDEN,
    ],
    ['100-continue without a body', 'forwarded', get('Expect: 100-continue')],
    [
      '100-continue in HTTP/1.0',
      'last',
      `${head('POST / HTTP/1.0', 'Host: a', 'Expect: 100-continue', LENGTH)}${HIDDEN}`,
    ],
    [
      '100-continue twice',
      'forwarded',
      post('Expect: 100-continue', 'Expect: 100-continue', LENGTH) + HIDDEN,
    ],
    [
      'an expectation nobody knows',
      'forwarded',
      post('Expect: y 100-continue', LENGTH) + HIDDEN,
    ],
    ['a body cut off', 'midway', `${post('Content-Length: 400')}hello`],
    [
      'a body that is not sent',
      'midway',
      post('Expect: 100-continue', 'Content-Length: 400'),
    ],
  ],
};
