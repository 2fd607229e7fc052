import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { Deed } from '../../tools/soak/deed.ts';
import { untouchedGround } from '../../tools/soak/ground.ts';
import type { Order } from '../../tools/soak/order.ts';
import { Origin } from '../../tools/soak/origin.ts';

/** An answer that is to be cut short when some of it has come. */
const cut: Order = {
  ...{ nonce: '1.0', method: 'POST', status: 200, body: 9, framing: 'length' },
  ...{ target: '/once/1.0?length=1', interims: 0, trailers: false, pieces: 1 },
  ...{ pause: 0, lag: 0, fault: 'ends half-way', cutAt: 0.5, waits: true },
  lives: 'on',
} as const;

test('an answer of one byte that is to be cut short never looks whole', async () => {
  const socket = new PassThrough();
  const head = { line: 'POST / HTTP/1.1', fields: new Map() };
  const origin = new Origin(untouchedGround());
  const deed = new Deed(cut, head, socket as never, origin);
  expect(await deed.do()).toBe(false);
  expect(await text(socket)).not.toContain('\r\n\r\n');
});
