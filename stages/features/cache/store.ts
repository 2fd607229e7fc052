import type * as http from '../../../shared/parser/index.ts';
import type { Forms } from '../source.ts';
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
 * stand first in line, and are the first to go when memory is short.
 */
export class Store {
  /** The largest body that is stored, in bytes. */
  readonly largest: number;
  readonly #limit: number;
  readonly #shelves = new Map<string, Shelf>();
  readonly #line = new Shelf(); // a ring: `next` is the first, behind it the last
  readonly #unlisted = new Set<Entry>(); // not stored yet, or still read
  #size = 0;

  /** @param limit - Bytes that all entries may take together, heads included. */
  constructor(limit: number) {
    this.#limit = limit;
    this.largest = limit * LARGEST_PART;
  }

  /**
   * All that is stored for a target, however old; the newest first. The target
   * goes to the end of the line, since somebody asks for it.
   */
  variants(key: string): readonly Entry[] {
    const shelf = this.#shelves.get(key);
    shelf?.moveBefore(this.#line);
    return shelf?.entries ?? NONE;
  }

  /** Adds an entry, in place of what this request would have been shown. */
  add(request: http.RequestHead, entry: Entry): void {
    const isOther = ({ selectors }: Entry) =>
      !rules.isSelected(selectors, request);
    const others = this.variants(entry.key).filter(isOther);
    this.#set(entry.key, [entry, ...others.slice(0, VARIANTS_LIMIT - 1)]);
    this.#unlisted.delete(entry);
    entry.isStored = true;
    entry.forms = this.#formsOf(entry);
    this.grow(entry, sizeOf(entry) + entry.body.length - entry.size);
  }

  /**
   * An entry takes more memory than before, stored or to be stored in place of
   * another one; others may have to go for that.
   *
   * @param bytes - How much more.
   * @returns whether there is room: clients may still read so much of what has
   * gone that there is none, for anybody.
   */
  grow(entry: Entry, bytes: number): boolean {
    if (!entry.isStored) this.#unlisted.add(entry);
    entry.size += bytes;
    this.#size += bytes;
    for (this.#letGo(); this.#size > this.#limit; this.#letGo()) {
      const [oldest] = this.#line.next.entries;
      if (!oldest) return false;
      this.delete(oldest.key);
    }
    return true;
  }

  // What is not stored takes memory until nobody needs it any more.
  #letGo(): void {
    for (const entry of this.#unlisted) {
      if (entry.isRead) continue;
      this.#unlisted.delete(entry);
      this.#size -= entry.size;
      entry.size = 0;
    }
  }

  /** Forgets all that is stored for a target. */
  delete(key: string): void {
    this.#set(key, NONE);
  }

  /** Forgets one entry. */
  remove(entry: Entry): void {
    this.#set(entry.key, this.#others(entry));
  }

  /** An entry has been made fresh, and may come before others again. */
  renew(entry: Entry): void {
    if (entry.isStored) this.#set(entry.key, [entry, ...this.#others(entry)]);
  }

  #others(entry: Entry): readonly Entry[] {
    const entries = this.#shelves.get(entry.key)?.entries ?? NONE;
    return entries.filter((each) => each !== entry);
  }

  #set(key: string, entries: readonly Entry[]): void {
    const shelf = this.#shelves.get(key) ?? new Shelf();
    for (const entry of shelf.entries) {
      if (entries.includes(entry)) continue;
      this.#unlisted.add(entry);
      entry.isStored = false;
    }
    // RFC 9111 4: of several that would do the most recent one is used.
    shelf.entries = entries.toSorted((one, two) => two.madeAt - one.madeAt);
    if (entries.length === 0) {
      this.#shelves.delete(key);
      shelf.leave();
    } else {
      this.#shelves.set(key, shelf);
      shelf.moveBefore(this.#line);
    }
  }

  // What is stored may be worth keeping in one more form; what has gone is not.
  // A form is made of a whole body, and then what is stored is whole as well.
  #formsOf(entry: Entry): Forms {
    const kept = new Map<string, Buffer>();
    return {
      readers: new Set(),
      get: (coding) => kept.get(coding),
      keep: (coding, body) => {
        if (!entry.isStored || body.length > this.largest) return;
        kept.set(coding, body);
        this.grow(entry, body.length);
      },
    };
  }
}

/** What is stored for one target, in its place in the line. */
class Shelf {
  entries = NONE;
  next: Shelf = this;
  #last: Shelf = this;

  leave(): void {
    this.#last.next = this.next;
    this.next.#last = this.#last;
  }

  moveBefore(next: Shelf): void {
    this.leave();
    this.next = next;
    this.#last = next.#last;
    next.#last.next = this;
    next.#last = this;
  }
}

/** What an entry takes besides its body, in bytes. */
export function sizeOf({ key, head, selectors, trailers }: Entry): number {
  let size = ENTRY_OVERHEAD + key.length;
  for (const [name, value] of [...head.headers, ...selectors, ...trailers]) {
    size += name.length + value.length + FIELD_OVERHEAD;
  }
  return size;
}
