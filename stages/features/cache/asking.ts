import * as http from '../../../shared/parser/index.ts';
import type {
  Ask,
  Recipient,
  Request,
  ResponseStart,
  Source,
} from '../source.ts';
import type { Entry, EntryReader } from './entry.ts';
import { rejoin } from './rejoin.ts';
import type { ForwardReason } from './rules/cache-status.ts';
import { targetKey } from './rules/key.ts';
import type { Part } from './rules/ranges.ts';

/** How a stored response answers one request. */
export interface Answer extends ResponseStart {
  /** What of the body belongs to it; `undefined` for all of it. */
  readonly part?: Part | undefined;
}

/** Who brings an answer that is not stored. */
export interface Supply extends Omit<Source, 'abandon'> {
  /** This client waits no longer. */
  abandon(asking: Asking): void;
}

/**
 * One client's request, as the cache sees it. What answers it may change: it
 * may wait for what another client has asked for, then read along, then be
 * forwarded after all.
 *
 * ```text
 *   served ─┬─▶ from a supply ──▶ (served again, or told what comes)
 *           └─▶ reading an entry, at its own pace
 * ```
 */
export class Asking implements Source, EntryReader {
  readonly request: Request;
  readonly recipient: Recipient;
  /** What would answer it is stored under this. */
  readonly key: string;
  /** Why it could not be answered from the store, if it could not. */
  reason: ForwardReason | undefined;
  /** Whether it has waited for what another client has asked for. */
  hasWaited = false;
  position = 0;
  #supply: Supply | undefined;
  #entry: Entry | undefined;
  #answer: Answer | undefined;
  #trailers: http.HeaderList | undefined; // once the request is complete
  #hasRoom = true;

  constructor(request: Request, recipient: Recipient) {
    this.request = request;
    this.recipient = recipient;
    this.key = targetKey(request.head);
  }

  /** Whether the request is complete. */
  get isEnded(): boolean {
    return this.#trailers !== undefined;
  }

  /** From now on this answers. */
  answerFrom(supply: Supply | undefined): void {
    this.#entry?.readers.delete(this);
    this.#entry = undefined;
    this.#supply = supply;
    if (this.#trailers) supply?.end(this.#trailers);
  }

  /** From now on it reads what is stored. */
  read(entry: Entry, answer: Answer): void {
    this.answerFrom(undefined);
    this.#entry = entry;
    this.#answer = answer;
    this.position = answer.part?.from ?? 0;
    entry.readers.add(this);
    if (this.#trailers) this.#begin(answer);
  }

  write(bytes: Buffer): boolean {
    return this.#supply?.write(bytes) !== false;
  }

  end(trailers: http.HeaderList): void {
    this.#trailers = trailers;
    if (this.#answer) this.#begin(this.#answer);
    else this.#supply?.end(trailers);
  }

  #begin(answer: Answer): void {
    this.recipient.onHead(answer);
    this.advance();
  }

  resume(): void {
    this.#hasRoom = true;
    if (this.#supply) return this.#supply.resume();
    if (this.advance()) this.#entry?.growth?.resume();
  }

  advance(): boolean {
    if (!this.#entry || !this.#answer) return false;
    const { body, isWhole, trailers } = this.#entry;
    const { part, framing } = this.#answer;
    const end = framing.kind === 'none' ? 0 : part?.to;
    const there = Math.min(end ?? body.length, body.length);
    while (this.#hasRoom && this.#entry && this.position < there) {
      const bytes = body.read(this.position, there);
      this.position += bytes.length;
      this.#hasRoom = this.recipient.onData(bytes);
    }
    const isAll = end === undefined ? isWhole : there >= end;
    if (this.#entry && isAll && this.position >= there) {
      this.#entry.readers.delete(this);
      this.#entry = undefined;
      this.recipient.onEnd(trailers ?? new http.HeaderList());
    }
    return this.#hasRoom;
  }

  goAlone(upstream: Ask): void {
    if (!this.#entry) return;
    const { position, recipient, request } = this;
    const rest = rejoin(recipient, this.#entry, position);
    this.answerFrom(upstream(request, rest));
  }

  /** There is no answer, and will be none. */
  refuse(error: Error): void {
    const nothing = { write: () => true, resume() {}, abandon() {} };
    const end = () => this.recipient.onError(error);
    this.answerFrom({ ...nothing, end });
  }

  fail(error: unknown): void {
    this.#leave();
    this.recipient.onError(error);
  }

  abandon(): void {
    this.#supply?.abandon(this);
    this.#supply = undefined;
    this.#leave();
  }

  #leave(): void {
    const entry = this.#entry;
    this.#entry = undefined;
    entry?.readers.delete(this);
    entry?.growth?.onReaderGone();
  }
}
