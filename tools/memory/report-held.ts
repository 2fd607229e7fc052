/**
 * Loaded into a server ahead of its main file, with `--expose-gc`: answers the
 * question what it holds, as soon as so many connections have come.
 *
 * @module
 */

import { subscribe } from 'node:diagnostics_channel';
import { setImmediate as turn } from 'node:timers/promises';
import type { Held } from './per-connection.ts';

/** A collection that frees less than this, in bytes, has found all. */
const STEADY = 256;

/** So many collections are enough, whatever else goes on. */
const MOST = 20;

let accepted = 0;
let onAccepted = (): void => {};

// Node tells of each connection here once the server's own listener has
// returned, and keeps nothing for that.
subscribe('net.server.socket', () => {
  accepted += 1;
  onAccepted();
});

process.on('message', async (connections: number) => {
  await new Promise<void>((resolve) => {
    onAccepted = () => accepted >= connections && resolve();
    onAccepted();
  });
  process.send?.(await held());
});

// The question comes over a channel that must not keep the server alive.
process.channel?.unref();

// What was written a moment ago, or closed, takes some turns to be let go.
async function held(): Promise<Held> {
  let before = collected();
  for (let count = 1; count < MOST; count++) {
    await turn();
    const now = collected();
    const freed = before.heap - now.heap + before.buffers - now.buffers;
    before = now;
    if (Math.abs(freed) < STEADY) break;
  }
  return before;
}

function collected(): Held {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed, buffers: external };
}
