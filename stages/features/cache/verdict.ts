import * as http from '../../../shared/parser/index.ts';
import type { Request } from '../source.ts';
import type { Asking } from './asking.ts';
import type { Arrival, Entry } from './entry.ts';
import * as rules from './rules/index.ts';
import { type Store, sizeOf } from './store.ts';

/** What a fetch is to bring, and for whom. */
export interface Errand {
  readonly asking: Asking;
  /** What is stored already, and has to be asked about. */
  readonly stale?: Entry | undefined;
  /** Whether the client has been answered, and this is for the store only. */
  readonly isRefresh?: boolean | undefined;
  /** Whether others may wait for what it brings. */
  readonly mayShare?: boolean;
}

/** What has come of an errand. */
export interface Outcome extends Errand, Arrival {
  /** Whether the request had conditions of ours. */
  readonly hasAsked: boolean;
  /** Whether the target has changed since the request was sent. */
  readonly isOutdated: boolean;
}

/**
 * What an errand has to ask about, unless the answer to another one has said
 * meanwhile that it is for other requests than this one (RFC 9111 4.1).
 */
export function staleOf({ asking, stale }: Errand): Entry | undefined {
  const { head } = asking.request;
  return stale && rules.isSelected(stale.selectors, head) ? stale : undefined;
}

/**
 * The request with the question whether what is stored is still right, if
 * there is something to ask about (RFC 9111 4.3.1); else the very request.
 */
export function questionFor({ asking, stale }: Errand, store: Store): Request {
  const { key, request } = asking;
  if (!stale?.isWhole || request.head.method !== 'GET') return request;
  const heads = wholeVariants(key, stale, store).map(({ head }) => head);
  const head = rules.conditionalRequest(request.head, stale.head, heads);
  return head ? { ...request, head } : request;
}

// All that is stored for a target to its end, what was asked about first.
function wholeVariants(key: string, stale: Entry, store: Store): Entry[] {
  const all = new Set([stale, ...store.variants(key)]);
  return [...all].filter(({ isWhole }) => isWhole);
}

/**
 * What becomes of a response to the cache's request (RFC 9111 3, 4.3.3): it
 * confirms what is stored; it is an error that this covers up; it is stored
 * itself; or it is only passed on.
 */
export type Verdict = 'confirms' | 'is covered' | 'is stored' | 'is passed';

/** What becomes of a response. The store is only looked at. */
export function verdictOf(outcome: Outcome, store: Store): Verdict {
  const { asking, framing, head, receivedAt, stale } = outcome;
  if (head.status === 304 && outcome.hasAsked) return 'confirms';
  const isCovered =
    stale?.isWhole &&
    rules.mayServeOnError(asking.asked, stale.at(receivedAt), head.status);
  if (isCovered) return 'is covered';
  const isTooLarge = (http.declaredLength(framing) ?? 0) > store.largest;
  // What answers a request before its end may not be the answer to all of it.
  const isRight = asking.trailers && !isTooLarge && !outcome.isOutdated;
  // The cheap questions first: most of what is passed falls at one of them.
  const isStored =
    isRight &&
    rules.isWorthStoring(head, receivedAt) &&
    rules.mayStore(asking.request.head, head);
  return isStored ? 'is stored' : 'is passed';
}

/**
 * Makes fresh again what a 304 speaks of (RFC 9111 4.3.4).
 *
 * @returns What is to be shown now: what was asked about, or another variant
 * that the origin has chosen; `undefined` if it speaks of nothing we have.
 */
export function confirm(outcome: Outcome, store: Store): Entry | undefined {
  const { asking, head, stale } = outcome;
  // Without a tag it may speak of what the client has, and named itself.
  const hasNamed = asking.request.head.headers.has('If-None-Match');
  if (!stale || (hasNamed && !head.headers.has('ETag'))) return undefined;
  // Of a date only this one was asked about; another variant may have the same.
  const isDate = !head.headers.has('ETag') && head.headers.has('Last-Modified');
  const stored = isDate ? [stale] : wholeVariants(asking.key, stale, store);
  const confirmed = rules.confirmedBy(head, stored);
  for (const entry of confirmed) freshen(entry, outcome, store);
  return confirmed[0];
}

/**
 * A response that is not stored may show, even so, that what is stored is still
 * right, or no longer is (RFC 9111 4.3.5).
 */
export function compare(outcome: Outcome, store: Store): void {
  const { asking, framing, head, stale } = outcome;
  if (!stale || head.status === 304 || head.status >= 500) return;
  // What is for one client is no word on what the others are shown.
  if (!rules.isForOthers(asking.request.head, head)) return;
  const isHead = asking.request.head.method === 'HEAD';
  const isAlike = isHead && head.status === stale.head.status;
  const declared = http.declaredLength(framing);
  const isSame =
    isAlike && rules.speaksOf(stale.head, stale.length, head, declared);
  if (isSame) freshen(stale, outcome, store);
  else store.remove(stale);
}

function freshen(entry: Entry, outcome: Outcome, store: Store): void {
  const { head } = outcome.asking.request;
  const news = rules.freshened(entry.head, outcome.head);
  const vary = news.headers.get('Vary');
  const isAsked = entry === outcome.stale;
  // Of another variant nobody knows what was asked for in fields named anew.
  const isSelected = isAsked || vary === entry.head.headers.get('Vary');
  // It is what a GET has brought, whoever has now made it fresh. But the news
  // may be for that client alone (RFC 9111 3.5, 5.2.1.5): then it stays as it
  // was, for those who have asked about it as well.
  const asGet = { ...head, method: 'GET' };
  const isForAll =
    rules.isExplicit(outcome.head) || !outcome.head.headers.has('Set-Cookie');
  if (!isForAll || !rules.isForOthers(head, news)) return;
  if (!isSelected || !rules.mayStore(asGet, news)) return store.remove(entry);
  const before = sizeOf(entry);
  entry.freshen(news, outcome);
  if (isAsked) entry.selectors = rules.selectorsOf(head, news);
  store.renew(entry);
  store.grow(entry, sizeOf(entry) - before);
}
