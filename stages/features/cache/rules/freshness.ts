import type * as http from '../../../../shared/parser/index.ts';
import { responseDirectives } from './directives.ts';
import { parseDate } from './http-date.ts';
import { targetedDirectives } from './targeted.ts';

type Response = http.ResponseHead;

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
  const { headers } = head;
  const date = parseDate(headers.get('Date'), receivedAt) || receivedAt;
  const secondsFrom = (name: string) =>
    Math.floor((parseDate(headers.get(name), receivedAt) - date) / 1000);
  if (hasExpires(head)) return Math.max(secondsFrom('Expires'), 0) || 0;
  if (!isHeuristic(head)) return 0;
  const unchanged = -secondsFrom('Last-Modified') || 0;
  const lifetime = Math.floor(unchanged * HEURISTIC_PART);
  return Math.min(Math.max(lifetime, 0), HEURISTIC_MOST);
}

/** Whether the origin itself says for how long a response stays fresh. */
export function isExplicit(head: Response): boolean {
  return declaredSeconds(head) !== undefined || hasExpires(head);
}

/** Whether it may be stored without such a word (RFC 9111 4.2.2). */
export function isHeuristic(head: Response): boolean {
  const isUsual = heuristic.includes(head.status);
  return isUsual || responseDirectives(head).has('public');
}

function declaredSeconds(head: Response): number | undefined {
  const said = responseDirectives(head);
  return said.seconds('s-maxage') ?? said.seconds('max-age');
}

// RFC 9213 2.2: where there are targeted directives, Expires does not count.
function hasExpires({ headers }: Response): boolean {
  return headers.has('Expires') && !targetedDirectives(headers);
}
