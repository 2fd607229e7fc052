/**
 * Tells where messages end, and not much more. The bench must not lean on
 * the parser that it measures, and must cost less than any proxy.
 *
 * @module
 */

/** What is known of a message when its head has come. */
export interface Start {
  /** `GET /a HTTP/1.1`, or `HTTP/1.1 200 OK`. */
  readonly line: string;
  /** The whole head, for who looks for a field. */
  readonly text: string;
  readonly framing: 'length' | 'chunked' | 'until-close';
  /** As Content-Length has it; 0 without. */
  readonly length: number;
}

/** Who is told of messages. */
export interface Listener {
  onHead?(start: Start): void;
  /** @param bytes - Good until this returns: the buffer is used again. */
  onBody?(bytes: Buffer): void;
  /** @param length - Of the body, in bytes, chunk lines not counted. */
  onMessage(start: Start, length: number): void;
}

type State =
  | 'head'
  | 'data'
  | 'chunk-line'
  | 'chunk-end'
  | 'trailers'
  | 'until-close';

const NOTHING = Buffer.alloc(0);

/** Cuts what comes on a connection into messages. */
export class Cutter {
  readonly #listener: Listener;
  readonly #isForResponses: boolean;
  #state: State = 'head';
  #rest: Buffer = NOTHING; // what is no whole line or head yet
  #head: Buffer = NOTHING; // the last one: the next is often the same
  #start!: Start;
  #left = 0; // bytes of the body, or of the chunk
  #length = 0;

  constructor(kind: 'requests' | 'responses', listener: Listener) {
    this.#isForResponses = kind === 'responses';
    this.#listener = listener;
  }

  /** Takes bytes in, and tells what they complete. */
  cut(bytes: Buffer): void {
    const isWhole = this.#rest.length === 0;
    const data = isWhole ? bytes : Buffer.concat([this.#rest, bytes]);
    this.#rest = NOTHING;
    for (let at = 0; at < data.length; ) {
      const next = this.#step(data, at);
      if (next < 0) this.#rest = Buffer.from(data.subarray(at)); // a copy
      at = next < 0 ? data.length : next;
    }
  }

  /** The connection ended. @returns whether that cut nothing short. */
  close(): boolean {
    if (this.#state === 'until-close') this.#end();
    return this.#state === 'head' && this.#rest.length === 0;
  }

  // Each returns where to go on, or -1 if that takes more bytes.
  #step(data: Buffer, at: number): number {
    switch (this.#state) {
      case 'head':
        return this.#cutHead(data, at);
      case 'data':
      case 'until-close':
        return this.#cutData(data, at);
      case 'chunk-line':
        return this.#cutChunkLine(data, at);
      case 'chunk-end':
        if (data.length - at < 2) return -1;
        this.#state = 'chunk-line';
        return at + 2;
      case 'trailers':
        return this.#cutTrailer(data, at);
    }
  }

  #cutHead(data: Buffer, at: number): number {
    const last = this.#head.length;
    const isSame = last > 0 && last <= data.length - at;
    if (!isSame || data.compare(this.#head, 0, last, at, at + last) !== 0) {
      const end = data.indexOf('\r\n\r\n', at);
      if (end < 0) return -1;
      this.#head = Buffer.from(data.subarray(at, end + 4));
      this.#start = startOf(
        this.#head.toString('latin1'),
        this.#isForResponses,
      );
    }
    const { framing, length } = this.#start;
    const next = at + this.#head.length;
    if (/^HTTP\S+ 1/.test(this.#start.line)) return next; // one more follows
    this.#listener.onHead?.(this.#start);
    this.#length = 0;
    this.#left = framing === 'until-close' ? Number.POSITIVE_INFINITY : length;
    if (framing === 'chunked') this.#state = 'chunk-line';
    else if (framing === 'until-close') this.#state = 'until-close';
    else if (length > 0) this.#state = 'data';
    else this.#end();
    return next;
  }

  #cutData(data: Buffer, at: number): number {
    const size = Math.min(this.#left, data.length - at);
    this.#listener.onBody?.(data.subarray(at, at + size));
    this.#left -= size;
    this.#length += size;
    if (this.#left === 0) {
      if (this.#start.framing === 'chunked') this.#state = 'chunk-end';
      else this.#end();
    }
    return at + size;
  }

  #cutChunkLine(data: Buffer, at: number): number {
    const end = data.indexOf('\r\n', at);
    if (end < 0) return -1;
    this.#left = Number.parseInt(data.toString('latin1', at, end), 16);
    this.#state = this.#left === 0 ? 'trailers' : 'data';
    return end + 2;
  }

  #cutTrailer(data: Buffer, at: number): number {
    const end = data.indexOf('\r\n', at);
    if (end === at) this.#end();
    return end < 0 ? -1 : end + 2;
  }

  #end(): void {
    this.#state = 'head';
    this.#listener.onMessage(this.#start, this.#length);
  }
}

function startOf(text: string, isResponse: boolean): Start {
  const line = text.slice(0, text.indexOf('\r\n'));
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  const isChunked = /\r\ntransfer-encoding: *chunked/i.test(text);
  const otherwise =
    length !== undefined || !isResponse ? 'length' : 'until-close';
  const framing = isChunked ? 'chunked' : otherwise;
  return { line, text, framing, length: Number(length ?? 0) };
}
