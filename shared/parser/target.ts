import { ProtocolError } from './errors.ts';
import type { RequestHead } from './head.ts';

/** Whom a request is for, and what it wants there. */
export interface Destination {
  /** In origin-form, or `*` (RFC 9112 3.2.1, 3.2.4). */
  readonly target: string;
  /** Host and perhaps port; `undefined` if the request names none. */
  readonly authority: string | undefined;
}

// RFC 9112 3.2.2   absolute-form = absolute-URI
const absoluteForm = /^https?:\/\/([^/?]*)(.*)$/i;
// RFC 9110 7.2     Host = uri-host [ ":" port ], here never empty
const authorityForm =
  /^(?:\[[0-9A-Fa-f:.]+\]|[\w\-.~!$&'()*+,;=%]+)(?::\d{0,5})?$/;

/**
 * Works out whom a request is for (RFC 9112 3.2, 3.3). An authority in the
 * request target outranks Host.
 *
 * @throws ProtocolError 400 if Host or the target leaves a doubt; 501 for
 * CONNECT, since a gateway gives no tunnels.
 */
export function destinationOf(head: RequestHead): Destination {
  const { method, target } = head;
  if (method === 'CONNECT') {
    throw new ProtocolError('CONNECT is for forward proxies.', 501);
  }
  const authority = hostOf(head);
  // A fragment is for the browser alone; who finds one may cut it off or not.
  if (target.includes('#')) throw new ProtocolError('A # in the target.');
  if (target.startsWith('/') || (target === '*' && method === 'OPTIONS')) {
    return { target, authority };
  }
  return absoluteDestination(head);
}

function absoluteDestination({ method, target }: RequestHead): Destination {
  const [, authority = '', path = ''] = absoluteForm.exec(target) ?? [];
  if (!authorityForm.test(authority)) {
    throw new ProtocolError('The request target is neither path nor URL.');
  }
  if (path === '' && method === 'OPTIONS') return { target: '*', authority };
  return { target: path.startsWith('/') ? path : `/${path}`, authority };
}

// RFC 9112 3.2: of two Host fields each parser may believe another one.
function hostOf({ headers }: RequestHead): string | undefined {
  const [host, ...others] = headers.values('Host');
  if (host === undefined) return undefined;
  if (others.length > 0) throw new ProtocolError('More than one Host.');
  if (!authorityForm.test(host)) {
    throw new ProtocolError('Host is no host name.');
  }
  return host;
}

/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Host and port as one authority, as in a Host field (RFC 9110 7.2). */
export function authorityOf({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
