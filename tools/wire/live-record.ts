import { endedBy, PIECES, PieceCounter, senderOf } from './pieces.ts';
import {
  EVENT_BYTES,
  RECORD_EVENTS,
  type Sighting,
  type WireEvent,
  type WireRecord,
} from './record.ts';

/** Bytes kept in all, so that whole days of traffic do not fill the memory. */
export const RECORD_BYTES = 16 * 1024 * 1024;

/** What is new since somebody last looked. */
export interface Changes {
  /** The record was cleared: forget all that came before. */
  readonly isAnew: boolean;
  /** Events that are new or have grown, each with its place from 0 on. */
  readonly events: readonly (readonly [place: number, event: WireEvent])[];
  readonly leftOut: number;
  /** To ask with for what comes next. */
  readonly seen: Seen;
}

/** Up to where somebody has seen the record. */
export interface Seen {
  readonly era: number;
  readonly revision: number;
}

/** Nothing was seen. */
export const UNSEEN: Seen = { era: -1, revision: 0 };

/**
 * A record that is looked at while it grows. As in every record, neighbouring
 * bytes are joined; and of a message in very many pieces the later ones are
 * joined too, though others spoke between them. It remembers when each
 * event last changed.
 */
export class LiveRecord {
  readonly #title: string;
  #events: WireEvent[] = [];
  #changedAt: number[] = [];
  #leftOut = 0;
  #bytes = 0;
  #seen: Seen = { era: 0, revision: 0 };
  readonly #pieces = new PieceCounter();
  /** Where the last event with bytes of a sender is. */
  readonly #latest = new Map<string, number>();
  readonly #listeners = new Set<() => void>();

  /**
   * @param title - What the record shows, in a few words.
   */
  constructor(title = '') {
    this.#title = title;
  }

  /** The record so far. */
  get record(): WireRecord {
    return {
      title: this.#title,
      events: [...this.#events],
      leftOut: this.#leftOut,
    };
  }

  /** Calls a function at every change; the result ends that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Adds what was just seen. */
  add(sighting: Sighting): void {
    const place = this.#placeFor(sighting);
    if (place < RECORD_EVENTS) this.#put(place, sighting);
    else this.#leftOut++;
    this.#tell();
  }

  /** Forgets everything; what comes from now on is a record of its own. */
  clear(): void {
    this.#events = [];
    this.#changedAt = [];
    this.#leftOut = 0;
    this.#bytes = 0;
    this.#latest.clear();
    this.#seen = { ...this.#seen, era: this.#seen.era + 1 };
    this.#tell();
  }

  /**
   * What is new since then.
   *
   * @param most - How many events at most; the rest is for the next time.
   */
  changesSince(since: Seen, most: number): Changes {
    const isAnew = since.era !== this.#seen.era;
    const after = isAnew ? 0 : since.revision;
    const places = [...this.#changedAt.keys()]
      .filter((place) => this.#changedAt[place]! > after)
      .sort((a, b) => this.#changedAt[a]! - this.#changedAt[b]!);
    const events = places
      .slice(0, most)
      .map((place) => [place, this.#events[place]!] as const);
    const last = places.length > most ? places[most - 1]! : undefined;
    const revision =
      last === undefined ? this.#seen.revision : this.#changedAt[last]!;
    const seen = { era: this.#seen.era, revision };
    return { isAnew, events, leftOut: this.#leftOut, seen };
  }

  /** Is there anything that was not seen? */
  hasNews({ era, revision }: Seen): boolean {
    return era !== this.#seen.era || revision !== this.#seen.revision;
  }

  /** The place of the event that this goes into, or of a new one. */
  #placeFor(sighting: Sighting): number {
    const sender = senderOf(sighting);
    const piece = this.#pieces.see(sighting);
    const latest = this.#latest.get(sender);
    for (const ended of endedBy(sighting)) this.#latest.delete(ended);
    const isNext = latest === this.#events.length - 1;
    const isJoined = isNext || piece > PIECES;
    return sighting.bytes && latest !== undefined && isJoined
      ? latest
      : this.#events.length;
  }

  #put(place: number, { bytes, ...what }: Sighting): void {
    const event = this.#events[place] ?? what;
    this.#events[place] = bytes ? this.#withBytes(event, bytes) : event;
    this.#changedAt[place] = this.#seen.revision + 1;
    if (bytes) this.#latest.set(senderOf(what), place);
  }

  #withBytes(event: WireEvent, more: Uint8Array): WireEvent {
    const kept = event.bytes ?? '';
    const room = Math.min(
      EVENT_BYTES - kept.length,
      RECORD_BYTES - this.#bytes,
    );
    const added = Buffer.from(more.subarray(0, room)).toString('latin1');
    this.#bytes += added.length;
    const leftOut = (event.leftOut ?? 0) + more.length - added.length;
    return { ...event, bytes: kept + added, ...(leftOut > 0 && { leftOut }) };
  }

  #tell(): void {
    const { era, revision } = this.#seen;
    this.#seen = { era, revision: revision + 1 };
    for (const listener of this.#listeners) listener();
  }
}
