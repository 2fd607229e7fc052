import type * as http from '../../../../shared/parser/index.ts';
import { FOR_EVER, type Response } from './directives.ts';
import { parseDate } from './http-date.ts';

// RFC 9110 15.1: without a word of the origin, these may be kept for a while.
const heuristic = [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501];

// RFC 9111 4.2.2: a tenth of the time since the last change is usual; what
// has not changed for years is still looked at once a day.
const HEURISTIC_PART = 0.1;
const HEURISTIC_MOST = 24 * 60 * 60;

/**
 * For how many seconds a response stays fresh, from when its origin made it
 * (RFC 9111 4.2.1).
 *
 * @param receivedAt - When it came, in milliseconds since 1970.
 */
export function freshnessLifetime(head: Response, receivedAt: number): number {
  const declared = declaredSeconds(head);
  if (declared !== undefined) return declared;
  const hasWord = hasExpires(head);
  if (!hasWord && !isHeuristic(head)) return 0;
  const word = head.headers.get(hasWord ? 'Expires' : 'Last-Modified');
  if (word === undefined) return 0; // the usual case, so no date is read
  const date = madeAt(head.headers, receivedAt);
  const seconds = Math.floor((parseDate(word, receivedAt) - date) / 1000) || 0;
  if (hasWord) return Math.max(seconds, 0);
  const lifetime = Math.floor(-seconds * HEURISTIC_PART);
  return Math.min(Math.max(lifetime, 0), HEURISTIC_MOST);
}

/** Whether the origin itself says for how long a response stays fresh. */
export function isExplicit(head: Response): boolean {
  return declaredSeconds(head) !== undefined || hasExpires(head);
}

/** Whether it may be stored without such a word (RFC 9111 4.2.2). */
export function isHeuristic({ said, status }: Response): boolean {
  return heuristic.includes(status) || said.has('public');
}

function declaredSeconds({ said }: Response): number | undefined {
  return said.seconds('s-maxage') ?? said.seconds('max-age');
}

// RFC 9213 2.2: where there are targeted directives, Expires does not count.
function hasExpires({ headers, said }: Response): boolean {
  return !said.isTargeted && headers.has('Expires');
}

/**
 * How old a response was, in seconds, when it came (RFC 9111 4.2.3): what the
 * caches before us say, or what its Date says, whichever is more.
 *
 * @param requestedAt - When it was asked for, in milliseconds since 1970.
 * @param receivedAt - When it came, likewise.
 */
export function initialAge(
  { headers }: http.ResponseHead,
  requestedAt: number,
  receivedAt: number,
): number {
  const apparentAge = receivedAt - madeAt(headers, receivedAt);
  // RFC 9111 5.1: of several values the first counts, and one that is no
  // number counts for nothing.
  const [first = ''] = headers.tokens('Age');
  const declared = /^\d+$/.test(first) ? Math.min(Number(first), FOR_EVER) : 0;
  const age = declared + (receivedAt - requestedAt) / 1000;
  return Math.max(apparentAge / 1000, age, 0);
}

/**
 * When the origin made a response, in milliseconds since 1970: without a Date,
 * when it came. One of 1970 is 0, and a date like any other.
 */
export function madeAt(headers: http.HeaderList, receivedAt: number): number {
  const date = parseDate(headers.get('Date'), receivedAt);
  return Number.isNaN(date) ? receivedAt : date;
}
