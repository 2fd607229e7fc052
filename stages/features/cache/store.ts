import type * as http from '../../../shared/parser/index.ts';

/** A response that was stored. */
export interface Entry {
  readonly head: http.ResponseHead;
  readonly body: Buffer;
  /** The request fields, with values, that it is an answer to. */
  readonly selectors: readonly http.HeaderField[];
  /** When it was 0 seconds old, in milliseconds since 1970. */
  readonly bornAt: number;
  /** How many seconds it stays fresh. */
  readonly lifetime: number;
}

/** What an entry takes besides its body, in bytes: a cautious guess. */
const ENTRY_OVERHEAD = 20 * 1024;

/**
 * One stored response for each target, the last that came. Those that were
 * used least recently stand first, and are the first to go when memory is
 * short. (A cache in production keeps several for a target that varies.)
 */
export class Store {
  readonly #limit: number;
  readonly #entries = new Map<string, Entry>();
  #size = 0;

  /**
   * @param limit - Bytes that all entries may take together.
   */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The entry that answers this request, however old. */
  find(key: string, { headers }: http.RequestHead): Entry | undefined {
    const entry = this.#entries.get(key);
    const isFor = ([name, value]: http.HeaderField) =>
      (headers.get(name) ?? '') === value;
    if (!entry?.selectors.every(isFor)) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  /** Adds an entry, in place of the one that was there. */
  add(key: string, entry: Entry): void {
    this.delete(key);
    this.#entries.set(key, entry);
    this.#size += sizeOf(entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#size > this.#limit) this.delete(oldest);
    }
  }

  /** Forgets what is stored of a target. */
  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry) this.#size -= sizeOf(entry);
    this.#entries.delete(key);
  }
}

function sizeOf({ body }: Entry): number {
  return body.length + ENTRY_OVERHEAD;
}
