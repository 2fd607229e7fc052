import * as http from '../../../../shared/parser/index.ts';
import { parseDate } from './http-date.ts';

type Response = http.ResponseHead;

const ofAllBytes = new http.FieldNames('Content-Digest, Content-MD5');

/** A part of a body: from one byte up to another one, not included. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

// RFC 9110 14.1.2   int-range / suffix-range; 14.2: of one range
const oneRange = /^bytes=[\t ,]*(\d{0,15})-(\d{0,15})[\t ,]*$/i;

/**
 * The part of a stored body that a request wants (RFC 9110 14). Where it
 * wants several, and where its condition does not hold, that is the whole.
 *
 * @param length - Of the stored body, in bytes.
 * @param now - Milliseconds since 1970.
 * @returns `undefined` for the whole; `'none'` if the range holds no byte.
 */
export function partOf(
  { method, headers }: http.RequestHead,
  stored: Response,
  length: number,
  now: number,
): Part | 'none' | undefined {
  const range = headers.get('Range');
  const isPartial = method === 'GET' && stored.status === 200 && length > 0;
  if (range === undefined || !isPartial) return undefined;
  const [, first = '', last = ''] = oneRange.exec(range) ?? [];
  const isRange = first !== '' || last !== '';
  const isMeant = isRange && holds(headers.get('If-Range'), stored, now);
  if (!isMeant) return undefined;
  const isSuffix = first === '';
  const from = isSuffix ? Math.max(length - Number(last), 0) : Number(first);
  const isOpen = isSuffix || last === '';
  if (!isOpen && Number(last) < from) return undefined; // 14.1.1: no range
  const to = isOpen ? length : Math.min(Number(last) + 1, length);
  return from < to ? { from, to } : 'none';
}

// RFC 9110 13.1.5: a range of other bytes is of no use. So a tag must be
// strong, and a date the very one that was told, of a change long enough ago
// that there was no other one in the same second (8.8.2.2).
function holds(
  condition: string | undefined,
  { headers }: Response,
  now: number,
): boolean {
  if (condition === undefined) return true;
  if (condition.startsWith('"')) return condition === headers.get('ETag');
  const modified = headers.get('Last-Modified');
  const date = parseDate(headers.get('Date'), now);
  return condition === modified && date - parseDate(modified, now) >= 1000;
}

/**
 * The head of a 206: a part of what is stored. What was said of all the bytes
 * that were sent is not said of these (RFC 9530 2).
 */
export function partialContent(
  stored: Response,
  { from, to }: Part,
  length: number,
): Response {
  const headers = stored.headers.without(ofAllBytes);
  headers.set('Content-Range', `bytes ${from}-${to - 1}/${length}`);
  return { ...stored, status: 206, reason: 'Partial Content', headers };
}

/** The head of a 416: no byte of what is stored (RFC 9110 15.5.17). */
export function notSatisfiable(stored: Response, length: number): Response {
  const headers = stored.headers.copy();
  headers.deleteAll((name) => !/^(Date|Age|Vary)$/i.test(name));
  headers.set('Content-Range', `bytes */${length}`);
  return { ...stored, status: 416, reason: 'Range Not Satisfiable', headers };
}
