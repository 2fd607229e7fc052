import * as http from '../../../shared/parser/index.ts';
import type { Answer } from './asking.ts';
import { candidateOf, type Entry, lengthOf } from './entry.ts';
import {
  addCacheStatus,
  type CacheStatus,
  noteOf,
} from './rules/cache-status.ts';
import { isKnown, notModified } from './rules/conditions.ts';
import { notSatisfiable, partialContent, partOf } from './rules/ranges.ts';

/**
 * How a stored response answers a request: whole, in part, or by saying that
 * the client has it already.
 *
 * @param now - Milliseconds since 1970.
 * @param status - What the cache did for it, if more than look it up.
 */
export function answerTo(
  request: http.RequestHead,
  entry: Entry,
  now: number,
  status: CacheStatus,
): Answer {
  const candidate = candidateOf(entry, now);
  const age = Math.floor(candidate.age);
  const headers = new http.HeaderList(entry.head.headers);
  // RFC 9111 5.1: Age tells that the origin was not asked for this request.
  const { isStored = false } = status;
  const isAsked = isStored || status.upstreamStatus === 304;
  if (!isAsked) headers.set('Age', String(age));
  const head = { ...entry.head, headers };
  const answer = answerWith(head, entry, request, now, isStored);
  // RFC 9211 2.3: said only where it is not what the client sees.
  const isSame = status.upstreamStatus === answer.head.status;
  const upstreamStatus = isSame ? undefined : status.upstreamStatus;
  const timeToLive = candidate.lifetime - age;
  const told = { timeToLive, ...status, upstreamStatus };
  addCacheStatus(answer.head.headers, told);
  return { ...answer, notes: noteOf(told) };
}

function answerWith(
  head: http.ResponseHead,
  entry: Entry,
  request: http.RequestHead,
  now: number,
  isNew: boolean,
): Answer {
  const { forms, framing } = entry;
  const length = lengthOf(entry);
  // RFC 9111 4.3.3: a full response that was asked for is shown as it is.
  if (isNew) return { head, framing, forms };
  if (isKnown(request, head, now)) {
    return { head: notModified(head), framing: { kind: 'none' } };
  }
  if (request.method === 'HEAD') {
    const declared = length === undefined ? {} : { declared: length };
    return { head, framing: { kind: 'none', ...declared }, forms };
  }
  const isBodiless = framing.kind === 'none'; // a 204, for one
  if (isBodiless || length === undefined) return { head, framing, forms };
  const part = partOf(request, head, length, now);
  if (!part) return { head, framing: { kind: 'length', length }, forms };
  const isEmpty = part === 'none';
  const { from, to } = isEmpty ? { from: 0, to: 0 } : part;
  return {
    head: isEmpty
      ? notSatisfiable(head, length)
      : partialContent(head, part, length),
    framing: { kind: 'length', length: to - from },
    part: { from, to },
  };
}
