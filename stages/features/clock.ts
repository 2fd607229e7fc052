import * as http from '../../shared/parser/index.ts';

/** Time, as the proxy sees it. A test hands in one that it turns by hand. */
export interface Clock {
  /** Milliseconds since 1970: the time of day, which somebody may set. */
  now(): number;
  /** Milliseconds since some moment, which go on whatever anybody sets. */
  elapsed(): number;
  /** Looks at a deadline now and then, until it has passed or is cleared. */
  watch(deadline: Deadline): void;
}

/** Who waits for something. */
export interface DeadlineOwner {
  /** It is late; and this is what to answer to that. */
  onLate(fault: http.ProtocolError): void;
}

/**
 * One thing that is awaited, and what happens if it is late. It is set anew
 * with each piece that comes, so setting it must cost next to nothing: no
 * timer is started, only the time is noted.
 */
export class Deadline {
  /** Whether its clock looks at it already: see {@link Clock.watch}. */
  isWatched = false;
  /** When it passes, in milliseconds that its clock calls `elapsed`. */
  dueAt = Number.POSITIVE_INFINITY;
  readonly #clock: Clock;
  #owner: DeadlineOwner | undefined;
  #what = '';
  #status = 504;

  constructor(clock: Clock, owner: DeadlineOwner) {
    this.#clock = clock;
    this.#owner = owner;
  }

  /**
   * Awaits something else from now on.
   *
   * @param milliseconds - How long it may take.
   * @param what - What has not come if it takes longer.
   * @param status - What that is answered with.
   */
  set(milliseconds: number, what: string, status = 504): void {
    this.dueAt = this.#clock.elapsed() + milliseconds;
    this.#what = what;
    this.#status = status;
    if (!this.isWatched) this.#clock.watch(this);
  }

  /**
   * Awaits something until it comes: no respite for what comes in drops. It is
   * known by its name, `what`, so to say the same again changes nothing.
   */
  setOnce(milliseconds: number, what: string, status = 504): void {
    const isSet = this.dueAt < Number.POSITIVE_INFINITY && this.#what === what;
    if (!isSet) this.set(milliseconds, what, status);
  }

  /** Awaits nothing. */
  clear(): void {
    this.dueAt = Number.POSITIVE_INFINITY;
  }

  /**
   * Awaits nothing any more, and lets go of its owner; its clock has it until
   * it looks again.
   */
  forget(): void {
    this.clear();
    this.#owner = undefined;
  }

  /**
   * Tells its owner if it has passed.
   *
   * @param elapsed - What its clock says.
   * @returns whether there is nothing more to watch.
   */
  look(elapsed: number): boolean {
    if (this.dueAt > elapsed) return this.dueAt === Number.POSITIVE_INFINITY;
    this.clear();
    const late = new http.ProtocolError(`${this.#what} in time.`, this.#status);
    this.#owner?.onLate(late);
    return this.dueAt === Number.POSITIVE_INFINITY;
  }
}

/** How often the clock on the wall looks at its deadlines, in milliseconds. */
const TICK = 250;

/** The clock on the wall: one timer for all deadlines, however many. */
class WallClock implements Clock {
  #deadlines: Deadline[] = [];
  #timer: NodeJS.Timeout | undefined;

  now(): number {
    return Date.now();
  }

  elapsed(): number {
    return performance.now();
  }

  watch(deadline: Deadline): void {
    deadline.isWatched = true;
    this.#deadlines.push(deadline);
    this.#timer ??= setTimeout(() => this.#look(), TICK).unref();
  }

  #look(): void {
    const elapsed = this.elapsed();
    const all = this.#deadlines;
    this.#deadlines = [];
    this.#timer = undefined;
    for (const deadline of all) {
      if (deadline.look(elapsed)) deadline.isWatched = false;
      else this.watch(deadline);
    }
  }
}

/** The clock that is used unless another one is handed in. */
export const wallClock: Clock = new WallClock();

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
  /** For the head of a response. Then 504. */
  response: 60_000,
  /** For an answer to another client that may serve this one as well. */
  collapse: 5_000,
  /** For a client's goodbye, once we have said ours. */
  linger: 30_000,
  /** For another request on a connection to the upstream. Then goodbye. */
  pooled: 60_000,
  /** For a server that refuses connections, until it is tried again. */
  leftOut: 10_000,
  /** For what runs to finish, once the proxy is told to stop. */
  shutdown: 10_000,
  /** For a byte in either direction of a tunnel. */
  tunnel: 3_600_000,
};

/** One time for each thing that the proxy waits for. */
export type Timeouts = Readonly<Record<keyof typeof defaultTimeouts, number>>;
