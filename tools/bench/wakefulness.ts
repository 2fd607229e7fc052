/**
 * Keeps the process of clients and origin awake while a turn lasts. To wake a
 * process that sleeps costs the one that sends to it more than the sending;
 * and those who are slow find it asleep more often. It would be told of the
 * proxies as if it were their work.
 */
export class Wakefulness {
  readonly #now: () => number;
  #isAwake = false;
  #hasWorked = false;
  #idle = 0; // milliseconds in which there was nothing to do
  #last = 0;

  /** @param now - The time in milliseconds. */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** Stays awake from now on. */
  begin(): void {
    this.#isAwake = true;
    this.#idle = 0;
    this.#last = this.#now();
    this.#look();
  }

  /** Something has come. */
  onWork(): void {
    this.#hasWorked = true;
  }

  /** Sleeps again. Returns for how many milliseconds there was nothing to do. */
  end(): number {
    this.#isAwake = false;
    return this.#idle;
  }

  #look(): void {
    const now = this.#now();
    if (!this.#hasWorked) this.#idle += now - this.#last;
    this.#hasWorked = false;
    this.#last = now;
    if (this.#isAwake) setImmediate(() => this.#look());
  }
}

/** There is one for all clients and the origin. */
export const wakefulness = new Wakefulness();
