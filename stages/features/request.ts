import * as http from '../../shared/parser/index.ts';
import type { Request } from './source.ts';

// RFC 9110 9.2.2: to send one of these twice does no harm.
const idempotent = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'];

/**
 * Insists on a Host in HTTP/1.1 (RFC 9112 3.2). The earlier stages let it
 * pass, for those who type.
 *
 * @throws ProtocolError 400 without one.
 */
export function requireHost({ head }: Request): void {
  if (head.version === '1.1' && !head.headers.has('Host')) {
    throw new http.ProtocolError('An HTTP/1.1 request has no Host.');
  }
}

/**
 * Whether a request may go on a connection that has been used before, which
 * the upstream may be closing at this moment: only one that can be sent a
 * second time, to the letter (RFC 9112 9.3.1).
 */
export function isRepeatable({ head, framing }: Request): boolean {
  return framing.kind === 'none' && idempotent.includes(head.method);
}

// RFC 9110 7.8: Upgrade speaks of one connection, so it is not passed on but
// asked for anew. We know one protocol that is worth it, and let no other
// through: h2c, for one, would carry requests that we never see.

/** Whether a client asks to speak WebSocket from here on (RFC 6455 4.1). */
export function asksForWebSocket({ head, framing }: Request): boolean {
  const { method, version, headers } = head;
  const isPlain = framing.kind === 'none' && version === '1.1';
  const isAsked = headers.lists('Connection', 'upgrade');
  const protocol = headers.get('Upgrade')?.toLowerCase();
  return method === 'GET' && isPlain && isAsked && protocol === 'websocket';
}

/** Adds to a head what asks for WebSocket, or agrees to it. */
export function addUpgrade(headers: http.HeaderList): void {
  headers.set('Connection', 'Upgrade').set('Upgrade', 'websocket');
}

const ofOneClient = /^(?:if-.*|range)$/i;

/**
 * The same request, but for all of it, whatever the client wants or has; and
 * from the origin, for caches before it would obey `only-if-cached`, too.
 */
export function inFull(request: Request): Request {
  const headers = request.head.headers.copy();
  headers.deleteAll((name) => ofOneClient.test(name));
  const isLocal = headers.lists('Cache-Control', 'only-if-cached');
  if (isLocal) headers.delete('Cache-Control');
  return { ...request, head: { ...request.head, headers } };
}
