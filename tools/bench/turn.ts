/** What clients do during a turn of a proxy. */
export interface Turn {
  /** What they ask for. With `keys`, a number is put behind it. */
  readonly path: string;
  /** More field lines of each request, each with its CRLF. */
  readonly fields: string;
  /** How many clients there are. */
  readonly connections: number;
  /** Requests that a client sends at once, before it reads an answer. */
  readonly depth: number;
  /** Whether each request comes on a connection of its own. */
  readonly isFresh: boolean;
  /** Bytes of body that each request has; 0 for GET. */
  readonly upload: number;
  /** How many different things are asked for; 0 for one. */
  readonly keys: number;
  /** Bytes that the body of each answer must have; 0 where that differs. */
  readonly length: number;
}

/** When a turn is over. */
export interface Limit {
  readonly seconds: number;
  /** So many requests, and each key in turn, whatever the time. */
  readonly requests?: number;
}

/** What a turn came to. */
export interface Outcome {
  readonly requests: number;
  readonly seconds: number;
  /** Seconds of these in which clients and origin had nothing to do. */
  readonly idle: number;
  /** Half of the requests were answered sooner, in milliseconds. */
  readonly p50: number;
  /** 99 of 100 requests were answered sooner, in milliseconds. */
  readonly p99: number;
  /** Bytes of an answer's body, as it came. */
  readonly answerLength: number;
  /** Answers that were wrong, or never came. */
  readonly wrong: number;
  /** What was wrong with the first of them. */
  readonly reason: string;
}

/** What stands in a request of a turn. */
export function requestFor(turn: Turn, key: number): string {
  const path = turn.keys > 0 ? `${turn.path}${key}` : turn.path;
  const close = turn.isFresh ? 'Connection: close\r\n' : '';
  const length = turn.upload > 0 ? `Content-Length: ${turn.upload}\r\n` : '';
  return (
    `${turn.upload > 0 ? 'POST' : 'GET'} ${path} HTTP/1.1\r\n` +
    `Host: bench.example\r\nUser-Agent: bench/1\r\nAccept: */*\r\n` +
    `${turn.fields}${close}${length}\r\n`
  );
}
