import * as http from '../../../shared/parser/index.ts';
import type { ResponseStart } from '../source.ts';
import type { Asking } from './asking.ts';
import { Body } from './body.ts';
import { candidateOf, type Entry, lengthOf } from './entry.ts';
import { initialAge } from './rules/age.ts';
import { freshened, speaksOf } from './rules/freshening.ts';
import { freshnessLifetime } from './rules/freshness.ts';
import { mayServeOnError } from './rules/reuse.ts';
import { isWorthStoring, mayStore, storedFields } from './rules/storing.ts';
import { conditionalRequest, confirmedBy } from './rules/validation.ts';
import { selectorsOf } from './rules/vary.ts';
import { type Store, sizeOf } from './store.ts';

const NO_FIELDS = new http.HeaderList();

/** What a fetch is to bring, and for whom. */
export interface Errand {
  readonly asking: Asking;
  /** What is stored already, and has to be asked about. */
  readonly stale?: Entry | undefined;
  /** Whether the client has been answered, and this is for the store only. */
  readonly isRefresh: boolean;
}

/** A response of which the head has come, and when: in ms since 1970. */
export interface Arrival extends ResponseStart {
  readonly requestedAt: number;
  readonly receivedAt: number;
}

/**
 * The request with the question whether what is stored is still right, if
 * there is something to ask about (RFC 9111 4.3.1).
 */
export function questionFor(
  { asking, stale }: Errand,
  store: Store,
): http.RequestHead | undefined {
  const { head } = asking.request;
  if (!stale?.isWhole || head.method !== 'GET') return undefined;
  const heads = wholeVariants(asking, stale, store).map((each) => each.head);
  return conditionalRequest(head, stale.head, heads);
}

// All that is stored for a target to its end, what was asked about first.
function wholeVariants({ key }: Asking, stale: Entry, store: Store): Entry[] {
  const all = new Set([stale, ...store.variants(key)]);
  return [...all].filter((entry) => entry.isWhole);
}

/**
 * What becomes of a response to the cache's request (RFC 9111 3, 4.3.3): it
 * confirms what is stored; it is an error that this covers up; it is stored
 * itself; or it is only passed on.
 *
 * @param hasAsked - Whether the request had conditions of ours.
 */
export function verdictOf(
  { head, framing, receivedAt }: Arrival,
  { asking, stale }: Errand,
  hasAsked: boolean,
  store: Store,
): 'confirms' | 'is covered' | 'is stored' | 'is passed' {
  const request = asking.request.head;
  if (head.status === 304 && hasAsked) return 'confirms';
  if (head.status >= 500 && stale?.isWhole) {
    const candidate = candidateOf(stale, receivedAt);
    if (mayServeOnError(request, candidate, head.status)) return 'is covered';
  }
  const isTooLarge =
    framing.kind === 'length' && framing.length > store.largest;
  const isUseful = isWorthStoring(head, receivedAt) && !isTooLarge;
  return isUseful && mayStore(request, head) ? 'is stored' : 'is passed';
}

/** An entry for a response of which only the head has come. */
export function newEntry({ key, request }: Asking, arrival: Arrival): Entry {
  const head = endToEnd(arrival);
  const headers = storedFields(head);
  headers.delete('Content-Length').delete('Transfer-Encoding');
  const { framing } = arrival;
  const { length } = framing.kind === 'length' ? framing : {};
  return {
    key,
    selectors: selectorsOf(request.head, head),
    head: { ...head, headers },
    framing,
    body: new Body(length),
    readers: new Set(),
    isStored: false,
    isWhole: false,
    size: 0,
    ...freshnessOf(head, arrival),
  };
}

/**
 * Makes fresh again what a 304 speaks of (RFC 9111 4.3.4).
 *
 * @returns What is to be shown now: what was asked about, or another variant
 * that the origin has chosen; `undefined` if it speaks of nothing we have.
 */
export function confirm(
  arrival: Arrival,
  errand: Errand,
  store: Store,
): Entry | undefined {
  const { asking, stale } = errand;
  // Without a tag it may speak of what the client has, and named itself.
  const { headers } = asking.request.head;
  const isVague =
    !arrival.head.headers.has('ETag') && headers.has('If-None-Match');
  if (!stale || isVague) return undefined;
  const stored = wholeVariants(asking, stale, store);
  const confirmed = confirmedBy(arrival.head, stored);
  for (const entry of confirmed) {
    freshen(entry, arrival, errand, store);
  }
  return confirmed[0];
}

/** What is passed by the store shows, too, if what is there is still right. */
export function compare(arrival: Arrival, errand: Errand, store: Store): void {
  const { asking, stale } = errand;
  const { head, framing } = arrival;
  if (!stale || head.status === 304 || head.status >= 500) return;
  const isHead = asking.request.head.method === 'HEAD' && head.status === 200;
  const declared = framing.kind === 'none' ? framing.declared : undefined;
  const isSame =
    isHead && speaksOf(stale.head, lengthOf(stale), head, declared);
  if (isSame) freshen(stale, arrival, errand, store);
  else store.remove(stale);
}

function freshen(
  entry: Entry,
  arrival: Arrival,
  { asking: { request }, stale }: Errand,
  store: Store,
): void {
  const before = sizeOf(entry);
  entry.head = freshened(entry.head, endToEnd(arrival));
  Object.assign(entry, freshnessOf(entry.head, arrival));
  // It is what a GET has brought, whoever has now made it fresh.
  const asGet = { ...request.head, method: 'GET', headers: NO_FIELDS };
  if (!mayStore(asGet, entry.head)) store.remove(entry);
  store.grow(entry, sizeOf(entry) - before);
  if (entry === stale) entry.selectors = selectorsOf(request.head, entry.head);
}

function freshnessOf(head: http.ResponseHead, arrival: Arrival) {
  const { requestedAt, receivedAt } = arrival;
  const age = initialAge(head, requestedAt, receivedAt);
  const lifetime = freshnessLifetime(head, receivedAt);
  return { bornAt: receivedAt - age * 1000, lifetime };
}

/** The head without what speaks of the connection, and with a Date. */
export function endToEnd(arrival: Arrival): http.ResponseHead {
  return http.forwardedResponse(arrival, '1.1', new Date(arrival.receivedAt))
    .head;
}
