import type * as http from '../../../shared/parser/index.ts';
import type { Forms } from '../feature.ts';
import type { Entry } from './entry.ts';
import * as rules from './rules/index.ts';

/** One response may take this part of the cache's memory, not more. */
const LARGEST_PART = 1 / 8;

/**
 * Responses kept for one target at most: each that varies by what clients
 * send is one more to look at, with each request.
 */
const VARIANTS_LIMIT = 32;

/** What an entry takes besides its texts, in bytes: measured, and rounded up. */
const ENTRY_OVERHEAD = 2560;

/** What a field takes besides its texts, likewise. */
const FIELD_OVERHEAD = 128;

const NONE: readonly Entry[] = [];

/**
 * The stored responses, by target. Targets that were asked for least recently
 * stand first, and are the first to go when memory is short.
 */
export class Store {
  /** The largest body that is stored, in bytes. */
  readonly largest: number;
  readonly #limit: number;
  readonly #entries = new Map<string, readonly Entry[]>();
  #size = 0;

  /** @param limit - Bytes that all entries may take together, heads included. */
  constructor(limit: number) {
    this.#limit = limit;
    this.largest = limit * LARGEST_PART;
  }

  /** All that is stored for a target, however old; the newest first. */
  variants(key: string): readonly Entry[] {
    const entries = this.#entries.get(key);
    if (!entries) return NONE;
    this.#entries.delete(key); // so that it stands last
    this.#entries.set(key, entries);
    return entries;
  }

  /** Adds an entry, in place of what this request would have been shown. */
  add(request: http.RequestHead, entry: Entry): void {
    const isOther = ({ selectors }: Entry) =>
      !rules.isSelected(selectors, request);
    const others = this.variants(entry.key).filter(isOther);
    this.#set(entry.key, [entry, ...others.slice(0, VARIANTS_LIMIT - 1)]);
    entry.isStored = true;
    entry.forms = this.#formsOf(entry);
    this.grow(entry, sizeOf(entry) + entry.body.length);
  }

  /**
   * An entry takes more memory than before; others may have to go for that.
   *
   * @param bytes - How much more.
   */
  grow(entry: Entry, bytes: number): void {
    if (!entry.isStored) return;
    entry.size += bytes;
    this.#size += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= this.#limit) return;
      this.delete(oldest);
    }
  }

  /** Forgets all that is stored for a target. */
  delete(key: string): void {
    this.#set(key, NONE);
  }

  /** Forgets one entry. */
  remove(entry: Entry): void {
    const entries = this.#entries.get(entry.key) ?? NONE;
    const others = entries.filter((each) => each !== entry);
    this.#set(entry.key, others);
  }

  #set(key: string, entries: readonly Entry[]): void {
    for (const entry of this.#entries.get(key) ?? NONE) {
      if (entries.includes(entry)) continue;
      this.#size -= entry.size;
      entry.isStored = false;
    }
    if (entries.length > 0) this.#entries.set(key, entries);
    else this.#entries.delete(key);
  }

  // A whole body may be worth keeping in one more form; half of one is not.
  #formsOf(entry: Entry): Forms {
    const kept = new Map<string, Buffer>();
    return {
      get: (coding) => kept.get(coding),
      keep: (coding, body) => {
        const isPossible = entry.isStored && entry.isWhole && !kept.has(coding);
        if (!isPossible || body.length > this.largest) return;
        kept.set(coding, body);
        this.grow(entry, body.length);
      },
    };
  }
}

/** What an entry takes besides its body, in bytes. */
export function sizeOf({ key, head, selectors, trailers }: Entry): number {
  let size = ENTRY_OVERHEAD + key.length;
  const fields = [...head.headers, ...selectors, ...trailers];
  for (const [name, value] of fields) {
    size += name.length + value.length + FIELD_OVERHEAD;
  }
  return size;
}
