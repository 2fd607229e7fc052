import * as http from '../../../shared/parser/index.ts';
import type { Ask, Forms, Recipient, ResponseStart } from '../source.ts';
import { Body } from './body.ts';
import * as rules from './rules/index.ts';

/** So much may have come that nobody has read yet, in bytes: one piece. */
const AHEAD = 64 * 1024;

/** A response of which the head has come, and when: in ms since 1970. */
export interface Arrival extends ResponseStart {
  readonly head: rules.Response;
  readonly requestedAt: number;
  readonly receivedAt: number;
}

/** Who reads an entry. */
export interface EntryReader {
  /** For whom it reads; who is told, too, if the rest will not come. */
  readonly recipient: Recipient;
  /** Up to where it has read the body. */
  readonly position: number;
  /** Reads on. Returns whether there is room for more. */
  advance(): boolean;
  /** What it reads is too large to be kept for it: it asks for itself. */
  goAlone(ask: Ask): void;
}

/** Who brings an entry. */
export interface Growth {
  /** There is somebody again who has room for more. */
  resume(): void;
  /** A reader has gone. */
  onReaderGone(): void;
}

/** A response that is stored, or is being stored while others read along. */
export class Entry {
  /** What it is stored under. */
  readonly key: string;
  /** The request fields, with values, that it is an answer to. */
  selectors: rules.Selectors;
  head: rules.Response;
  /** How it was framed when it came. */
  readonly framing: http.BodyFraming;
  readonly body: Body;
  trailers = http.noFields;
  /** When the origin made it, or confirmed it, in ms since 1970. */
  madeAt = 0;
  /** How many seconds it stays fresh. */
  lifetime = 0;
  /** Whether all of it is here. What was cut short, or pushed out, never is. */
  isWhole = false;
  /** Who brings the rest of it. */
  growth: Growth | undefined;
  /** Those who have not read all of it yet. */
  readonly readers = new Set<EntryReader>();
  /** Its body compressed, as far as somebody has asked for that. */
  forms: Forms | undefined;
  /** Whether the store has it still: others may push it out. */
  isStored = false;
  /** What it takes in the store, in bytes. */
  size = 0;
  /** Whether what is to take its place has begun to come. */
  isReplaced = false;
  #bornAt = 0; // when it was 0 seconds old, in milliseconds since 1970

  constructor(key: string, request: http.RequestHead, arrival: Arrival) {
    const { head } = arrival;
    this.key = http.detached(key);
    this.selectors = rules.selectorsOf(request, head);
    this.freshen(head, arrival); // by all that it says, stored or not
    const reason = http.detached(head.reason);
    this.head = { ...head, reason, headers: rules.storedFields(head) };
    this.framing = arrival.framing;
    this.body = new Body(this.length);
  }

  /**
   * Whether somebody reads what is in memory of it, or it comes for the store.
   * Who alone reads what is still to come does not: that is forgotten as it is
   * read. But who has lagged behind another one, which has left since, has all
   * that yet to read.
   */
  get isRead(): boolean {
    const [reader, other] = this.readers;
    if (!reader && this.growth) return true;
    if (!reader) return (this.forms?.readers.size ?? 0) > 0;
    const unread = this.body.length - reader.position;
    return !this.growth || other !== undefined || unread > AHEAD;
  }

  /** The length of its body in bytes, if that is known. */
  get length(): number | undefined {
    if (this.isWhole) return this.body.length;
    return this.framing.kind === 'length' ? this.framing.length : undefined;
  }

  /** What its use depends on, at a time in milliseconds since 1970. */
  at(now: number): rules.Candidate {
    const { head, lifetime } = this;
    const age = (now - this.#bornAt) / 1000;
    // The clock was turned back since: nobody knows, so it counts as very old.
    return { head, age: age < 0 ? rules.FOR_EVER : age, lifetime };
  }

  /** The origin says that it is right, under this head (RFC 9111 4.3.4). */
  freshen(head: rules.Response, { requestedAt, receivedAt }: Arrival): void {
    this.head = head;
    this.madeAt = rules.madeAt(head.headers, receivedAt);
    const age = rules.initialAge(head, requestedAt, receivedAt);
    this.#bornAt = receivedAt - age * 1000;
    this.lifetime = rules.freshnessLifetime(head, receivedAt);
  }
}
