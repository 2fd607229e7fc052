import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { Recorder } from '../../tools/wire/record.ts';
import { clientEnd, connectTo } from './client.ts';
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
  const server = createServer((socket) => socket.pipe(socket));
  const port = await listen(server);
  const end = await clientEnd(connectTo(port), 'fence', new Recorder());
  onTestFinished(async () => {
    end.destroy();
    await close(server);
  });
  return async (trips = ROUND_TRIPS) => {
    for (let trip = 0; trip < trips; trip++) {
      end.send('.');
      await end.receive(1);
    }
  };
}
