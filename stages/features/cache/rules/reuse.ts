import type { Directives, Response } from './directives.ts';

/** A stored response, as far as its use depends on it. */
export interface Candidate {
  readonly head: Response;
  /** How old it is now, in seconds. */
  readonly age: number;
  /** How old it may be and still be fresh, in seconds. */
  readonly lifetime: number;
}

/**
 * What may be done with a stored response (RFC 9111 4): use it; use it, and
 * ask behind the client's back whether it is still right; or ask first, since
 * it is stale, or since this request wants that.
 */
export type Reuse = 'use' | 'use-and-ask' | 'stale' | 'request';

// RFC 9111 4.2.4, 5.2.2: with these the origin forbids that it is shown stale.
const forbidding = ['must-revalidate', 'proxy-revalidate', 's-maxage'];

// RFC 9111 5.2.1: who says what age will do wants nothing that is older.
const limiting = ['max-age', 'max-stale', 'min-fresh'];

/** What a request that asks this may do with what is stored (RFC 9111 4). */
export function reuseOf(asked: Directives, stored: Candidate): Reuse {
  const { head, age, lifetime } = stored;
  const { said } = head;
  if (!acceptsAge(asked, age)) return 'request';
  if (said.isPlain('no-cache')) return 'stale';
  const staleness = age - lifetime;
  const wanted = asked.seconds('min-fresh') ?? 0;
  if (staleness < 0) return -staleness >= wanted ? 'use' : 'request';
  if (forbidsStale(head)) return 'stale';
  if (staleness <= (acceptedStaleness(asked) ?? -1)) return 'use';
  if (limiting.some((name) => asked.has(name))) return 'stale';
  const whileAsking = said.seconds('stale-while-revalidate') ?? -1;
  return staleness <= whileAsking ? 'use-and-ask' : 'stale';
}

/**
 * Whether a stored response may be shown although the origin was asked, and
 * had nothing better than an error (RFC 9111 4.2.4, RFC 5861 4).
 *
 * @param status - Of the origin's answer; `undefined` if none came.
 */
export function mayServeOnError(
  asked: Directives,
  { head, age, lifetime }: Candidate,
  status?: number,
): boolean {
  if (!acceptsAge(asked, age) || forbidsStale(head)) return false;
  const allowances = [asked, head.said]
    .map((each) => each.seconds('stale-if-error'))
    .filter((each) => each !== undefined);
  // Nobody said for how long: then only while there is no answer at all.
  if (allowances.length === 0) return status === undefined;
  const isError = status === undefined || [500, 502, 503, 504].includes(status);
  return isError && age - lifetime <= Math.max(...allowances);
}

/** Whether the origin forbids that a response is ever shown stale. */
export function forbidsStale({ said }: Response): boolean {
  return said.isPlain('no-cache') || forbidding.some((name) => said.has(name));
}

// RFC 9111 5.2.1.1: `max-age=5, max-stale=60` accepts an age of 65.
function acceptsAge(asked: Directives, age: number): boolean {
  if (asked.has('no-cache') || asked.has('no-store')) return false;
  const most = asked.seconds('max-age');
  return most === undefined || age <= most + (acceptedStaleness(asked) ?? 0);
}

// RFC 9111 5.2.1.2: without a number, any staleness will do.
function acceptedStaleness(asked: Directives): number | undefined {
  if (asked.isPlain('max-stale')) return Number.MAX_VALUE;
  return asked.seconds('max-stale');
}
