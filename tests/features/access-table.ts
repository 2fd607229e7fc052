import { chunks, GET, head, OK, postOf } from '../kit/bytes.ts';
import type { ReplyLike } from '../kit/origin.ts';
import { AGREE, ASK } from './handshake.ts';
import { replyOf } from './messages.ts';

const CHUNKED = head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked');
const HEAD = GET.replace('GET', 'HEAD');
const OLD = head('GET / HTTP/1.0');
const HOSTLESS = head('HEAD / HTTP/1.1');

/** Exchanges that end by themselves: the status, the bytes, the notes. */
export const ENDINGS: readonly (readonly [
  what: string,
  request: string,
  reply: ReplyLike,
  record: readonly [number, number, ...string[]],
])[] = [
  ['a length', GET, OK, [200, 2, 'miss']],
  ['chunks', GET, CHUNKED + chunks('abc', 'de'), [200, 5, 'miss']],
  [
    'up to the end',
    GET,
    { bytes: 'HTTP/1.1 200 OK\r\n\r\nabc', ending: 'FIN' },
    [200, 3, 'miss'],
  ],
  ['HTTP/1.0', OLD, OK, [200, 2, 'miss']],
  ['HEAD', HEAD, OK.slice(0, -2), [200, 0, 'miss']],
  ['204', GET, head('HTTP/1.1 204 No Content'), [204, 0, 'miss']],
  ['103 before', GET, head('HTTP/1.1 103 Early Hints') + OK, [200, 2, 'miss']],
  ['POST', postOf('abc'), OK, [200, 2]],
  ['404', GET, OK.replace('200', '404'), [404, 2, 'miss']],
  ['no HTTP', GET, 'GARBAGE\r\n\r\n', [502, 0]],
  ['no answer', GET, { bytes: '', ending: 'FIN' }, [502, 0]],
  ['a reset', GET, { bytes: 'HTTP/1.1 2', ending: 'RST' }, [502, 0]],
  ['an unasked 101', GET, AGREE, [502, 0]],
  ['no Host', HOSTLESS, OK, [400, 0]],
  ['CONNECT', head('CONNECT a:1 HTTP/1.1', 'Host: a:1'), OK, [501, 32]],
  ['a WebSocket declined', ASK, replyOf('no', 'Connection: close'), [200, 2]],
];
