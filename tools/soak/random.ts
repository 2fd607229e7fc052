/** Chance that can be had again: the same seed gives the same numbers. */
export class Random {
  #state = 0x9e3779b9;

  /**
   * @param path - The seed, then what this source is for: two sources with
   *   other paths have nothing to do with each other.
   */
  constructor(...path: readonly number[]) {
    for (const step of path) {
      this.#state = Math.imul(this.#state ^ step, 0x85ebca6b);
      this.next();
    }
  }

  /** A number from 0 up to, but not, 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both bounds included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** Is true so often; `often` is from 0 to 1. */
  chance(often: number): boolean {
    return this.next() < often;
  }

  /** One of these. One that is to come more often stands there more often. */
  pick<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.between(0, values.length - 1)] ?? values[0];
  }
}
