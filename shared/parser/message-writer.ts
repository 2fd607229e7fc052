import type { BodyFraming } from './framing.ts';
import type { RequestHead, ResponseHead } from './head.ts';
import { type HeaderList, noFields } from './header-list.ts';
import type { OwnResponse } from './own-response.ts';

const CRLF = Buffer.from('\r\n');
const NOTHING = Buffer.alloc(0);

/** A request head in bytes. Its version is ours, 1.1 (RFC 9112 2.3). */
export function encodeRequestHead(head: RequestHead): Buffer {
  const { method, target, headers } = head;
  return encodeHead(`${method} ${target} HTTP/1.1`, headers);
}

/** A response head in bytes. Its version is ours, 1.1 (RFC 9112 2.3). */
export function encodeResponseHead(head: ResponseHead): Buffer {
  const { status, reason, headers } = head;
  return encodeHead(`HTTP/1.1 ${status} ${reason}`, headers);
}

/** A response in the proxy's own name in bytes, from head to end. */
export function encodeOwnResponse({ head, body }: OwnResponse): Buffer {
  return Buffer.concat([encodeResponseHead(head), body]);
}

/**
 * A piece of a body in bytes.
 *
 * @param bytes - At least one: an empty chunk would be the end.
 */
export function encodeData(bytes: Buffer, framing: BodyFraming): Buffer {
  if (framing.kind !== 'chunked') return bytes;
  const size = Buffer.from(`${bytes.length.toString(16)}\r\n`);
  return Buffer.concat([size, bytes, CRLF]);
}

/**
 * What stands behind the last piece of a body.
 *
 * @param trailers - Only a chunked body can carry them (RFC 9112 7.1.2).
 */
export function encodeEnd(framing: BodyFraming, trailers = noFields): Buffer {
  return framing.kind === 'chunked' ? encodeHead('0', trailers) : NOTHING;
}

function encodeHead(start: string, headers: HeaderList): Buffer {
  return Buffer.from(`${start}\r\n${headers.text}\r\n`, 'latin1');
}
