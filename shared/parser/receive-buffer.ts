import { ProtocolError } from './errors.ts';

const CR = 0x0d;
const LF = 0x0a;
const EMPTY = Buffer.alloc(0);

/** Bytes that have arrived and are not understood yet. */
export class ReceiveBuffer {
  #bytes: Buffer = EMPTY;
  #start = 0; // what stands before it has been taken
  #line = 0; // here begins the line that is awaited
  #lines = 0; // so many of its section stand before it
  #searched = 0; // up to here no line ends that is awaited

  /** How many bytes there are. */
  get length(): number {
    return this.#bytes.length - this.#start;
  }

  /** Adds bytes behind those that wait. */
  push(bytes: Buffer): void {
    if (this.length === 0) {
      this.#bytes = bytes;
      return;
    }
    this.#bytes = Buffer.concat([this.#bytes.subarray(this.#start), bytes]);
    this.#line -= this.#start;
    this.#searched -= this.#start;
    this.#start = 0;
  }

  /** Copies those that wait: whoever pushed them needs their memory. */
  keepRest(): void {
    this.push(EMPTY);
  }

  /**
   * Takes what there is of the next `count` bytes.
   *
   * @returns `undefined` if no byte has arrived.
   */
  take(count: number): Buffer | undefined {
    if (this.length === 0) return undefined;
    const end = Math.min(this.#start + count, this.#bytes.length);
    const bytes = this.#bytes.subarray(this.#start, end);
    this.#dropTo(end);
    return bytes;
  }

  /**
   * Takes the next line, without the CR LF at its end.
   *
   * @param limit - Longest line in bytes, without its CR LF.
   * @returns `undefined` while the line's end has not arrived.
   * @throws ProtocolError 400 if the line is too long, or ends in LF alone.
   */
  takeLine(limit: number): string | undefined {
    const end = this.#findLineEnd(limit, 400);
    if (end === undefined) return undefined;
    const line = this.#bytes.toString('latin1', this.#start, end);
    this.#dropTo(end + 2);
    return line;
  }

  /**
   * Takes a section of lines, with their line ends, and drops the empty line
   * that ends it.
   *
   * @param size - Longest section in bytes, without that empty line.
   * @param lines - How many lines it may have.
   * @param status - What one beyond that is answered with.
   * @param first - Longest first line in bytes, without its CR LF.
   * @param firstStatus - What a longer one is answered with.
   * @returns `undefined` while the empty line has not arrived.
   * @throws ProtocolError if it is too long, or a line ends in LF alone.
   */
  takeSection(
    size: number,
    lines: number,
    status: number,
    first = size,
    firstStatus = status,
  ): string | undefined {
    for (;;) {
      const end =
        this.#lines === 0
          ? this.#findLineEnd(first, firstStatus)
          : this.#findLineEnd(size, status);
      if (end === undefined) return undefined;
      if (end === this.#line) break;
      this.#line = end + 2;
      if (++this.#lines > lines) {
        throw new ProtocolError(`More than ${lines} lines.`, status);
      }
    }
    const section = this.#bytes.toString('latin1', this.#start, this.#line);
    this.#dropTo(this.#line + 2);
    return section;
  }

  // Where the line ends that is awaited. RFC 9112 2.2 lets us take LF alone
  // for a line end, but where one parser sees a line end and the next sees
  // none, a request can hide.
  #findLineEnd(limit: number, status: number): number | undefined {
    const feed = this.#bytes.indexOf(LF, this.#searched);
    const end = (feed < 0 ? this.#bytes.length : feed) - 1;
    if (end - this.#start > limit) throw new ProtocolError(TOO_LONG, status);
    // Next time look at new bytes only, or a slow sender makes us search the
    // same ones again and again.
    this.#searched = feed < 0 ? this.#bytes.length : feed + 1;
    if (feed < 0) return undefined;
    const isCrlf = end >= this.#line && this.#bytes[end] === CR;
    if (!isCrlf) throw new ProtocolError(BARE_LF);
    return end;
  }

  /** Takes a CR LF, if that is what comes next. */
  takeCrlf(): boolean {
    const at = this.#start;
    const isCrlf = this.#bytes[at] === CR && this.#bytes[at + 1] === LF;
    if (isCrlf) this.#dropTo(at + 2);
    return isCrlf;
  }

  #dropTo(end: number): void {
    const isEmpty = end === this.#bytes.length;
    if (isEmpty) this.#bytes = EMPTY; // or it stays in memory for nothing
    this.#start = isEmpty ? 0 : end;
    this.#line = this.#start;
    this.#lines = 0;
    this.#searched = this.#start;
  }
}

const TOO_LONG = 'A line is too long, or all of them together are.';

// Whoever types with plain nc meets this first, so it says the way out.
const BARE_LF =
  'A line ends in LF alone; HTTP lines end in CR LF, as `nc -C` sends them, ' +
  'and `npm run nc` what is typed.';
