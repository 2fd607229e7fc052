/**
 * The wire record: what happened on both hops, in the order in which it
 * was seen. Order is its only axis. It has no clock, so the same exchange
 * gives the same record on a slow machine and on a fast one.
 *
 * A record is plain JSON. Whatever stands at the ends of the wire makes it
 * (the tests' client and origin, or taps), never the proxy itself, so that
 * any program can be recorded.
 *
 * ```json
 * {
 *   "title": "One request",
 *   "events": [
 *     { "hop": "client", "connection": "A", "from": "peer", "kind": "open" },
 *     { "hop": "client", "connection": "A", "from": "peer", "kind": "bytes",
 *       "bytes": "GET / HTTP/1.1\r\nHost: a\r\n\r\n" }
 *   ],
 *   "leftOut": 0
 * }
 * ```
 *
 * @module
 */

/** One thing that one end of one connection did. */
export interface WireEvent {
  /** Which of the proxy's two sides: towards a client, or the origin. */
  readonly hop: 'client' | 'origin';
  /** `A`, `B`, ... towards clients; `origin 1`, ... towards the origin. */
  readonly connection: string;
  /** Who did it: the proxy, or the end that is not the proxy. */
  readonly from: 'proxy' | 'peer';
  /** Opened, sent bytes, ended (FIN), reset (RST), or was turned away. */
  readonly kind: 'open' | 'bytes' | 'fin' | 'rst' | 'refused';
  /** For `bytes`: each character is one byte (latin1), 64 KiB at most. */
  readonly bytes?: string;
  /** For `bytes`: how many more bytes there were than `bytes` keeps. */
  readonly leftOut?: number;
}

/** What happened on both hops, oldest event first. */
export interface WireRecord {
  readonly title: string;
  readonly events: readonly WireEvent[];
  /** How many events came after the record was full. */
  readonly leftOut: number;
}

/** What is told to a recorder: an event whose bytes are still bytes. */
export type Sighting = Omit<WireEvent, 'bytes'> & {
  readonly bytes?: Uint8Array;
};

/** Bytes kept of one event: a record is to be read, not to be replayed. */
export const EVENT_BYTES = 64 * 1024;

/** Events kept in one record: past some thousands nobody reads a chart. */
export const RECORD_EVENTS = 10_000;

/** Makes a {@link WireRecord}, one sighting after another. */
export class Recorder {
  readonly #title: string;
  readonly #events: WireEvent[] = [];
  #leftOut = 0;

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

  /**
   * Adds what was just seen. Bytes that follow bytes of the same sender are
   * joined to them, since where one chunk ends is the kernel's choice.
   */
  add({ bytes, leftOut = 0, ...what }: Sighting): void {
    const last = this.#events.at(-1);
    if (last && bytes && isContinued(last, what)) {
      this.#events[this.#events.length - 1] = withBytes(last, bytes, leftOut);
    } else if (this.#events.length < RECORD_EVENTS) {
      this.#events.push(bytes ? withBytes(what, bytes, leftOut) : what);
    } else {
      this.#leftOut++;
    }
  }
}

function isContinued(last: WireEvent, next: Omit<Sighting, 'bytes'>): boolean {
  return (
    last.kind === 'bytes' &&
    last.connection === next.connection &&
    last.hop === next.hop &&
    last.from === next.from
  );
}

function withBytes(
  event: WireEvent,
  more: Uint8Array,
  besides: number,
): WireEvent {
  const kept = event.bytes ?? '';
  const room = more.subarray(0, EVENT_BYTES - kept.length);
  const dropped = more.length - room.length + besides;
  const leftOut = (event.leftOut ?? 0) + dropped;
  const bytes = kept + Buffer.from(room).toString('latin1');
  return { ...event, bytes, ...(leftOut > 0 && { leftOut }) };
}
