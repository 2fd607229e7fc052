import { visible } from '../wire/visible.ts';

/** Enough to see what went wrong, in bytes. */
const KEPT = 700;

/** The last bytes that went one way on a connection. */
export class Tail {
  #bytes: Buffer = Buffer.alloc(0);

  /** Takes note of bytes. */
  push(bytes: Buffer): void {
    const last = bytes.subarray(-KEPT);
    const before = this.#bytes.subarray(-(KEPT - last.length) || KEPT);
    this.#bytes = Buffer.concat([before, last]);
  }

  /** They, made visible. */
  get text(): string {
    return visible(this.#bytes);
  }
}
