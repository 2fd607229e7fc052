import type { Answer } from './answer.ts';
import type { Asked } from './asked.ts';
import { fieldOf } from './fields.ts';
import type { Fault } from './findings.ts';
import { judgeBody } from './judge-body.ts';
import { digestOf, tagOf, versionOf } from './marks.ts';
import { isTrouble } from './order.ts';
import { resourceOf } from './resources.ts';
import { isCacheable, isForOne, isShared, variantOf } from './sharing.ts';

/** What the origin sends in each of its responses, and the proxy never. */
const SIGN = 'soak';

/**
 * Compares a response, or what came of it, with its request.
 *
 * @param isExcused - Whether the origin was not to be had meanwhile, or
 *   failed somebody who asked for the same resource.
 * @param least - The earliest version that this client may be shown.
 * @returns what is wrong, if anything is.
 */
export function judge(
  asked: Asked,
  answer: Answer,
  isExcused: boolean,
  least: number,
): Fault | undefined {
  const isOwn = !answer.fields.has(SIGN);
  if (isOwn && answer.status !== 304) {
    return judgeOwn(asked, answer, isExcused);
  }
  return (
    judgeHead(asked, answer) ??
    judgeVersion(answer, least) ??
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
  if (status === 504 && mayBeLate(asked, isExcused)) return undefined;
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
  const nonce = fieldOf(answer.fields, SIGN);
  const isOfMany = isShared(answer);
  const mayBe = isOfMany ? isCacheable(asked) : isForOne(asked);
  if (!mayBe || (!isOfMany && nonce !== order.nonce)) {
    return { invariant: 'marks', expected: order.nonce, got: `${nonce}` };
  }
  const { status } = answer;
  const isRange = condition?.[0] === 'Range';
  const more = condition ? [isRange ? 206 : 304] : [];
  const statuses = isOfMany ? [200, ...more] : [order.status];
  if (!statuses.includes(status)) {
    const expected = `status ${statuses.join(' or ')}`;
    return { invariant: 'marks', expected, got: `status ${status}` };
  }
  return isOfMany ? judgeTag(asked, answer) : undefined;
}

function judgeTag(asked: Asked, { fields }: Answer): Fault | undefined {
  const tag = fieldOf(fields, 'etag');
  const right = tagOf(asked.order.target, variantOf(asked), versionOf(tag));
  if (tag?.replace('W/', '') === right) return undefined;
  return { invariant: 'marks', expected: right, got: `${tag}` };
}

// Who was told of a change, by anybody's answer, asks for what came of it.
function judgeVersion({ fields }: Answer, least: number): Fault | undefined {
  const tag = fieldOf(fields, 'etag');
  if (tag === undefined || versionOf(tag) >= least) return undefined;
  return { invariant: 'fresh', expected: `version ${least}`, got: tag };
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

// RFC 9111 5.2.1.7, 5.2.2.2: what is not stored, or must not be shown stale.
function mayBeLate(asked: Asked, isExcused: boolean): boolean {
  const { control } = resourceOf(asked.order.target);
  if (asked.wish === 'only-if-cached') return true;
  return control === 'must-revalidate' && mayFail(asked, isExcused);
}
