import compressible from 'compressible';
import * as http from '../../../shared/parser/index.ts';
import { Memory } from '../memory.ts';
import type { ResponseStart } from '../source.ts';

// Coded already, or bound to the very bytes that we would change.
const names =
  'Content-Encoding, Content-MD5, Content-Digest, Repr-Digest, Digest';
const untouched = names.split(', ');

const types = new Memory<boolean>();

/** Whether either side says that nobody on the way is to change the body. */
export function forbidsTransform(headers: http.HeaderList): boolean {
  // RFC 9111 5.2.1.6, 5.2.2.6
  return headers.lists('Cache-Control', 'no-transform');
}

/**
 * Whether a response, or the whole of which it is a part, is worth compressing,
 * and may be, for whoever likes it.
 *
 * @param from - Shortest body that is, in bytes.
 */
export function isCandidate({ head, framing }: ResponseStart, from: number) {
  const { status, headers } = head;
  if (untouched.some((name) => headers.has(name))) return false;
  if (status < 200 || status === 204) return false;
  // A 304 may be, if the 200 may that it stands for, and that nobody knows.
  if (status === 304) return !forbidsTransform(headers);
  // The whole of which a 206 is a part may be long enough: nobody knows here.
  // Of what is not known it is hoped that it is.
  const length = status === 206 ? undefined : http.declaredLength(framing);
  if (length !== undefined && length < Math.max(from, 1)) return false;
  // Text shrinks. Pictures, films and archives have been compressed already.
  const type = headers.get('Content-Type') ?? '';
  const shrinks = types.recall(type, () => compressible(type) === true);
  return shrinks && !forbidsTransform(headers);
}
