/** Bytes in one block; the last one of a body may be shorter. */
const BLOCK = 64 * 1024;

const NOTHING = Buffer.alloc(0);

/**
 * The bytes of a stored body, or of as much of it as has come. They are
 * copied: a piece of a few bytes, kept as it comes from a socket, would keep
 * in memory all else that was read with it.
 */
export class Body {
  readonly #blocks: Buffer[] = [];
  readonly #expected: number;
  #length = 0;
  #room = 0; // left in the last block
  #forgotten = 0; // blocks from the first one on

  /** @param expected - How many bytes will come, if that is known. */
  constructor(expected = Number.POSITIVE_INFINITY) {
    this.#expected = expected;
  }

  /** How many bytes have come. */
  get length(): number {
    return this.#length;
  }

  /** Adds bytes behind those that have come. */
  append(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#room === 0) this.#addBlock();
      const block = this.#blocks.at(-1)!;
      const count = rest.copy(block, block.length - this.#room);
      this.#room -= count;
      this.#length += count;
      rest = rest.subarray(count);
    }
  }

  #addBlock(): void {
    this.#room = Math.min(BLOCK, this.#expected - this.#length || BLOCK);
    // Not out of the pool that small buffers share, where one that is kept
    // would keep its neighbours.
    this.#blocks.push(Buffer.allocUnsafeSlow(this.#room));
  }

  /** All bytes have come: takes no more memory than they need. */
  seal(): void {
    const last = this.#blocks.at(-1);
    if (!last || this.#room === 0) return;
    const copy = Buffer.allocUnsafeSlow(last.length - this.#room);
    last.copy(copy);
    this.#blocks[this.#blocks.length - 1] = copy;
    this.#room = 0;
  }

  /**
   * Bytes from a position on, as many as lie together.
   *
   * @param to - Up to this position, not included.
   */
  read(from: number, to: number): Buffer {
    const block = this.#blocks[Math.floor(from / BLOCK)] ?? NOTHING;
    const start = Math.floor(from / BLOCK) * BLOCK;
    return block.subarray(from - start, Math.min(to, this.#length) - start);
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
    shared.#length = this.#length;
    return shared;
  }
}
