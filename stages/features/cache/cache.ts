import * as http from '../../../shared/parser/index.ts';
import type { Settings } from '../options.ts';
import { inFull } from '../request.ts';
import type { Ask, Request } from '../source.ts';
import { answerTo } from './answer.ts';
import { Asking } from './asking.ts';
import type { Entry } from './entry.ts';
import { Fetch } from './fetch.ts';
import { Flights } from './flights.ts';
import type { CacheParts } from './parts.ts';
import * as rules from './rules/index.ts';
import { Store } from './store.ts';

/**
 * Keeps responses for as long as their origin vouches for them, and answers
 * from what it keeps (RFC 9111). What it has not it asks of the upstream.
 */
export function cache(ask: Ask, settings: Settings): Ask {
  const parts: CacheParts = {
    ...settings,
    ask,
    store: new Store(settings.cacheSize),
    flights: new Flights(),
    serve: (asking) => serve(asking, parts),
  };
  return (request, recipient) => {
    const asking = new Asking(request, recipient);
    serve(asking, parts);
    return asking;
  };
}

// The rule in short: what is stored and fresh is the answer. The rest of this
// file is for all who cannot be answered that easily.
function serve(asking: Asking, parts: CacheParts): void {
  const { asked, key, request } = asking;
  const bypass = bypassReason(request);
  if (bypass) return forward(asking, bypass, parts);
  const variants = parts.store.variants(key);
  const { head } = request;
  const entry = variants.find((each) => rules.isSelected(each.selectors, head));
  const miss = variants[0] ? 'vary-miss' : 'uri-miss';
  if (!entry) return forward(asking, miss, parts);
  const now = parts.clock.now();
  const reuse = rules.reuseOf(asked, entry.at(now));
  const mustAsk = reuse === 'stale' || reuse === 'request';
  if (mustAsk) return forward(asking, reuse, parts, entry);
  if (reuse === 'use-and-ask') refresh(entry, asking, parts);
  show(entry, asking, now, parts);
}

// What no stored response can answer (RFC 9111 4, 4.3.2): another method, a
// body, and conditions that only the origin can judge.
function bypassReason({ head, framing }: Request) {
  if (head.method !== 'GET' && head.method !== 'HEAD') return 'method';
  const isForOrigin = head.headers.hasAny((name) => forOrigin.has(name));
  return isForOrigin || framing.kind !== 'none' ? 'bypass' : undefined;
}

const forOrigin = new http.FieldNames('Upgrade, If-Match, If-Unmodified-Since');

function show(entry: Entry, asking: Asking, now: number, { log }: CacheParts) {
  const { hasWaited: isCollapsed, reason, request } = asking;
  const status = { forwarded: isCollapsed ? reason : undefined, isCollapsed };
  log('Returning cached response');
  asking.read(entry, answerTo(request.head, entry, now, status));
}

function forward(
  asking: Asking,
  reason: rules.ForwardReason,
  parts: CacheParts,
  stale?: Entry,
): void {
  const { flights } = parts;
  asking.reason = reason;
  if (asking.asked.has('only-if-cached')) return asking.refuse();
  // Who joins a flight shares its request: a body of its own would be written
  // behind that, and read as the next one.
  const isAlone = asking.hasWaited || flights.isLoner(asking.key);
  const mayShare = reason !== 'bypass' && !isAlone && isShareable(asking);
  const flight = mayShare ? flights.find(asking.key) : undefined;
  if (flight) return flight.join(asking);
  new Fetch({ asking, stale, mayShare }, parts);
}

// Shown as it is, and asked for meanwhile (RFC 5861 3): once, however many
// clients are shown it, and all of it, whatever this one wants or has.
function refresh(stale: Entry, client: Asking, parts: CacheParts): void {
  if (stale.isReplaced || parts.flights.find(client.key)) return;
  const asking = new Asking(inFull(client.request), client.recipient);
  asking.end(http.noFields); // only a request without a body is answered so
  new Fetch({ asking, stale, mayShare: true, isRefresh: true }, parts);
}

const ofOneUser = /^(?:if-.*|authorization|range)$/i;

// Whether what answers this request is likely to answer others as well: not
// what was asked under a condition, or by one user.
function isShareable({ asked, request }: Asking): boolean {
  const { headers, method } = request.head;
  const isFussy = asked.has('no-cache') || asked.has('no-store');
  if (method !== 'GET' || isFussy) return false;
  return !headers.hasAny((name) => ofOneUser.test(name));
}
