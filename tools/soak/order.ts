/** What the origin does wrong, or what is odd about it. */
export type Fault =
  | 'none'
  // Before its response: the proxy has to answer for it.
  | 'says nothing'
  | 'resets at once'
  | 'speaks no HTTP'
  | 'half a head'
  // In its response: what was cut short must not look complete.
  | 'resets half-way'
  | 'ends half-way'
  | 'promises more'
  | 'spoils a chunk'
  // The response is whole.
  | 'says more'
  | 'answers early';

/** Faults for which the proxy has to answer. */
export const REFUSED = [
  'says nothing',
  'resets at once',
  'speaks no HTTP',
  'half a head',
] as const;

/** Faults that cut a response short. */
export const CUT = [
  'resets half-way',
  'ends half-way',
  'promises more',
  'spoils a chunk',
] as const;

/**
 * What a request asks of the origin. It travels in a field of the request,
 * so that the origin's part in a conversation, too, hangs on the seed.
 */
export interface Order {
  /** Names the request. */
  readonly nonce: string;
  /** Method and target, which are to arrive as they were sent. */
  readonly method: string;
  readonly target: string;
  /** Bytes of the request's body. */
  readonly body: number;
  readonly status: number;
  readonly framing: 'length' | 'chunked' | 'until-close';
  /** How many 1xx come first. */
  readonly interims: number;
  readonly trailers: boolean;
  /** In how many writes the body goes out. */
  readonly pieces: number;
  /** Before the response and between its pieces, in milliseconds. */
  readonly pause: number;
  /** Reads the request's body only after so many milliseconds. */
  readonly lag: number;
  readonly fault: Fault;
  /** Where in its body a response is cut short; from 0 up to 1. */
  readonly cutAt: number;
  /** Cut short only when the client has had all that was sent. */
  readonly waits: boolean;
  /** The connection afterwards: how many milliseconds it lives; or for good. */
  readonly lives: number | 'close' | 'on';
}

/** Whether it asks for a change of its target (RFC 9110 9.2.1). */
export function isUnsafe({ method }: Order): boolean {
  return ['POST', 'PUT', 'DELETE'].includes(method);
}

/** Whether the origin does something by which a request may fail. */
export function isTrouble({ fault }: Order): boolean {
  return [...REFUSED, ...CUT].some((each) => each === fault);
}
