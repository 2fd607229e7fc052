import type { IncomingMessage, ServerResponse } from 'node:http';
import { UsageError, wholeNumber } from '../../shared/terminal/index.ts';

/** A request, with its target taken apart. */
export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly query: URLSearchParams;
}

/**
 * Answers a request.
 *
 * @throws UsageError if the target has a number that cannot be: 400.
 */
export type Route = (visit: Visit) => void | Promise<void>;

/**
 * Takes the target apart by hand: a learner may send what is no URL, and
 * `new URL` throws on some of it.
 */
export function visitOf(
  request: IncomingMessage,
  response: ServerResponse,
): Visit {
  const target = (request.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '');
  const [path = '', ...query] = target.split('?');
  return {
    request,
    response,
    path: path || '/',
    query: new URLSearchParams(query.join('?')),
  };
}

/**
 * A number out of a target.
 *
 * @throws UsageError if it is none, or out of bounds.
 */
export function numberIn(
  name: string,
  text: string,
  bounds: { readonly least: number; readonly most: number },
): number {
  const { least, most } = bounds;
  const number = wholeNumber(text, least, most);
  if (number !== undefined) return number;
  const form = `a whole number from ${least} to ${most}`;
  throw new UsageError(`${name} must be ${form}, not "${text}".`);
}
