/** Bytes that have arrived and that no test has taken yet. */
export class Inbox {
  #chunks: Buffer[] = [];

  /** How many bytes lie here. */
  length = 0;

  /** Adds bytes at the end. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.length += chunk.length;
  }

  /** All bytes, which stay here. */
  peek(): Buffer {
    const [first] = this.#chunks;
    if (this.#chunks.length === 1 && first) return first;
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [all];
    return all;
  }

  /** Takes the first bytes out: so many, or as many as there are. */
  take(count = this.length): Buffer {
    const taken: Buffer[] = [];
    let missing = Math.min(count, this.length);
    this.length -= missing;
    while (missing > 0) {
      const chunk = this.#chunks.shift()!;
      const part = chunk.subarray(0, missing);
      if (part.length < chunk.length) {
        this.#chunks.unshift(chunk.subarray(part.length));
      }
      taken.push(part);
      missing -= part.length;
    }
    return taken.length === 1 ? taken[0]! : Buffer.concat(taken);
  }
}
