import { ProtocolError } from './errors.ts';

const CR = 0x0d;
const LF = 0x0a;
const EMPTY = Buffer.alloc(0);

/** Bytes that have arrived and are not understood yet. */
export class ReceiveBuffer {
  #bytes: Buffer = EMPTY;
  #searched = 0; // no line ends before this offset

  /** How many bytes there are. */
  get length(): number {
    return this.#bytes.length;
  }

  /** Adds bytes behind those that wait. */
  push(bytes: Buffer): void {
    this.#bytes =
      this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /**
   * Takes what there is of the next `count` bytes.
   *
   * @returns `undefined` if no byte has arrived.
   */
  take(count: number): Buffer | undefined {
    if (this.#bytes.length === 0) return undefined;
    const bytes = this.#bytes.subarray(0, count);
    this.#drop(bytes.length);
    return bytes;
  }

  /**
   * Takes the next line, without the CR LF at its end.
   *
   * @param limit - Longest line in bytes, without its CR LF.
   * @param status - What a longer line is answered with.
   * @returns `undefined` while the line's end has not arrived.
   * @throws ProtocolError if the line is too long, or ends in LF alone. RFC
   * 9112 2.2 lets us take that for a line end, but where one parser sees a
   * line end and the next sees none, a request can hide.
   */
  takeLine(limit: number, status: number): string | undefined {
    const end = this.#bytes.indexOf(LF, this.#searched);
    const length = end < 0 ? this.#bytes.length - 1 : end - 1;
    if (length > limit) throw new ProtocolError(TOO_LONG, status);
    if (end < 0) {
      // Next time look at new bytes only, or a slow sender makes us search
      // the same ones again and again.
      this.#searched = this.#bytes.length;
      return undefined;
    }
    if (this.#bytes[end - 1] !== CR) throw new ProtocolError(BARE_LF);
    const line = this.#bytes.toString('latin1', 0, end - 1);
    this.#drop(end + 1);
    return line;
  }

  /** Takes a CR LF, if that is what comes next. */
  takeCrlf(): boolean {
    if (this.#bytes[0] !== CR || this.#bytes[1] !== LF) return false;
    this.#drop(2);
    return true;
  }

  #drop(count: number): void {
    this.#bytes =
      this.#bytes.length === count ? EMPTY : this.#bytes.subarray(count);
    this.#searched = 0;
  }
}

// The limit may be what the lines before have left of a section's.
const TOO_LONG = 'A line is too long, or all of them together are.';

// Whoever types with plain nc meets this first, so it says the way out.
const BARE_LF =
  'A line ends in LF alone; HTTP lines end in CR LF, which ' +
  '`npm run nc` and `nc -C` send.';
