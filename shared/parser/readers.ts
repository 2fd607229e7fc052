import { requestFraming, responseFraming } from './framing.ts';
import {
  parseRequestHead,
  parseResponseHead,
  type RequestHead,
  type ResponseHead,
} from './head.ts';
import { EMPTY_LINES_LIMIT } from './limits.ts';
import { MessageReader } from './message-reader.ts';

/** Reads the requests of one client connection, one after another. */
export function requestReader(): MessageReader<RequestHead> {
  return new MessageReader({
    parseHead: parseRequestHead,
    framingOf: requestFraming,
    emptyLines: EMPTY_LINES_LIMIT,
  });
}

/**
 * Reads the response to one request, its interim responses first. Whatever
 * is wrong with it is the upstream's fault, so every error says 502.
 *
 * @param method - The request's: the answer to HEAD has no body.
 * @param mayUpgrade - Whether the request asked for another protocol. Then a
 * 101 is an answer, and all that follows it counts as its body.
 */
export function responseReader(
  method: string,
  mayUpgrade = false,
): MessageReader<ResponseHead> {
  return new MessageReader({
    parseHead: parseResponseHead,
    framingOf: (head) => responseFraming(head, method, mayUpgrade),
    emptyLines: 0,
    errorStatus: 502,
  });
}
