/** Bytes in one block; the last one of a body may be shorter. */
const BLOCK = 64 * 1024;

const NOTHING = Buffer.alloc(0);

/**
 * The bytes of a stored body, or of as much of it as has come. They are
 * copied: a piece of a few bytes, kept as it comes from a socket, would keep
 * in memory all else that was read with it.
 */
export class Body {
  /** How many bytes have come. */
  length = 0;
  readonly #blocks: Buffer[] = [];
  readonly #expected: number;
  #forgotten = 0; // blocks from the first one on

  /** @param expected - How many bytes will come, if that is known: no more. */
  constructor(expected = Number.POSITIVE_INFINITY) {
    this.#expected = expected;
  }

  /** Adds bytes behind those that have come. */
  append(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0) {
      const used = this.length % BLOCK;
      if (used === 0) this.#addBlock();
      const count = rest.copy(this.#blocks.at(-1)!, used);
      this.length += count;
      rest = rest.subarray(count);
    }
  }

  // Not out of the pool that small buffers share, where one that is kept
  // would keep its neighbours.
  #addBlock(): void {
    const size = Math.min(BLOCK, this.#expected - this.length);
    this.#blocks.push(Buffer.allocUnsafeSlow(size));
  }

  /** All bytes have come: takes no more memory than they need. */
  seal(): void {
    const used = this.length % BLOCK;
    const last = this.#blocks.at(-1);
    if (!last || used === 0 || used === last.length) return;
    this.#blocks[this.#blocks.length - 1] = Buffer.allocUnsafeSlow(used);
    last.copy(this.#blocks.at(-1)!);
  }

  /**
   * Bytes from a position on, as many as lie together.
   *
   * @param to - Up to this position, not included.
   */
  read(from: number, to: number): Buffer {
    const start = from % BLOCK;
    const block = this.#blocks[(from - start) / BLOCK] ?? NOTHING;
    return block.subarray(start, Math.min(to, this.length) - from + start);
  }

  /** Forgets blocks that lie wholly before a position. */
  forgetBefore(position: number): void {
    const last = this.#blocks.length - 1; // which may still have room
    const end = Math.min(Math.floor(position / BLOCK), last);
    while (this.#forgotten < end) this.#blocks[this.#forgotten++] = NOTHING;
  }

  /** The same bytes, which stay when the other body forgets its own. */
  share(): Body {
    const shared = new Body();
    shared.#blocks.push(...this.#blocks);
    shared.length = this.length;
    return shared;
  }
}
