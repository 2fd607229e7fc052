import type * as http from '../../../../shared/parser/index.ts';
import { parseDate } from './http-date.ts';

// RFC 9111 1.2.2: what is older than this is as old as this.
const OLDEST = 2 ** 31;

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
  const date = parseDate(headers.get('Date'), receivedAt) || receivedAt;
  const apparentAge = (receivedAt - date) / 1000;
  const delay = (receivedAt - requestedAt) / 1000;
  return Math.max(apparentAge, declaredAge(headers) + delay, 0);
}

// RFC 9111 5.1: of several values the first counts, and one that is no number
// counts for nothing.
function declaredAge(headers: http.HeaderList): number {
  const [first = ''] = headers.tokens('Age');
  return /^\d+$/.test(first) ? Math.min(Number(first), OLDEST) : 0;
}
