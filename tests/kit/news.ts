import { within } from './deadlines.ts';

/**
 * Lets tests wait until something holds. Whoever changes something calls
 * `tell`, and all who wait look again. Nobody looks at a clock.
 */
export class News {
  readonly #waiting = new Set<() => void>();

  /** Calls a function at all news from now on. */
  listen(listener: () => void): void {
    this.#waiting.add(listener);
  }

  /** Something changed: all who wait look again. */
  readonly tell = (): void => {
    for (const look of [...this.#waiting]) look();
  };

  /**
   * Waits, for ever if need be, until `look` returns something.
   *
   * @param look - Returns undefined for "not yet"; what it throws ends the
   *   wait.
   */
  async whenever<Value>(look: () => Value | undefined): Promise<Value> {
    const now = look();
    if (now !== undefined) return now;
    return new Promise((resolve, reject) => {
      const again = (): void => {
        try {
          const value = look();
          if (value === undefined) return;
          resolve(value);
        } catch (error) {
          reject(error);
        }
        this.#waiting.delete(again);
      };
      this.#waiting.add(again);
    });
  }

  /**
   * Waits until `look` returns something.
   *
   * @param look - Returns undefined for "not yet".
   * @param awaited - What is awaited and what was seen so far, in words.
   * @throws DeadlineError when it takes too long.
   */
  async until<Value>(
    look: () => Value | undefined,
    awaited: () => string,
  ): Promise<Value> {
    const now = look();
    if (now !== undefined) return now;
    return within(this.whenever(look), awaited);
  }
}
