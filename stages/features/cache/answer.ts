import type * as http from '../../../shared/parser/index.ts';
import type { ResponseStart } from '../source.ts';
import type { Entry } from './entry.ts';
import * as rules from './rules/index.ts';

/** How a stored response answers one request. */
export interface Answer extends ResponseStart {
  /** What of the body belongs to it; `undefined` for all of it. */
  readonly part?: rules.Part | undefined;
}

/**
 * How a stored response answers a request: whole, in part, or by saying that
 * the client has it already.
 *
 * @param now - Milliseconds since 1970.
 * @param status - What the cache did for it, if more than look it up.
 * @param shown - The head, if more of it is shown than is stored.
 */
export function answerTo(
  request: http.RequestHead,
  entry: Entry,
  now: number,
  { forwarded, isCollapsed, isStored, upstreamStatus }: rules.CacheStatus,
  shown: http.ResponseHead = entry.head,
): Answer {
  const { age, lifetime } = entry.at(now);
  const seconds = Math.floor(age);
  const headers = shown.headers.copy();
  // RFC 9111 5.1: Age tells that the origin was not asked for this request.
  if (!isStored && upstreamStatus !== 304) headers.set('Age', String(seconds));
  const { version, reason } = shown;
  const head = { version, status: shown.status, reason, headers };
  // RFC 9111 4.3.3: a full response that was asked for is shown as it is.
  const answer = isStored
    ? { head, framing: entry.framing, forms: entry.forms }
    : answerWith(head, entry, request, now);
  const timeToLive = lifetime - seconds;
  const told = { forwarded, isCollapsed, isStored, upstreamStatus, timeToLive };
  rules.addCacheStatus(answer.head, told);
  const notes = rules.noteOf(told);
  const { framing, forms, part, standsFor } = answer;
  return { head: answer.head, framing, forms, part, standsFor, notes };
}

function answerWith(
  head: http.ResponseHead,
  { forms, framing, length }: Entry,
  request: http.RequestHead,
  now: number,
): Answer {
  const toHead: http.BodyFraming = { kind: 'none', declared: length };
  if (rules.isKnown(request, head, now)) {
    const same = rules.notModified(head);
    const standsFor = { head, framing: toHead };
    return { head: same, framing: { kind: 'none' }, standsFor };
  }
  if (framing.kind === 'none') return { head, framing, forms }; // a 204, say
  if (request.method === 'HEAD') return { head, framing: toHead, forms };
  if (length === undefined) return { head, framing, forms };
  const part = rules.partOf(request, head, length, now);
  if (!part) return { head, framing: { kind: 'length', length }, forms };
  if (part === 'none') {
    const answer = rules.notSatisfiable(head, length);
    return { head: answer, framing: { kind: 'none', declared: 0 } };
  }
  return {
    head: rules.partialContent(head, part, length),
    framing: { kind: 'length', length: part.to - part.from },
    part,
  };
}
