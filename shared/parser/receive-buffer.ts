import { ProtocolError } from './errors.ts';

const CR = 0x0d;
const LF = 0x0a;
const EMPTY = Buffer.alloc(0);

/** Bytes that have arrived and are not understood yet. */
export class ReceiveBuffer {
  #bytes: Buffer = EMPTY;
  #start = 0; // what stands before it has been taken
  #searched = 0; // no line ends between there and here

  /** How many bytes there are. */
  get length(): number {
    return this.#bytes.length - this.#start;
  }

  /** Adds bytes behind those that wait. */
  push(bytes: Buffer): void {
    const rest = this.#bytes.subarray(this.#start);
    this.#bytes = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    this.#searched -= this.#start;
    this.#start = 0;
  }

  /** Copies those that wait: whoever pushed them needs their memory. */
  keepRest(): void {
    if (this.length > 0) this.push(Buffer.alloc(0));
  }

  /**
   * Takes what there is of the next `count` bytes.
   *
   * @returns `undefined` if no byte has arrived.
   */
  take(count: number): Buffer | undefined {
    if (this.length === 0) return undefined;
    const bytes = this.#bytes.subarray(this.#start, this.#start + count);
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
    const stop = end < 0 ? this.#bytes.length : end;
    const length = stop - this.#start - 1;
    if (length > limit) throw new ProtocolError(TOO_LONG, status);
    // Next time look at new bytes only, or a slow sender makes us search the
    // same ones again and again.
    this.#searched = stop;
    if (end < 0) return undefined;
    const isCrlf = length >= 0 && this.#bytes[end - 1] === CR;
    if (!isCrlf) throw new ProtocolError(BARE_LF);
    const line = this.#bytes.toString('latin1', this.#start, end - 1);
    this.#drop(length + 2);
    return line;
  }

  /** Takes a CR LF, if that is what comes next. */
  takeCrlf(): boolean {
    const isCrlf = this.#bytes.indexOf('\r\n', this.#start) === this.#start;
    if (isCrlf) this.#drop(2);
    return isCrlf;
  }

  #drop(count: number): void {
    const isEmpty = count === this.length;
    if (isEmpty) this.#bytes = EMPTY; // or it stays in memory for nothing
    this.#start = isEmpty ? 0 : this.#start + count;
    this.#searched = this.#start;
  }
}

// The limit may be what the lines before have left of a section's.
const TOO_LONG = 'A line is too long, or all of them together are.';

// Whoever types with plain nc meets this first, so it says the way out.
const BARE_LF =
  'A line ends in LF alone; HTTP lines end in CR LF, which ' +
  '`npm run nc` and `nc -C` send.';
