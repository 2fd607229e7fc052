/**
 * Keeps the process of clients and origin awake while a turn lasts. To wake a
 * process that sleeps costs the one that sends to it more than the sending;
 * and those who are slow find it asleep more often. It would be told of the
 * proxies as if it were their work.
 */
class Wakefulness {
  #isAwake = false;
  #hasWorked = false;
  #idle = 0; // milliseconds in which there was nothing to do
  #last = 0;

  /** Stays awake from now on. */
  begin(): void {
    this.#isAwake = true;
    this.#idle = 0;
    this.#last = performance.now();
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
    const now = performance.now();
    if (!this.#hasWorked) this.#idle += now - this.#last;
    this.#hasWorked = false;
    this.#last = now;
    if (this.#isAwake) setImmediate(() => this.#look());
  }
}

/** There is one for all clients and the origin. */
export const wakefulness = new Wakefulness();
