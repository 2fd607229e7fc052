import type * as http from '../../../shared/parser/index.ts';
import type { Source } from '../source.ts';
import type { Entry, Growth } from './entry.ts';
import type { CacheParts } from './parts.ts';
import type { Errand } from './verdict.ts';

/**
 * A response on its way into the store. Each client reads along at its own
 * pace, so one that stalls holds up nobody: the response comes as fast as the
 * fastest of them reads.
 */
export class Filling implements Growth {
  readonly #entry: Entry;
  readonly #source: Source;
  readonly #parts: CacheParts;
  readonly #request: http.RequestHead;
  readonly #isRefresh: boolean;

  constructor(
    entry: Entry,
    source: Source,
    { asking, isRefresh }: Errand,
    parts: CacheParts,
  ) {
    this.#request = asking.request.head;
    this.#entry = entry;
    this.#source = source;
    this.#parts = parts;
    this.#isRefresh = isRefresh;
    entry.growth = this;
  }

  /** A piece of the body has come. Returns whether anybody wants more. */
  onData(bytes: Buffer): boolean {
    const { body, readers } = this.#entry;
    const { store } = this.#parts;
    body.append(bytes);
    store.grow(this.#entry, bytes.length);
    let isWanted = readers.size === 0; // it is for the store, then
    for (const reader of readers) isWanted = reader.advance() || isWanted;
    if (body.length > store.largest) this.#outgrow();
    if (!this.#entry.isStored && !this.#isRefresh) this.#forget();
    return isWanted;
  }

  // It is too large to be kept. The first client reads on as before; the
  // others ask for themselves, and need not read at its pace.
  #outgrow(): void {
    const { flights, store, upstream } = this.#parts;
    const [first, ...others] = this.#entry.readers;
    store.remove(this.#entry);
    flights.remember(this.#entry.key, false);
    for (const reader of others) reader.goAlone(upstream);
    if (first) return;
    store.delete(this.#entry.key); // it is not what there is any longer
    this.#source.abandon();
  }

  // What all have read, and nobody will ask for again.
  #forget(): void {
    const { body, readers } = this.#entry;
    const positions = [...readers].map(({ position }) => position);
    body.forgetBefore(Math.min(body.length, ...positions));
  }

  /** The response is complete. */
  onEnd(trailers: http.HeaderList): void {
    const { body, key, lifetime, readers } = this.#entry;
    const { store } = this.#parts;
    body.seal();
    Object.assign(this.#entry, { trailers, isWhole: true, growth: undefined });
    // What was only to be made fresh has been shown as it was meanwhile.
    if (this.#isRefresh) store.add(this.#request, this.#entry);
    const target = key.slice(key.indexOf('/', 'https://'.length));
    if (this.#entry.isStored && lifetime > 0) {
      this.#parts.log(`Caching ${target} for ${lifetime} seconds`);
    }
    for (const reader of readers) reader.advance();
  }

  /** The rest will not come: what there is was never whole. */
  onError(error: unknown): void {
    this.#entry.growth = undefined;
    this.#parts.store.remove(this.#entry);
    for (const reader of this.#entry.readers) reader.fail(error);
  }

  resume(): void {
    this.#source.resume();
  }

  onReaderGone(): void {
    if (this.#entry.readers.size > 0 || this.#isRefresh) return;
    this.#source.abandon();
    this.onError(undefined); // there is nobody to be told
  }
}
