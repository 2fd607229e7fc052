import { ProtocolError } from './errors.ts';
import type { RequestHead, ResponseHead } from './head.ts';
import { trimWhitespace } from './header-list.ts';

/** How a message says where its body ends (RFC 9112 6). */
export type BodyFraming =
  /**
   * No body. The answer to HEAD, and 304, may still declare the length that
   * the answer to GET would have (RFC 9110 8.6).
   */
  | { readonly kind: 'none'; readonly declared?: number | undefined }
  /** So many bytes. */
  | { readonly kind: 'length'; readonly length: number }
  /** Chunks, each led by its size, the last of size 0 (RFC 9112 7.1). */
  | { readonly kind: 'chunked' }
  /** All that comes until the sender closes. Responses only. */
  | { readonly kind: 'until-close' }
  /** Behind a 101: whatever comes, until the sender closes, is no HTTP. */
  | { readonly kind: 'tunnel' }
  /** A 1xx: no body, and the final response is still to come. */
  | { readonly kind: 'interim' };

/** The length that a framing tells: of the body, or of the one to GET. */
export function declaredLength(framing: BodyFraming): number | undefined {
  if (framing.kind === 'length') return framing.length;
  return framing.kind === 'none' ? framing.declared : undefined;
}

type Head = RequestHead | ResponseHead;

const none: BodyFraming = { kind: 'none' };
const tunnel: BodyFraming = { kind: 'tunnel' };

// The next two functions are RFC 9112 6.3, rule by rule and in its order.

/**
 * Where the body of this request ends.
 *
 * @throws ProtocolError 400 or 501: then nobody knows where it ends.
 */
export function requestFraming(head: RequestHead): BodyFraming {
  return declaredFraming(head) ?? none; // rule 7
}

/**
 * Where the body of this response ends.
 *
 * @param method - The method of the request that it answers.
 * @param protocol - Which other one that request asked for, in lower case.
 * @throws ProtocolError 400 or 501, which its reader turns into 502.
 */
export function responseFraming(
  head: ResponseHead,
  method: string,
  protocol = '',
): BodyFraming {
  const { headers, status } = head;
  // What follows a 101 is no longer HTTP (RFC 9110 15.2.2). A server changes to
  // nothing but what it was asked for (7.8).
  if (status === 101 && headers.lists('Upgrade', protocol)) return tunnel;
  if (status === 101) throw new ProtocolError('A 101 that nobody asked for.');
  // Rule 1: these have no body, whatever their fields promise.
  if (status < 200) return { kind: 'interim' };
  if (status === 204) return none;
  if (method === 'HEAD' || status === 304) return withoutBody(head);
  // Rule 2: what follows is a tunnel, not a body.
  if (method === 'CONNECT' && status < 300) return none;
  return declaredFraming(head) ?? { kind: 'until-close' }; // rule 8
}

function declaredFraming(head: Head): BodyFraming | undefined {
  const lengths = head.headers.values('Content-Length');
  if (head.headers.has('Transfer-Encoding')) {
    // Rule 3: a message that gives both is how requests are smuggled, since
    // of two parsers each may believe another one.
    if (lengths.length > 0) {
      throw new ProtocolError('Both Content-Length and Transfer-Encoding.');
    }
    return codedFraming(head); // rule 4
  }
  return lengths.length === 0 ? undefined : lengthFraming(lengths);
}

// Rule 4. Of the transfer codings we know one: chunked.
function codedFraming(head: Head): BodyFraming {
  const codings = (head.headers.get('Transfer-Encoding') ?? '')
    .toLowerCase()
    .split(',')
    .map(trimWhitespace);
  // RFC 9112 6.1: HTTP/1.0 has no Transfer-Encoding, so there it is a fault.
  if (head.version === '1.0') {
    throw new ProtocolError('Transfer-Encoding in an HTTP/1.0 message.');
  }
  if (codings.indexOf('chunked') !== codings.length - 1) {
    throw new ProtocolError('Transfer-Encoding must end in one "chunked".');
  }
  if (codings.length > 1) {
    throw new ProtocolError('Of transfer codings only chunked is known.', 501);
  }
  return { kind: 'chunked' };
}

// Rules 5 and 6. The RFC allows `5, 5`; we refuse that as well.
function lengthFraming(lengths: readonly string[]): BodyFraming {
  const length = lengths.length === 1 ? lengthOf(lengths[0]) : undefined;
  if (length === undefined) {
    throw new ProtocolError('Content-Length is not one number.');
  }
  return { kind: 'length', length };
}

function withoutBody({ headers }: ResponseHead): BodyFraming {
  if (headers.has('Transfer-Encoding')) return none;
  return { kind: 'none', declared: lengthOf(headers.get('Content-Length')) };
}

// RFC 9110 8.6   Content-Length = 1*DIGIT
// Up to 15 digits, since a JavaScript number counts exactly up to 2^53.
function lengthOf(value = ''): number | undefined {
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
