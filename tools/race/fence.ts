import { createServer } from 'node:net';
import { listen } from '../../shared/terminal/index.ts';
import { connectTo, End } from './end.ts';

/** How many, to give everybody time to act. */
const ROUND_TRIPS = 20;

/**
 * "B gets nothing" sends no event that one could wait for. So we wait for
 * something else: round trips beside the proxy, through the same kernel and
 * the same event loop. What was to happen by itself has happened by then.
 */
export async function fence(): Promise<void> {
  const server = createServer((socket) => socket.pipe(socket));
  const port = await listen(server, 0);
  const end = new End(await connectTo(port));
  for (let trip = 1; trip <= ROUND_TRIPS; trip++) {
    end.send('.');
    await end.until(() => end.received === trip);
  }
  end.socket.destroy();
  server.close();
}
