import type * as http from '../../../../shared/parser/index.ts';

/** By what name this cache signs. */
const NAME = 'workbook';

/** Nothing is stored for the target, or nothing for such a request. */
export type Miss = 'uri-miss' | 'vary-miss';

/** Why a request went on to the upstream (RFC 9211 2.2). */
export type ForwardReason = 'bypass' | 'method' | Miss | 'request' | 'stale';

/** What the cache did for a request (RFC 9211 2). */
export interface CacheStatus {
  /** Why it was forwarded; not at all if it was answered from the store. */
  readonly forwarded?: ForwardReason | undefined;
  /** What the upstream answered, if it was asked. */
  readonly upstreamStatus?: number | undefined;
  /** Whether the response is being stored. */
  readonly isStored?: boolean | undefined;
  /** Whether it waited for the answer to another client's request. */
  readonly isCollapsed?: boolean | undefined;
  /** For how many seconds more the response is fresh. */
  readonly timeToLive?: number | undefined;
}

/** Adds what this cache did behind what the caches before it did. */
export function addCacheStatus(
  head: http.ResponseHead,
  { forwarded, isCollapsed, isStored, timeToLive, upstreamStatus }: CacheStatus,
): void {
  let text = `${NAME}; ${forwarded === undefined ? 'hit' : `fwd=${forwarded}`}`;
  // RFC 9211 2.3: said only where it is not what the client sees.
  const isOther = (upstreamStatus ?? head.status) !== head.status;
  if (isOther) text += `; fwd-status=${upstreamStatus}`;
  if (isStored) text += '; stored';
  if (isCollapsed) text += '; collapsed';
  if (timeToLive !== undefined) text += `; ttl=${Math.floor(timeToLive)}`;
  head.headers.append('Cache-Status', text);
}

/** The same in a word, or in none, for those who watch the terminal. */
export function noteOf(status: CacheStatus): string[] {
  const { forwarded, isCollapsed, isStored, timeToLive } = status;
  if (forwarded === 'method' || forwarded === 'bypass') return [];
  if (isCollapsed) return ['collapsed'];
  if (status.upstreamStatus === 304) return ['revalidated'];
  if (timeToLive === undefined || isStored) return ['miss'];
  return [forwarded === undefined && timeToLive > 0 ? 'hit' : 'stale'];
}
