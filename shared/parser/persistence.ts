import type { RequestHead, ResponseHead } from './head.ts';

/**
 * Whether the sender of this head will keep its connection open once the
 * message is over (RFC 9112 9.3).
 */
export function keepsAlive(head: RequestHead | ResponseHead): boolean {
  const { headers, version } = head;
  if (headers.lists('Connection', 'close')) return false;
  return version === '1.1' || headers.lists('Connection', 'keep-alive');
}

/**
 * What a response says about the client's connection (RFC 9112 9.6). Only
 * what goes without saying is left out: 1.1 stays open by itself.
 *
 * @param response - The head to which the Connection field is added.
 * @param request - The request that it answers, if that was understood.
 * @param mayKeep - Whether the connection may stay open, if its client wants.
 * @returns whether it stays open after this response.
 */
export function announcePersistence(
  { headers }: ResponseHead,
  request: RequestHead | undefined,
  mayKeep: boolean,
): boolean {
  const isKept = mayKeep && request !== undefined && keepsAlive(request);
  if (!isKept) headers.set('Connection', 'close');
  else if (request.version === '1.0') headers.set('Connection', 'keep-alive');
  return isKept;
}
