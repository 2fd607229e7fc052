import * as http from '../../../shared/parser/index.ts';
import { inFull } from '../request.ts';
import type { Ask, Recipient, Request, Source } from '../source.ts';
import type { Answer } from './answer.ts';
import type { Entry, EntryReader } from './entry.ts';
import { rejoin } from './rejoin.ts';
import * as rules from './rules/index.ts';

/** A request under way to the upstream, whose answer others may wait for. */
export interface Flight {
  /** One more waits for the answer. */
  join(asking: Asking): void;
  /** One waits no longer. */
  leave(asking: Asking): void;
}

/**
 * One client's request, as the cache sees it. What answers it may change: it
 * may wait for what another client has asked for, then read along, then be
 * forwarded after all.
 *
 * ```text
 *   served ─┬─▶ from a source ──▶ (served again, or told what comes)
 *           └─▶ reading an entry, at its own pace
 * ```
 */
export class Asking implements Source, EntryReader {
  readonly request: Request;
  readonly recipient: Recipient;
  /** What would answer it is stored under this. */
  readonly key: string;
  /** What it says to caches. */
  readonly asked: rules.Directives;
  /** Why it could not be answered from the store, if it could not. */
  reason: rules.ForwardReason | undefined;
  /** Whether it has waited for what another client has asked for. */
  hasWaited = false;
  position = 0;
  /** Those of the request, once it is complete. */
  trailers: http.HeaderList | undefined;
  #source: Source | undefined;
  #flight: Flight | undefined; // that has this source
  #entry: Entry | undefined;
  #answer: Answer | undefined;
  #hasRoom = true;

  constructor(request: Request, recipient: Recipient) {
    this.request = request;
    this.recipient = recipient;
    this.key = rules.targetKey(request.head);
    this.asked = rules.requestDirectives(request.head);
  }

  /** From now on this answers, for this client alone or for a flight. */
  answerFrom(source: Source | undefined, flight?: Flight): void {
    this.#entry?.readers.delete(this);
    this.#entry = undefined;
    this.#source = source;
    this.#flight = flight;
    if (this.trailers) source?.end(this.trailers);
  }

  /** From now on it reads what is stored. */
  read(entry: Entry, answer: Answer): void {
    this.answerFrom(undefined);
    this.#entry = entry;
    this.#answer = answer;
    this.position = answer.part?.from ?? 0;
    entry.readers.add(this);
    if (this.trailers) this.end(this.trailers);
  }

  write(bytes: Buffer): boolean {
    return this.#source?.write(bytes) !== false;
  }

  end(trailers: http.HeaderList): void {
    this.trailers = trailers;
    if (!this.#answer) return this.#source?.end(trailers);
    this.recipient.onHead(this.#answer);
    this.resume();
  }

  resume(): void {
    this.#hasRoom = true;
    if (this.#source) return this.#source.resume();
    if (this.advance()) this.#entry?.growth?.resume();
  }

  advance(): boolean {
    if (!this.#entry || !this.#answer) return false;
    const { body, growth, readers, trailers } = this.#entry;
    const { part, framing } = this.#answer;
    const end = framing.kind === 'none' ? 0 : part?.to;
    const there = Math.min(end ?? body.length, body.length);
    while (this.#hasRoom && this.position < there) {
      const bytes = body.read(this.position, there);
      this.position += bytes.length;
      this.#hasRoom = this.recipient.onData(bytes);
    }
    const isAll = end === undefined ? !growth : there >= end;
    if (isAll && this.position >= there) {
      readers.delete(this);
      this.#entry = undefined;
      this.recipient.onEnd(trailers);
      if (readers.size === 0) growth?.resume(); // for the store
    }
    return this.#hasRoom;
  }

  goAlone(ask: Ask): void {
    if (!this.#entry) return;
    const part = this.#answer?.part;
    const rest = rejoin(this.recipient, this.#entry, this.position, part);
    this.answerFrom(ask(inFull(this.request), rest));
  }

  /** There is no answer, and will be none (RFC 9111 5.2.1.7). */
  refuse(): void {
    const error = new http.ProtocolError('It is not stored.', 504);
    // Who sends its body only after a 100 would wait for it for ever.
    if (this.request.head.headers.has('Expect')) throw error;
    const end = () => this.recipient.onError(error);
    this.answerFrom({ write: () => true, resume() {}, abandon() {}, end });
  }

  abandon(): void {
    if (this.#flight) this.#flight.leave(this);
    else this.#source?.abandon();
    this.#entry?.readers.delete(this);
    this.#entry?.growth?.onReaderGone();
    this.#entry = undefined;
  }
}
