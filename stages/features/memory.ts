import { detached } from '../../shared/parser/index.ts';

/** So many texts are remembered; then the memory begins anew. */
const MOST = 1000;

/** Longer ones are not remembered, for strangers write them. */
const LONGEST = 200;

/**
 * Remembers what has been worked out of a text: who sends fields sends the
 * same ones again and again.
 */
export class Memory<Value> {
  readonly #known = new Map<string, Value>();

  /** What was worked out of this text before, or is now. */
  recall(text: string, work: (text: string) => Value): Value {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const own = detached(text);
    const value = work(own);
    if (this.#known.size >= MOST) this.#known.clear();
    if (text.length <= LONGEST) this.#known.set(own, value);
    return value;
  }
}
