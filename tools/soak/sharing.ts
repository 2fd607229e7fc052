import type { Answer } from './answer.ts';
import type { Asked } from './asked.ts';
import { resourceOf } from './resources.ts';

/** What a resource's response depends on, besides its target. */
export function variantOf({ order, language }: Asked): string {
  return resourceOf(order.target).varies ? language : 'any';
}

/** Whether the response may be one that was given to somebody else. */
export function isCacheable({ order }: Asked): boolean {
  const isSafe = order.method === 'GET' || order.method === 'HEAD';
  const isPlain = isSafe && order.body === 0;
  return isPlain && resourceOf(order.target).age !== undefined;
}

/** Whether the response may be one that nobody else must get. */
export function isForOne(asked: Asked): boolean {
  return !isCacheable(asked) || asked.isOfUser || asked.order.status >= 500;
}

/** Whether it is one for many: the others have no tag. */
export function isShared({ fields }: Answer): boolean {
  return fields.has('etag');
}
