/**
 * The clients of the bench and its origin, in a process of their own, which
 * does what it is told by messages.
 *
 * @module
 */

import { Crowd } from './crowd.ts';
import { openOrigin, requestsSeen } from './origin.ts';
import type { Limit, Turn } from './turn.ts';
import { verify } from './verify.ts';

/** What the process can be told. */
export type Order =
  | { readonly kind: 'origin' }
  | { readonly kind: 'seen' }
  | { readonly kind: 'verify'; readonly port: number; readonly turn: Turn }
  | { readonly kind: 'open'; readonly port: number; readonly turn: Turn }
  | { readonly kind: 'run'; readonly limit: Limit }
  | { readonly kind: 'close' };

let crowd: Crowd | undefined;

async function follow(order: Order): Promise<unknown> {
  switch (order.kind) {
    case 'origin':
      return openOrigin();
    case 'seen':
      return requestsSeen();
    case 'verify':
      return verify(order.port, order.turn);
    case 'open':
      crowd = new Crowd(order.port, order.turn);
      return crowd.open();
    case 'run':
      return crowd?.run(order.limit);
    case 'close':
      crowd?.close();
      return null;
  }
}

process.on('message', async (order: Order) => {
  process.send?.(await follow(order));
});
process.on('disconnect', () => process.exit());
