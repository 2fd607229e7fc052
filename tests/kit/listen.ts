import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** Where everything in these tests listens. */
export const HOST = '127.0.0.1';

/**
 * Lets a server listen on {@link HOST}.
 *
 * @param port - 0 for one that is free.
 * @returns the port.
 */
export async function listen(server: Server, port = 0): Promise<number> {
  server.listen(port, HOST);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Ends a server that nobody is connected to any more. */
export async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
}
