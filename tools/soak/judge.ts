import { constants, gunzipSync } from 'node:zlib';
import type { Answer } from './answer.ts';
import type { Asked } from './asked.ts';
import { fieldOf } from './fields.ts';
import type { Fault } from './findings.ts';
import { bodyOf, digestOf, markOf, tagOf, versionOf } from './marks.ts';
import { isTrouble } from './order.ts';
import { resourceOf } from './resources.ts';

/** What the origin sends in each of its responses, and the proxy never. */
const SIGN = 'soak';

/**
 * Compares a response, or what came of it, with its request.
 *
 * @param isExcused - Whether the origin was not to be had meanwhile, or
 *   failed somebody who asked for the same resource.
 * @returns what is wrong, if anything is.
 */
export function judge(
  asked: Asked,
  answer: Answer,
  isExcused: boolean,
): Fault | undefined {
  const isOwn = !answer.fields.has(SIGN);
  if (isOwn && answer.status !== 304) {
    return judgeOwn(asked, answer, isExcused);
  }
  return (
    judgeHead(asked, answer) ??
    judgeBody(asked, answer) ??
    judgeTrailers(asked, answer) ??
    judgeEnd(asked, answer, isExcused)
  );
}

/** Whether a response may be cut short, or be an error of the proxy's. */
export function mayFail({ order }: Asked, isExcused: boolean): boolean {
  return isExcused || isTrouble(order);
}

// A response of the proxy's own.
function judgeOwn(
  asked: Asked,
  { status }: Answer,
  isExcused: boolean,
): Fault | undefined {
  if (status === 502 && mayFail(asked, isExcused)) return undefined;
  // A range that lies behind the end of what is stored.
  if (
    status === 416 &&
    asked.condition?.[0] === 'Range' &&
    isCacheable(asked)
  ) {
    return undefined;
  }
  const expected = mayFail(asked, isExcused)
    ? 'the response of the origin, or 502'
    : 'the response of the origin';
  return { invariant: 'answers', expected, got: `${status} without its sign` };
}

function judgeHead(asked: Asked, answer: Answer): Fault | undefined {
  const { order, condition } = asked;
  const isKept = isCacheable(asked);
  const nonce = fieldOf(answer.fields, SIGN);
  if (!isKept && nonce !== order.nonce) {
    return { invariant: 'marks', expected: order.nonce, got: `${nonce}` };
  }
  const { status } = answer;
  const isRange = condition?.[0] === 'Range';
  const more = condition ? [isRange ? 206 : 304] : [];
  const statuses = [order.status, ...more];
  if (!statuses.includes(status)) {
    const expected = `status ${statuses.join(' or ')}`;
    return { invariant: 'marks', expected, got: `status ${status}` };
  }
  return isKept ? judgeTag(asked, answer) : undefined;
}

function judgeTag(asked: Asked, { fields }: Answer): Fault | undefined {
  const tag = fieldOf(fields, 'etag');
  const right = tagOf(asked.order.target, variantOf(asked), versionOf(tag));
  if (tag?.replace('W/', '') === right) return undefined;
  return { invariant: 'marks', expected: right, got: `${tag}` };
}

function judgeBody(asked: Asked, answer: Answer): Fault | undefined {
  const { status, pieces, isComplete } = answer;
  const isEmpty = asked.order.method === 'HEAD' || [204, 304].includes(status);
  if (isEmpty) return undefined; // read without a body, so there is none
  const expected = expectedBody(asked, answer);
  const got = decoded(answer, Buffer.concat(pieces));
  if (typeof got === 'string') return { invariant: 'bytes', expected: '', got };
  if (isComplete && got.equals(expected)) return undefined;
  const start = expected.subarray(0, got.length);
  if (!got.equals(start)) {
    const at = firstDifference(got, expected);
    return {
      invariant: 'bytes',
      expected: `${expected.length} bytes, at ${at}: ${quoted(expected, at)}`,
      got: `${got.length} bytes, at ${at}: ${quoted(got, at)}`,
    };
  }
  if (!isComplete) return undefined;
  const length = `${expected.length} bytes`;
  return { invariant: 'whole', expected: length, got: `${got.length}` };
}

function expectedBody(asked: Asked, { fields, status }: Answer): Buffer {
  const { order } = asked;
  const { length } = resourceOf(order.target);
  const version = versionOf(fieldOf(fields, 'etag'));
  const mark = isCacheable(asked)
    ? markOf(order.target, variantOf(asked), version)
    : order.nonce;
  const all = bodyOf(mark, length);
  if (status !== 206) return all;
  const range = fieldOf(fields, 'content-range') ?? '';
  const [, first, last] = /^bytes (\d+)-(\d+)\/\d+$/.exec(range) ?? [];
  return all.subarray(Number(first ?? 0), Number(last ?? -1) + 1);
}

// The body without its coding, or what is wrong with it.
function decoded({ fields, isComplete }: Answer, body: Buffer) {
  const coding = fieldOf(fields, 'content-encoding');
  if (coding === undefined) return body;
  if (coding !== 'gzip') return `coded as ${coding}`;
  const finishFlush = isComplete ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
  try {
    return body.length > 0 ? gunzipSync(body, { finishFlush }) : body;
  } catch (error) {
    return `no gzip (${error instanceof Error ? error.message : error})`;
  }
}

function judgeTrailers(asked: Asked, { trailers }: Answer): Fault | undefined {
  const { order } = asked;
  const expected = digestOf(order.target);
  const got = fieldOf(trailers, 'soak-trailer') ?? expected;
  if (got === expected) return undefined;
  return { invariant: 'marks', expected: `trailer ${expected}`, got };
}

function judgeEnd(
  asked: Asked,
  answer: Answer,
  isExcused: boolean,
): Fault | undefined {
  const coding = fieldOf(answer.fields, 'content-encoding');
  if (coding && !asked.acceptsGzip) {
    return { invariant: 'answers', expected: 'no coding', got: coding };
  }
  if (answer.isComplete || mayFail(asked, isExcused)) return undefined;
  const got = 'a part of it, and then the end';
  return { invariant: 'answers', expected: 'the whole response', got };
}

/** What a resource's response depends on, besides its target. */
export function variantOf({ order, language }: Asked): string {
  return resourceOf(order.target).varies ? language : 'any';
}

/** Whether the response may be one that was given to somebody else. */
export function isCacheable({ order }: Asked): boolean {
  const isSafe = order.method === 'GET' || order.method === 'HEAD';
  return isSafe && resourceOf(order.target).age !== undefined;
}

function firstDifference(one: Buffer, other: Buffer): number {
  const at = one.findIndex((byte, index) => byte !== other[index]);
  return at < 0 ? Math.min(one.length, other.length) : at;
}

function quoted(bytes: Buffer, at: number): string {
  const text = bytes.subarray(at, at + 40).toString('latin1');
  return JSON.stringify(text);
}
