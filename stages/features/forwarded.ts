import type { Socket } from 'node:net';
import * as http from '../../shared/parser/index.ts';
import { Memory } from './memory.ts';

/** Whom a request comes from, as the connection that it came on tells. */
export interface Sender {
  /** The client's IP address; `undefined` if it has left already. */
  readonly address: string | undefined;
  /** Whom the client asked: its Host, if it named one. */
  readonly host: string | undefined;
  readonly scheme: 'http' | 'https';
}

/**
 * The sender of a request.
 *
 * @param forwarded - The same request as the upstream sees it, with the Host
 *   that counts. One that the proxy made up was never asked for.
 */
export function senderOf(
  socket: Socket,
  received: http.RequestHead,
  forwarded: http.RequestHead,
): Sender {
  const isNamed = received.headers.has('Host');
  const host = isNamed ? forwarded.headers.get('Host') : undefined;
  const scheme = 'encrypted' in socket ? 'https' : 'http';
  return { address: socket.remoteAddress, host, scheme };
}

// Whoever may write these chooses whom a server takes it for: an address that
// may do more, a host that its links then lead to. A server of the CGI kind
// reads X_Forwarded_For, some even X.Forwarded.For, as X-Forwarded-For (RFC
// 3875 4.1.18), so any sign that is no letter may stand for the hyphen.
const claims =
  /^(?:forwarded|x[^a-z\d]forwarded[^a-z\d].+|x[^a-z\d]real[^a-z\d]ip)$/i;

/**
 * Tells the upstream for whom a request is forwarded: in Forwarded (RFC 7239)
 * and in the X-Forwarded fields that were there before it.
 *
 * A client's own ones are removed, for they may be lies. They count only if
 * another proxy of ours stands in front of this one. Look-alikes never do.
 *
 * @param headers - Of the request as it is forwarded, without the fields that
 *   Connection names: so it cannot name what is added here.
 * @param isTrusted - Whether only proxies of ours can reach this one.
 */
export function addForwarded(
  headers: http.HeaderList,
  sender: Sender,
  isTrusted: boolean,
): void {
  removeClaims(headers, isTrusted);
  const { address, host = '', scheme } = sender;
  const key = `${address} ${scheme} ${host}`;
  const ours = known.recall(key, () => http.detachedFields(claimsOf(sender)));
  if (!isTrusted) headers.appendAll(ours);
  else for (const field of ours) extend(headers, field);
}

const known = new Memory<http.HeaderList>();

function claimsOf({ address, host, scheme }: Sender): http.HeaderList {
  // An address that is not known is said to be so. Else the last one in the
  // list, which a server believes us, would be one that the client wrote.
  const node = address ? plainAddress(address) : 'unknown';
  const named = host === undefined ? '' : `;host=${quoted(host)}`;
  const pair = `for=${quoted(node.includes(':') ? `[${node}]` : node)}`;
  const claims = new http.HeaderList([
    ['Forwarded', `${pair}${named};proto=${scheme}`],
    ['X-Forwarded-For', node],
    ['X-Forwarded-Proto', scheme],
  ]);
  if (host !== undefined) claims.append('X-Forwarded-Host', host);
  return claims;
}

/**
 * Removes what only a proxy of ours may say; from trailers always, since some
 * servers read those as if they had stood in the head.
 *
 * @param isTrusted - Whether one may have said it; then only look-alikes go.
 */
export function removeClaims(headers: http.HeaderList, isTrusted = false) {
  headers.deleteAll((name) => {
    const isKept = isTrusted && /^[a-z\d-]+$/i.test(name);
    return !isKept && claims.test(name);
  });
}

// Each proxy adds itself behind the one before it (RFC 7239 7.1). But the
// first one has seen the client itself; we have only seen that proxy.
function extend(headers: http.HeaderList, [name, value]: http.HeaderField) {
  const before = headers.get(name);
  const isList = name === 'Forwarded' || name === 'X-Forwarded-For';
  if (!before) headers.set(name, value);
  else if (isList) headers.set(name, `${before}, ${value}`);
}

// A socket of both families shows IPv4 as ::ffff:192.0.2.1. What follows a %
// is a network card of this machine, which means nothing elsewhere.
function plainAddress(address: string): string {
  if (!address.includes(':')) return address;
  return address.replace(/^::ffff:(?=\d+\.[\d.]+$)/i, '').replace(/%.*$/, '');
}

// RFC 7239 4: a value is a token or it is quoted. Neither an address nor a
// Host that was let in holds a quote or a backslash.
function quoted(value: string): string {
  return /^[\w!#$%&'*+\-.^`|~]+$/.test(value) ? value : `"${value}"`;
}
