import { type Fields, readFields } from './fields.ts';

/** A head as it arrived. */
export interface Head {
  /** Request line or status line. */
  readonly line: string;
  readonly fields: Fields;
}

/** Where a body ends. */
export type Framing = number | 'chunked' | 'until-close';

/** Who is told what the bytes say. */
export interface Listener {
  /** Says where the body ends; 0 is no body. */
  onHead(head: Head): Framing;
  onData(bytes: Buffer): void;
  onEnd(trailers: Fields): void;
}

const NOTHING: Buffer = Buffer.alloc(0);

/**
 * Reads messages off a connection. It has nothing in common with the parser
 * of the stages, since a judge who shares the defects of the accused finds
 * none of them.
 */
export class Scanner {
  readonly #listener: Listener;
  #rest = NOTHING;
  #step: 'head' | 'body' | 'chunk-line' | 'chunk-end' | 'trailers' = 'head';
  #left = 0; // bytes of the body, or of the chunk
  #framing: Framing = 0;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** Whether no message has begun. */
  get isIdle(): boolean {
    return this.#step === 'head' && this.#rest.length === 0;
  }

  /**
   * Takes in bytes.
   *
   * @throws Error if they are no message.
   */
  push(bytes: Buffer): void {
    this.#rest =
      this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    while (this.#advance());
  }

  /** The other side has said FIN. */
  close(): void {
    if (this.#step === 'body' && this.#framing === 'until-close') {
      this.#end(new Map());
    }
  }

  #advance(): boolean {
    switch (this.#step) {
      case 'head':
        return this.#readHead();
      case 'body':
        return this.#readBody();
      case 'chunk-line':
        return this.#readChunkLine();
      case 'chunk-end':
        return this.#readChunkEnd();
      case 'trailers':
        return this.#readTrailers();
    }
  }

  #readHead(): boolean {
    const lines = this.#takeSection('\r\n\r\n');
    const [line, ...fields] = lines ?? [];
    if (line === undefined) return false;
    const framing = this.#listener.onHead({ line, fields: readFields(fields) });
    this.#framing = framing;
    this.#left = typeof framing === 'number' ? framing : Infinity;
    this.#step = framing === 'chunked' ? 'chunk-line' : 'body';
    if (framing === 0) this.#end(new Map());
    return true;
  }

  #readBody(): boolean {
    if (this.#rest.length === 0) return false;
    const bytes = this.#take(Math.min(this.#left, this.#rest.length));
    this.#left -= bytes.length;
    this.#listener.onData(bytes);
    if (this.#left > 0) return true;
    if (this.#framing === 'chunked') this.#step = 'chunk-end';
    else this.#end(new Map());
    return true;
  }

  #readChunkLine(): boolean {
    const [line] = this.#takeSection('\r\n') ?? [];
    if (line === undefined) return false;
    const [, size] = /^([\da-f]{1,12})(?:;.*)?$/i.exec(line) ?? [];
    if (!size) throw new Error(`no chunk size: ${line}`);
    this.#left = Number.parseInt(size, 16);
    this.#step = this.#left > 0 ? 'body' : 'trailers';
    return true;
  }

  #readChunkEnd(): boolean {
    if (this.#rest.length < 2) return false;
    const end = this.#take(2).toString('latin1');
    if (end !== '\r\n') throw new Error('a chunk does not end at its end');
    this.#step = 'chunk-line';
    return true;
  }

  #readTrailers(): boolean {
    const isEmpty = this.#rest.indexOf('\r\n') === 0;
    const lines = this.#takeSection(isEmpty ? '\r\n' : '\r\n\r\n');
    if (!lines) return false;
    this.#end(readFields(lines.filter((line) => line !== '')));
    return true;
  }

  #takeSection(end: string): string[] | undefined {
    const at = this.#rest.indexOf(end, 0, 'latin1');
    if (at < 0) return undefined;
    const text = this.#take(at + end.length).toString('latin1');
    return text.slice(0, -end.length).split('\r\n');
  }

  #take(length: number): Buffer {
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  #end(trailers: Fields): void {
    this.#step = 'head';
    this.#listener.onEnd(trailers);
  }
}
