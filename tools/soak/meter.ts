import { EventEmitter, once } from 'node:events';

/**
 * How much of each response's body has come to its client. The origin asks,
 * where it cuts a response short and nothing may be on its way any more.
 */
export class Meter {
  readonly #lengths = new Map<string, number>();
  readonly #news = new EventEmitter();

  constructor() {
    this.#news.setMaxListeners(0);
  }

  /** A request is under way. */
  open(nonce: string): void {
    this.#lengths.set(nonce, 0);
  }

  /** More has come, in bytes. */
  add(nonce: string, length: number): void {
    const before = this.#lengths.get(nonce);
    if (before === undefined) return;
    this.#lengths.set(nonce, before + length);
    this.#news.emit(nonce);
  }

  /** The request is over, one way or the other. */
  close(nonce: string): void {
    this.#lengths.delete(nonce);
    this.#news.emit(nonce);
  }

  /** Waits until so many bytes have come, or no more will. */
  async until(nonce: string, length: number): Promise<void> {
    for (;;) {
      const come = this.#lengths.get(nonce);
      if (come === undefined || come >= length) return;
      await once(this.#news, nonce);
    }
  }
}
