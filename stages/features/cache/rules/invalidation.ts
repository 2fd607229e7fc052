import type * as http from '../../../../shared/parser/index.ts';
import { sameOriginKey, targetKey } from './key.ts';

// RFC 9110 9.2.1: these ask for nothing to change. Of a method that we do not
// know we must think otherwise.
const safe = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

/**
 * The keys of what is no longer to be believed after this response: the
 * target of a request that has changed something, and what else the response
 * names as its outcome (RFC 9111 4.4).
 */
export function invalidatedKeys(
  request: http.RequestHead,
  { status, headers }: http.ResponseHead,
): string[] {
  if (safe.includes(request.method) || status >= 400) return [];
  const named = ['Location', 'Content-Location']
    .map((name) => sameOriginKey(request, headers.get(name)))
    .filter((key) => key !== undefined);
  return [targetKey(request), ...named];
}
