import * as http from '../../../shared/parser/index.ts';
import { Deadline } from '../clock.ts';
import type { Recipient, ResponseStart, Source } from '../source.ts';
import { answerTo } from './answer.ts';
import type { Asking, Flight } from './asking.ts';
import { Entry } from './entry.ts';
import { Filling } from './filling.ts';
import type { CacheParts } from './parts.ts';
import * as rules from './rules/index.ts';
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
export class Fetch implements Recipient, Flight {
  readonly #errand: verdicts.Errand;
  readonly #parts: CacheParts;
  readonly #requestedAt: number;
  readonly #changeCount: number;
  readonly #hasAsked: boolean; // under conditions of our own
  readonly #source: Source;
  #first: Asking | undefined;
  #others: Asking[] = [];
  #patience: Deadline | undefined; // of the others
  #notes: readonly string[] = []; // of how it came
  #rest: Pick<Recipient, 'onData' | 'onEnd' | 'onError'> | undefined;

  constructor(errand: verdicts.Errand, parts: CacheParts) {
    const { asking, isRefresh, mayShare } = errand;
    this.#errand = errand;
    this.#parts = parts;
    this.#requestedAt = parts.clock.now();
    this.#changeCount = parts.flights.changeCount;
    if (mayShare) parts.flights.add(asking.key, this);
    if (!isRefresh) this.#first = asking;
    errand.stale?.forms?.readers.add(this); // it may yet be shown
    const question = verdicts.questionFor(errand, parts.store);
    this.#hasAsked = question !== asking.request;
    this.#source = parts.ask(question, this);
    asking.answerFrom(this.#source, this);
  }

  join(asking: Asking): void {
    this.#others.push(asking);
    asking.answerFrom(this.#source, this);
    const { clock, timeouts } = this.#parts;
    this.#patience ??= new Deadline(clock, this);
    this.#patience.setOnce(timeouts.collapse, 'No answer');
  }

  leave(asking: Asking): void {
    this.#others = this.#others.filter((each) => each !== asking);
    if (asking === this.#first) this.#first = undefined;
    if (this.#first || this.#others[0] || this.#errand.isRefresh) return;
    this.#letOthersGo();
    this.#source.abandon();
  }

  onDrain(): void {
    this.#first?.recipient.onDrain();
  }

  onHead(received: ResponseStart): void {
    const isInterim = received.framing.kind === 'interim';
    if (isInterim) return this.#first?.recipient.onHead(received);
    this.#notes = received.notes ?? [];
    const { clock, flights, store } = this.#parts;
    const { asking, isRefresh } = this.#errand;
    const { key, request } = asking;
    const isOutdated = flights.isOutdated(key, this.#changeCount);
    for (const each of rules.invalidatedKeys(request.head, received.head)) {
      store.delete(each);
      flights.outdate(each);
    }
    // Each by its name: `...errand` would take V8 longer than all the rest.
    this.#settle({
      asking,
      isRefresh,
      stale: verdicts.staleOf(this.#errand),
      head: rules.withDirectives(received.head),
      framing: received.framing,
      requestedAt: this.#requestedAt,
      receivedAt: clock.now(),
      hasAsked: this.#hasAsked,
      isOutdated,
    });
    this.#letOthersGo();
  }

  // RFC 9111 4.3.3: a 304 makes what is stored fresh again, an error may be
  // covered up, and all else takes the place of what is stored.
  #settle(outcome: verdicts.Outcome): void {
    const { asking, head, stale } = outcome;
    const { store } = this.#parts;
    const status = { upstreamStatus: head.status };
    switch (verdicts.verdictOf(outcome, store)) {
      case 'confirms': {
        const entry = verdicts.confirm(outcome, store);
        const news = entry && rules.updated(entry.head, head);
        if (entry) return this.#show(entry, status, news);
        if (rules.isForClient(asking.request.head, head)) break;
        // It speaks of nothing we have. Then without conditions.
        if (this.#first) new Fetch({ asking: this.#first }, this.#parts);
        return;
      }
      case 'is covered':
        this.#source.abandon();
        return this.#show(stale!, status);
      case 'is stored':
        return this.#fill(outcome);
      case 'is passed':
        verdicts.compare(outcome, store);
    }
    this.#pass(outcome);
  }

  #show(entry: Entry, status: rules.CacheStatus, head?: http.ResponseHead) {
    const asking = this.#first;
    this.#first = undefined;
    if (!asking) return;
    const all = { forwarded: asking.reason, ...status };
    const now = this.#parts.clock.now();
    const answer = answerTo(asking.request.head, entry, now, all, head);
    const notes = [...this.#notes, ...(answer.notes ?? [])];
    asking.read(entry, { ...answer, notes });
  }

  #fill(outcome: verdicts.Outcome): void {
    const { asking, head, isRefresh, stale } = outcome;
    const { clock, flights, store } = this.#parts;
    const entry = new Entry(asking.key, asking.request.head, outcome);
    if (!isRefresh) store.add(asking.request.head, entry);
    else if (stale) stale.isReplaced = true;
    const { age, lifetime } = entry.at(clock.now());
    flights.remember(entry.key, age < lifetime);
    this.#rest = new Filling(entry, this.#source, outcome, this.#parts);
    // Who has asked is shown all of it, what is not stored for others too.
    const status = { isStored: true, upstreamStatus: head.status };
    this.#show(entry, status, head);
  }

  #pass({ head, framing }: ResponseStart): void {
    const { key } = this.#errand.asking;
    if (this.#others.length > 0) this.#parts.flights.remember(key, false);
    if (!this.#first) return this.#source.abandon();
    const { reason, recipient } = this.#first;
    this.#rest = recipient;
    const status = { forwarded: reason };
    rules.addCacheStatus(head, status);
    const notes = [...this.#notes, ...rules.noteOf(status)];
    recipient.onHead({ head, framing, notes });
  }

  /** The others have waited long enough. */
  onLate(): void {
    this.#letOthersGo();
    this.#errand.stale?.forms?.readers.add(this); // it is still asked about
  }

  // Those who have waited look again: now there may be something for them.
  #letOthersGo(): void {
    this.#parts.flights.delete(this.#errand.asking.key, this);
    this.#errand.stale?.forms?.readers.delete(this);
    this.#patience?.clear();
    for (const asking of this.#others.splice(0)) {
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
    if (this.#first) this.#cover(error, this.#first);
    this.#letOthersGo();
  }

  // The upstream cannot be reached: what is stored, if it may be shown; else
  // 504 if the origin insists on being asked (RFC 9111 4.2.4, 5.2.2.2).
  #cover(error: unknown, { asked, recipient }: Asking): void {
    const stale = verdicts.staleOf(this.#errand);
    if (!stale) return recipient.onError(error);
    const candidate = stale.at(this.#parts.clock.now());
    const mayShow = stale.isWhole && rules.mayServeOnError(asked, candidate);
    if (mayShow) return this.#show(stale, {});
    const { message } = http.faultOf(error);
    const insists = rules.forbidsStale(stale.head);
    recipient.onError(insists ? new http.ProtocolError(message, 504) : error);
  }
}
