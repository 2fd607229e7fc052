import { FieldNames } from './field-names.ts';
import { type BodyFraming, declaredLength } from './framing.ts';
import type { HttpVersion, RequestHead, ResponseHead } from './head.ts';
import { HeaderList, noFields } from './header-list.ts';
import type { Start } from './message.ts';
import { type Address, authorityOf, destinationOf } from './target.ts';

/** By what name this proxy signs what it forwards (RFC 9110 7.6.3). */
const PSEUDONYM = 'workbook';

// Fields that speak of one connection, not of the message (RFC 9110 7.6.1).
// A proxy stands between two connections, and what one of them promises the
// other has not. Trailer goes because most stages drop the trailers. The last
// two say where the body ends: they are written from the framing that we
// understood, never copied, so that no other reading of them can survive.
const notForwarded =
  'Connection, Keep-Alive, Proxy-Authenticate, Proxy-Authorization, ' +
  'Proxy-Connection, TE, Trailer, Upgrade, Content-Length, Transfer-Encoding';
const notInResponses = new FieldNames(notForwarded);
const notInRequests = new FieldNames(`Host, ${notForwarded}`);
// RFC 9110 6.5.1: these would change how the message is read, or routed.
const notInTrailers = new FieldNames(
  `Host, Content-Encoding, Content-Type, ${notForwarded}`,
);

/**
 * The request as the upstream should see it.
 *
 * @param received - The request as the client sent it.
 * @param upstream - Its host and port stand in for a Host that is missing.
 * @throws ProtocolError 400 or 501 if it is not clear whom it is for.
 */
export function forwardedRequest(
  { head, framing }: Start<RequestHead>,
  upstream: Address,
): RequestHead {
  const { target, authority = authorityOf(upstream) } = destinationOf(head);
  // RFC 9112 3.2: every 1.1 request has a Host, and it had best come first.
  const headers = new HeaderList([['Host', authority]]);
  headers.appendAll(endToEnd(head.headers, notInRequests));
  // RFC 9110 10.1.1: HTTP/1.0 knows no 100 (Continue), so nobody waits.
  if (head.version === '1.0') headers.delete('Expect');
  headers.append('Via', `${head.version} ${PSEUDONYM}`);
  const { method, version } = head;
  return { method, target, version, headers: framed(headers, framing) };
}

/**
 * The response as the client should see it, and how its body is framed there.
 *
 * @param received - The response as the upstream sent it.
 * @param version - The version of the client's request.
 * @param now - When it was received, for a response without Date.
 */
export function forwardedResponse(
  received: Start<ResponseHead>,
  version: HttpVersion,
  now: Date,
): Start<ResponseHead> {
  const head = endToEndResponse(received, now.getTime());
  return { head, framing: frameResponse(head, version, received.framing) };
}

/**
 * The head of a response without what speaks of the upstream's connection, or
 * of where the body ends there.
 *
 * @param received - The response as the upstream sent it.
 * @param now - When it was received, in milliseconds since 1970.
 */
export function endToEndResponse(
  { head, framing }: Start<ResponseHead>,
  now: number,
): ResponseHead {
  const { version, status, reason } = head;
  const headers = endToEnd(head.headers, notInResponses);
  // RFC 9110 6.6.1: a recipient with a clock adds the Date that is missing.
  if (framing.kind !== 'interim' && !headers.has('Date')) {
    headers.append('Date', new Date(now).toUTCString());
  }
  return { version, status, reason, headers };
}

/**
 * Adds to the head of a response how its body is framed for a client: as it
 * was received, but for two cases. HTTP/1.0 does not know chunks (RFC 9112
 * 6.1). And a body that ends with the upstream's connection need not end the
 * client's: it is chunked.
 *
 * @param head - It has no such fields yet.
 * @param version - The version of the client's request.
 * @param received - The framing that the upstream chose.
 * @returns the framing for the client.
 */
export function frameResponse(
  { headers }: ResponseHead,
  version: HttpVersion,
  received: BodyFraming,
): BodyFraming {
  const { kind } = received;
  const isOpen = kind === 'chunked' || kind === 'until-close';
  const forClient = version === '1.0' ? untilClose : chunked;
  const framing = isOpen ? forClient : received;
  framed(headers, framing);
  return framing;
}

const chunked: BodyFraming = { kind: 'chunked' };
const untilClose: BodyFraming = { kind: 'until-close' };

/**
 * The trailers as the next recipient should see them (RFC 9110 6.5.1).
 *
 * @param headers - Those of the same message, as received: what Connection
 *   names there goes no further in the trailers either (RFC 9110 7.6.1).
 */
export function forwardedTrailers(
  trailers: HeaderList,
  headers: HeaderList,
): HeaderList {
  if (trailers === noFields) return trailers;
  return trailers.without(notInTrailers, headers.tokens('Connection'));
}

// The fields that are about the message, and so go on to its next recipient.
function endToEnd(headers: HeaderList, dropped: FieldNames): HeaderList {
  return headers.without(dropped, headers.tokens('Connection'));
}

function framed(headers: HeaderList, framing: BodyFraming): HeaderList {
  const { kind } = framing;
  if (kind === 'chunked') return headers.append('Transfer-Encoding', 'chunked');
  const length = declaredLength(framing);
  if (length === undefined) return headers;
  return headers.append('Content-Length', String(length));
}
