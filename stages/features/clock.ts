/** Time, as the proxy sees it. A test hands in one that it turns by hand. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, after so many milliseconds; returns what cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The clock on the wall. */
export const systemClock: Clock = {
  now: Date.now,
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** How long the proxy waits for what, in milliseconds. */
export const defaultTimeouts = {
  /** For the rest of a request's head, once it has begun. Then 408. */
  head: 60_000,
  /** For a request on an open connection. Then goodbye. */
  idle: 75_000,
  /** For the next piece of a body, or for a peer to read what it was sent. */
  progress: 60_000,
  /** For the upstream to accept a connection. Then 504. */
  connect: 5_000,
  /** For the first byte of a response. Then 504. */
  response: 60_000,
  /** For a client's goodbye, once we have said ours. */
  linger: 30_000,
  /** For a byte in either direction of a tunnel. */
  tunnel: 3_600_000,
};

/** One time for each thing that the proxy waits for. */
export type Timeouts = Record<keyof typeof defaultTimeouts, number>;

/** The one thing that is awaited just now, and what happens if it is late. */
export class Deadline {
  readonly #clock: Clock;
  #cancel = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Awaits something else from now on, for so many milliseconds. */
  set(milliseconds: number, onLate: () => void): void {
    this.clear();
    this.#cancel = this.#clock.after(milliseconds, onLate);
  }

  /** Awaits nothing. */
  clear(): void {
    this.#cancel();
  }
}
