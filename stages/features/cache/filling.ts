import type * as http from '../../../shared/parser/index.ts';
import type { Source } from '../source.ts';
import type { Entry, EntryReader, Growth } from './entry.ts';
import type { CacheParts } from './parts.ts';
import * as rules from './rules/index.ts';
import { sizeOf } from './store.ts';
import type { Errand } from './verdict.ts';

/**
 * A response on its way into the store. Each client reads along at its own
 * pace, so one that stalls holds up nobody: the response comes as fast as the
 * fastest of them reads.
 */
export class Filling implements Growth {
  readonly #entry: Entry;
  readonly #source: Source;
  readonly #errand: Errand;
  readonly #parts: CacheParts;

  constructor(entry: Entry, source: Source, errand: Errand, parts: CacheParts) {
    this.#entry = entry;
    this.#source = source;
    this.#errand = errand;
    this.#parts = parts;
    entry.growth = this;
  }

  /** A piece of the body has come. Returns whether anybody wants more. */
  onData(bytes: Buffer): boolean {
    const { body, readers } = this.#entry;
    const { store } = this.#parts;
    const { isRefresh, stale } = this.#errand;
    body.append(bytes);
    const hasRoom = store.grow(this.#entry, bytes.length);
    let isWanted = false;
    for (const reader of readers) isWanted = reader.advance() || isWanted;
    if (body.length > store.largest || !hasRoom) this.#outgrow();
    // A refresh is for those who are shown what is stored meanwhile.
    const shown = isRefresh ? stale : this.#entry;
    if (!shown?.isStored) this.#forget();
    return isWanted || readers.size === 0; // it is for the store, then
  }

  // It is too large to be kept. Who has read most of it reads on as before; the
  // others ask for themselves, and need not read at that one's pace. But what
  // has changed something is not asked for twice (RFC 9110 9.2.2): whoever has
  // asked for that began to read before the others.
  #outgrow(): void {
    const { ask, flights, store } = this.#parts;
    const { body, key } = this.#entry;
    const isOnce = this.#errand.asking.request.head.method !== 'GET';
    // Who waits for a part that is still to come has read nothing yet.
    const readTo = ({ position }: EntryReader) =>
      position > body.length ? 0 : position;
    const readers = [...this.#entry.readers];
    if (!isOnce) readers.sort((one, two) => readTo(two) - readTo(one));
    const [first, ...others] = readers;
    store.remove(this.#entry);
    flights.remember(key, false);
    for (const reader of others) reader.goAlone(ask);
    if (!first) store.delete(key); // it is not what there is any longer
  }

  // What the only reader has read, and nobody will ask for again. Of several,
  // each may have to go on alone, and then has to know what it has read. Without
  // one, it is for nobody.
  #forget(): void {
    const { body, readers } = this.#entry;
    const [reader, other] = readers;
    if (!reader) this.onReaderGone();
    else if (!other) body.forgetBefore(reader.position);
  }

  /** The response is complete. */
  onEnd(trailers: http.HeaderList): void {
    const entry = this.#entry;
    const { log, store } = this.#parts;
    const { asking, isRefresh, stale } = this.#errand;
    const { head } = asking.request;
    entry.body.seal();
    const before = sizeOf(entry);
    entry.trailers = rules.storedFields({ ...entry.head, headers: trailers });
    store.grow(entry, sizeOf(entry) - before);
    entry.growth = undefined;
    // What was only to be made fresh has been shown as it was meanwhile. If it
    // has gone since, the target may have changed, and this may be older.
    if (isRefresh && stale?.isStored) store.add(head, entry);
    entry.isWhole = entry.isStored; // else its beginning may be forgotten
    const isFresh = entry.isStored && entry.lifetime > 0;
    if (isFresh) log(`Caching ${head.target} for ${entry.lifetime} seconds`);
    for (const reader of entry.readers) reader.advance();
  }

  /** The rest will not come: what there is was never whole. */
  onError(error: unknown): void {
    const { stale } = this.#errand;
    if (stale) stale.isReplaced = false;
    this.#parts.store.remove(this.#entry);
    for (const { recipient } of this.#entry.readers) recipient.onError(error);
    this.#entry.growth = undefined;
  }

  resume(): void {
    this.#source.resume();
  }

  // Nobody waits for it any more. It is not fetched to its end for the store's
  // sake alone: that may be long, and nobody may ever ask for it.
  onReaderGone(): void {
    if (this.#entry.readers.size > 0) return;
    this.#source.abandon();
    this.onError(undefined); // there is nobody to be told
  }
}
