import { once } from 'node:events';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { connectTo } from './client.ts';
import { within } from './deadlines.ts';
import { close, listen } from './listen.ts';

/** Round trips that make a fence; each gives the proxy a turn to act. */
const ROUND_TRIPS = 20;

/**
 * Makes a fence. "Nothing happens" sends no event that a test could wait
 * for. So it waits for something else: some round trips through the same
 * kernel, and the same event loop, to a server that echoes. What was to
 * happen without another push has happened by then.
 *
 * @returns the function that waits for so many round trips.
 */
export async function createFence(): Promise<
  (trips?: number) => Promise<void>
> {
  const server = createServer({ noDelay: true }, (socket) =>
    socket.on('data', (bytes) => socket.write(bytes)),
  );
  const socket = (await connectTo(await listen(server))).setNoDelay();
  onTestFinished(async () => {
    socket.destroy();
    await close(server);
  });
  return async (trips = ROUND_TRIPS) => {
    for (let trip = 0; trip < trips; trip++) {
      socket.write('.');
      await within(once(socket, 'data'), () => `round trip ${trip + 1}`);
    }
  };
}
