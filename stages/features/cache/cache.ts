import * as http from '../../../shared/parser/index.ts';
import type { Ask, Request } from '../source.ts';
import { answerTo } from './answer.ts';
import { Asking } from './asking.ts';
import { candidateOf, type Entry } from './entry.ts';
import { Fetch } from './fetch.ts';
import { Flights } from './flights.ts';
import type { CacheOptions, CacheParts } from './parts.ts';
import type { ForwardReason } from './rules/cache-status.ts';
import { requestDirectives } from './rules/directives.ts';
import { reuseOf } from './rules/reuse.ts';
import { isSelected } from './rules/vary.ts';
import { Store } from './store.ts';

/**
 * Keeps responses for as long as their origin vouches for them, and answers
 * from what it keeps (RFC 9111). What it has not it asks of the upstream.
 */
export function cache(upstream: Ask, options: CacheOptions): Ask {
  const parts: CacheParts = {
    ...options,
    upstream,
    store: new Store(options.size),
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
  const { head } = asking.request;
  const bypass = bypassReason(asking.request);
  if (bypass) return forward(asking, bypass, parts);
  const variants = parts.store.variants(asking.key);
  const entry = variants.find(({ selectors }) => isSelected(selectors, head));
  if (!entry) {
    return forward(asking, variants[0] ? 'vary-miss' : 'uri-miss', parts);
  }
  switch (reuseOf(head, candidateOf(entry, parts.clock.now()))) {
    case 'use':
      return show(entry, asking, parts);
    case 'use-and-ask':
      refresh(entry, asking, parts);
      return show(entry, asking, parts);
    case 'ask-stale':
      return forward(asking, 'stale', parts, entry);
    case 'ask-request':
      return forward(asking, 'request', parts, entry);
  }
}

// What no stored response can answer (RFC 9111 4, 4.3.2): another method, a
// body, and conditions that only the origin can judge.
function bypassReason({ head, framing }: Request): ForwardReason | undefined {
  const { method, headers } = head;
  if (method !== 'GET' && method !== 'HEAD') return 'method';
  const forOrigin = ['Upgrade', 'If-Match', 'If-Unmodified-Since'];
  const isForOrigin = forOrigin.some((name) => headers.has(name));
  return isForOrigin || framing.kind !== 'none' ? 'bypass' : undefined;
}

function show(entry: Entry, asking: Asking, parts: CacheParts): void {
  const { hasWaited: isCollapsed, reason, request } = asking;
  const status = isCollapsed ? { forwarded: reason, isCollapsed } : {};
  parts.log('Returning cached response');
  const now = parts.clock.now();
  asking.read(entry, answerTo(request.head, entry, now, status));
}

function forward(
  asking: Asking,
  reason: ForwardReason,
  parts: CacheParts,
  stale?: Entry,
): void {
  const { flights } = parts;
  const { key, request } = asking;
  asking.reason = reason;
  if (requestDirectives(request.head).has('only-if-cached')) {
    return asking.refuse(new http.ProtocolError('It is not stored.', 504));
  }
  const isAlone = asking.hasWaited || flights.isLoner(key);
  const mayShare = isShareable(request) && !isAlone;
  const flight = mayShare ? flights.find(key) : undefined;
  if (flight) return flight.join(asking);
  const fetch = new Fetch({ asking, stale, isRefresh: false }, parts);
  if (mayShare) flights.add(key, fetch);
}

// Shown as it is, and asked for meanwhile (RFC 5861 3): once, however many
// clients are shown it, and all of it, whatever part this one wants.
function refresh(stale: Entry, client: Asking, parts: CacheParts): void {
  const { request, recipient, key } = client;
  if (parts.flights.find(key)) return;
  const headers = request.head.headers.without(new Set(['range', 'if-range']));
  const head = { ...request.head, headers };
  const asking = new Asking({ ...request, head }, recipient);
  const fetch = new Fetch({ asking, stale, isRefresh: true }, parts);
  parts.flights.add(key, fetch);
}

// Whether what answers this request is likely to answer others as well: not
// what was asked under a condition, or by one user.
function isShareable({ head }: Request): boolean {
  const own = /^(If-.*|Range|Authorization)$/i;
  const isOwn = [...head.headers].some(([name]) => own.test(name));
  const said = requestDirectives(head);
  const isPicky = said.has('no-cache') || said.has('no-store');
  return head.method === 'GET' && !isOwn && !isPicky;
}
