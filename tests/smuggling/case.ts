import { head } from '../kit/bytes.ts';
import type { Reply } from './recording-origin.ts';

/**
 * What becomes of a request, and of the plain one that is sent behind it:
 *
 * - a status: refused with it, and no byte of it reaches the origin
 * - `midway`: its body is found to be broken when its head has gone on
 *   already: 400, and what reached the origin is no whole request
 * - `forwarded`: it goes on, and so does the one behind it
 * - `last`: it goes on, and then the connection ends
 * - `then 400`: it goes on, and what stands behind it is refused
 */
export type Outcome = number | 'midway' | 'forwarded' | 'last' | 'then 400';

/** What is special about a case. */
export interface Particulars {
  /** The outcome in stage 4, where that is another one. */
  readonly stage4?: Outcome;
  /** Request lines that reach the origin behind the first one. */
  readonly behind?: readonly string[];
}

/** A request that is dubious: what is odd, what becomes of it, its bytes. */
export type RequestCase = readonly [
  name: string,
  outcome: Outcome,
  bytes: string,
  particulars?: Particulars,
];

/** Cases of one kind. */
export interface CaseClass<Case> {
  readonly title: string;
  readonly cases: readonly Case[];
}

/** Sent behind each request: where one is refused it must not be seen. */
export const BEHIND = head(
  'GET /behind HTTP/1.1',
  'Host: a.example',
  'Connection: close',
);

/** Hidden in a body, or behind one. It is never to be taken for a request. */
export const HIDDEN = head('GET /hidden HTTP/1.1', 'Host: evil.example');

/** Says that a body is chunked. */
export const CHUNKED = 'Transfer-Encoding: chunked';

/** The head of a POST request with these field lines. */
export function post(...fields: readonly string[]): string {
  return head('POST / HTTP/1.1', 'Host: a.example', ...fields);
}

/** The head of a GET request with these field lines. */
export function get(...fields: readonly string[]): string {
  return head('GET / HTTP/1.1', 'Host: a.example', ...fields);
}

/**
 * What becomes of a response: a status (502, or one that has no body), `cut`
 * (its client sees that the rest is missing), or else 200 and this body.
 */
export type AnswerOutcome = number | string;

/** A response that is dubious: what is odd, what becomes of it, its bytes. */
export type AnswerCase = readonly [
  name: string,
  outcome: AnswerOutcome,
  lie: Lie,
];

/** An origin that answers with a lie. */
export interface Lie extends Reply {
  /** Sent once the client has its response. */
  readonly late?: string;
}

/** Sent behind a response: no client is ever to see it as one. */
export const STRAY = `${head('HTTP/1.1 200 OK', 'Content-Length: 5')}stray`;
