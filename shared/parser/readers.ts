import { requestFraming, responseFraming } from './framing.ts';
import type { RequestHead, ResponseHead } from './head.ts';
import { parseRequestHead, parseResponseHead } from './head.ts';
import { defaultHeadLimits, EMPTY_LINES_LIMIT } from './limits.ts';
import type { MessageKind } from './message.ts';
import { MessageReader } from './message-reader.ts';

/**
 * Reads the requests of one client connection, one after another.
 *
 * @param limits - How long their heads may be.
 */
export function requestReader(
  limits = defaultHeadLimits,
): MessageReader<RequestHead> {
  return new MessageReader(requestKind, limits);
}

const requestKind: MessageKind<RequestHead> = {
  parseHead: parseRequestHead,
  framingOf: requestFraming,
  emptyLines: EMPTY_LINES_LIMIT,
  isOwed: false,
};

/**
 * Reads the response to one request, its interim responses first. Whatever
 * is wrong with it is the upstream's fault, so every error says 502.
 *
 * @param request - What it answers: the answer to HEAD has no body, and none to
 * HTTP/1.0 is interim (RFC 9110 15.2).
 * @param protocol - Which other one the request asked for, in lower case. Then
 * a 101 to it is an answer, and all that follows counts as its body.
 * @param limits - How long each head may be.
 */
export function responseReader(
  { method, version }: RequestHead,
  protocol = '',
  limits = defaultHeadLimits,
): MessageReader<ResponseHead> {
  const kind: MessageKind<ResponseHead> = {
    parseHead: parseResponseHead,
    framingOf(head) {
      return responseFraming(head, method, protocol);
    },
    emptyLines: 0,
    isOwed: true,
    skipsInterims: version === '1.0',
    errorStatus: 502,
  };
  return new MessageReader(kind, limits);
}
