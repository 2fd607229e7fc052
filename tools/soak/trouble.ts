/**
 * For so long a failure of the origin may still reach others who ask for the
 * same resource, in milliseconds.
 */
const ECHO = 3000;

/** Keeps in mind when the origin failed, and whom that excuses. */
export class Troubles {
  readonly #begun = new Map<string, number>();
  readonly #active = new Map<string, number>();

  /**
   * The origin begins to fail those who ask for this.
   *
   * @returns what to call when it has failed them.
   */
  begin(target: string): () => void {
    add(this.#begun, target, 1);
    add(this.#active, target, 1);
    return () => {
      setTimeout(() => add(this.#active, target, -1), ECHO).unref();
    };
  }

  /**
   * Watches over a request from now on.
   *
   * @returns whether the origin has failed anybody in the meantime.
   */
  watch(target: string): () => boolean {
    const isActive = (this.#active.get(target) ?? 0) > 0;
    const before = this.#begun.get(target);
    return () => isActive || this.#begun.get(target) !== before;
  }
}

function add(numbers: Map<string, number>, key: string, more: number): void {
  const sum = (numbers.get(key) ?? 0) + more;
  numbers.set(key, sum);
}
