import * as http from '../../shared/parser/index.ts';
import type { Recipient, ResponseStart, Source } from './source.ts';

/** How much is sent at once, in bytes: as much as is read at once. */
const PIECE = 64 * 1024;

/**
 * A response that is here already, at the pace of whoever reads it. In one
 * piece nobody could tell whether it is being read.
 */
export class ReadySource implements Source {
  readonly #recipient: Recipient;
  readonly #start: ResponseStart;
  #rest: Buffer | undefined;

  constructor(body: Buffer, recipient: Recipient, start: ResponseStart) {
    this.#rest = body.length > 0 ? body : undefined;
    this.#recipient = recipient;
    this.#start = start;
  }

  /** The body of the request is dropped. */
  write(): boolean {
    return true;
  }

  end(): void {
    this.#recipient.onHead(this.#start);
    if (this.#rest) this.resume();
    else this.#recipient.onEnd(http.noFields);
  }

  resume(): void {
    for (let hasRoom = true; hasRoom && this.#rest; ) {
      const piece = this.#rest.subarray(0, PIECE);
      const isLast = piece.length === this.#rest.length;
      this.#rest = isLast ? undefined : this.#rest.subarray(PIECE);
      hasRoom = this.#recipient.onData(piece);
      if (isLast) this.#recipient.onEnd(http.noFields);
    }
  }

  abandon(): void {
    this.#rest = undefined;
  }
}
