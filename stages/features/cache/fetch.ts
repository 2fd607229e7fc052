import * as http from '../../../shared/parser/index.ts';
import { Deadline } from '../clock.ts';
import type { Recipient, ResponseStart, Source } from '../source.ts';
import { answerTo } from './answer.ts';
import type { Asking, Supply } from './asking.ts';
import { candidateOf, type Entry } from './entry.ts';
import { Filling } from './filling.ts';
import type { Flight } from './flights.ts';
import type { CacheParts } from './parts.ts';
import {
  addCacheStatus,
  type CacheStatus,
  noteOf,
} from './rules/cache-status.ts';
import { invalidatedKeys } from './rules/invalidation.ts';
import { forbidsStale, mayServeOnError } from './rules/reuse.ts';
import { isForClient } from './rules/validation.ts';
import * as verdicts from './verdict.ts';

/**
 * One request of the cache to the upstream, for one client or several. When
 * the head of its response has come it is clear what becomes of it.
 *
 * ```text
 *   sent ──▶ head ─┬─ a 304, or an error ──▶ what is stored is shown
 *                  ├─ may be stored ───────▶ a Filling; all read along
 *                  └─ neither ─────────────▶ the first client is passed it,
 *                                            the others ask for themselves
 * ```
 */
export class Fetch implements Recipient, Supply, Flight {
  readonly #errand: verdicts.Errand;
  readonly #parts: CacheParts;
  readonly #requestedAt: number;
  readonly #changeCount: number;
  #patience: Deadline | undefined; // of those who wait
  readonly #hasAsked: boolean; // under conditions of our own
  readonly #source: Source;
  #first: Asking | undefined;
  #others: Asking[] = [];
  #isBegun = false; // the response
  #notes: readonly string[] = []; // of how it came
  #rest: Pick<Recipient, 'onData' | 'onEnd' | 'onError'> | undefined;

  constructor(errand: verdicts.Errand, parts: CacheParts) {
    this.#errand = errand;
    this.#parts = parts;
    this.#requestedAt = parts.clock.now();
    this.#changeCount = parts.flights.changeCount;
    const { asking, isRefresh } = errand;
    if (!isRefresh) this.#first = asking;
    const sent = verdicts.questionFor(errand, parts.store);
    this.#hasAsked = sent !== undefined;
    const head = sent ?? asking.request.head;
    this.#source = parts.upstream({ ...asking.request, head }, this);
    if (isRefresh) this.end(new http.HeaderList());
    else asking.answerFrom(this);
  }

  join(asking: Asking): void {
    this.#others.push(asking);
    asking.answerFrom(this);
    const { clock, timeouts } = this.#parts;
    this.#patience ??= new Deadline(clock, () => this.#letOthersGo());
    this.#patience.setOnce(timeouts.collapse, 'No answer');
  }

  write(bytes: Buffer): boolean {
    return this.#source.write(bytes);
  }

  end(trailers: http.HeaderList): void {
    this.#source.end(trailers);
  }

  resume(): void {
    this.#source.resume();
  }

  abandon(asking: Asking): void {
    this.#others = this.#others.filter((each) => each !== asking);
    if (asking === this.#first) this.#first = undefined;
    const isWanted = this.#first !== undefined || this.#others.length > 0;
    if (isWanted || this.#errand.isRefresh) return;
    this.#letOthersGo();
    this.#source.abandon();
  }

  onDrain(): void {
    this.#first?.recipient.onDrain();
  }

  onHead(received: ResponseStart): void {
    if (received.framing.kind === 'interim') {
      this.#first?.recipient.onHead(received);
      return;
    }
    this.#isBegun = true;
    this.#notes = received.notes ?? [];
    const { flights, store } = this.#parts;
    const { key, request } = this.#errand.asking;
    const isOutdated = flights.isOutdated(key, this.#changeCount);
    for (const key of invalidatedKeys(request.head, received.head)) {
      store.delete(key);
      flights.outdate(key);
    }
    const times = { requestedAt: this.#requestedAt, receivedAt: this.#now };
    this.#settle({ ...received, ...times }, isOutdated);
    this.#letOthersGo();
  }

  // RFC 9111 4.3.3: a 304 makes what is stored fresh again, an error may be
  // covered up, and all else takes the place of what is stored.
  #settle(arrival: verdicts.Arrival, isOutdated: boolean): void {
    const { asking, isRefresh, stale } = this.#errand;
    const { store } = this.#parts;
    const upstreamStatus = arrival.head.status;
    switch (verdicts.verdictOf(arrival, this.#errand, this.#hasAsked, store)) {
      case 'confirms': {
        const entry = verdicts.confirm(arrival, this.#errand, store);
        if (entry) return this.#show(entry, { upstreamStatus });
        if (isForClient(asking.request.head, arrival.head)) break;
        return this.#askAgain();
      }
      case 'is covered':
        this.#source.abandon();
        return this.#show(stale!, { upstreamStatus });
      case 'is stored':
        if (isOutdated || (!isRefresh && !asking.isEnded)) break;
        return this.#fill(arrival);
      case 'is passed':
        verdicts.compare(arrival, this.#errand, store);
    }
    this.#pass(arrival);
  }

  #show(entry: Entry, status: CacheStatus, shown = entry): void {
    const asking = this.#first;
    this.#first = undefined;
    if (!asking) return;
    const all = { forwarded: asking.reason, ...status };
    const { head } = asking.request;
    const answer = answerTo(head, shown, this.#now, all);
    const notes = [...this.#notes, ...(answer.notes ?? [])];
    asking.read(entry, { ...answer, notes });
  }

  #fill(arrival: verdicts.Arrival): void {
    const { asking, isRefresh } = this.#errand;
    const entry = verdicts.newEntry(asking, arrival);
    const { flights, store } = this.#parts;
    if (!isRefresh) store.add(asking.request.head, entry);
    const { age, lifetime } = candidateOf(entry, this.#now);
    flights.remember(entry.key, age < lifetime);
    this.#rest = new Filling(entry, this.#source, this.#errand, this.#parts);
    // Who has asked is shown all of it, what is not stored for others too.
    const shown = { ...entry, head: verdicts.endToEnd(arrival) };
    const upstreamStatus = arrival.head.status;
    this.#show(entry, { isStored: true, upstreamStatus }, shown);
  }

  #pass(arrival: verdicts.Arrival): void {
    const { flights } = this.#parts;
    const { key } = this.#errand.asking;
    if (this.#others.length > 0) flights.remember(key, false);
    if (!this.#first) return this.#source.abandon();
    const { reason, recipient } = this.#first;
    this.#rest = recipient;
    const status = { forwarded: reason };
    addCacheStatus(arrival.head.headers, status);
    const { head, framing } = arrival;
    const notes = [...this.#notes, ...noteOf(status)];
    recipient.onHead({ head, framing, notes });
  }

  // A 304 that speaks of nothing we have. Then without conditions.
  #askAgain(): void {
    const asking = this.#first;
    this.#first = undefined;
    if (asking) new Fetch({ asking, isRefresh: false }, this.#parts);
  }

  // Those who have waited look again: now there may be something for them.
  #letOthersGo(): void {
    this.#parts.flights.delete(this.#errand.asking.key, this);
    this.#patience?.clear();
    const others = this.#others;
    this.#others = [];
    for (const asking of others) {
      asking.hasWaited = true;
      this.#parts.serve(asking);
    }
  }

  onData(bytes: Buffer): boolean {
    return this.#rest?.onData(bytes) !== false;
  }

  onEnd(trailers: http.HeaderList): void {
    this.#rest?.onEnd(trailers);
  }

  onError(error: unknown): void {
    if (this.#rest) return this.#rest.onError(error);
    if (this.#first && !this.#isBegun) this.#cover(error, this.#first);
    this.#letOthersGo();
  }

  // The upstream cannot be reached: what is stored, if it may be shown; else
  // 504 if the origin insists on being asked (RFC 9111 4.2.4, 5.2.2.2).
  #cover(error: unknown, { request, recipient }: Asking): void {
    const { stale } = this.#errand;
    if (!stale) return recipient.onError(error);
    const candidate = candidateOf(stale, this.#now);
    const mayShow = stale.isWhole && mayServeOnError(request.head, candidate);
    if (mayShow) return this.#show(stale, {});
    const { message } = http.faultOf(error);
    const insists = forbidsStale(stale.head);
    recipient.onError(insists ? new http.ProtocolError(message, 504) : error);
  }

  get #now(): number {
    return this.#parts.clock.now();
  }
}
