import { createServer, type Server } from 'node:net';
import { Client } from './client.ts';
import { type ProxyOptions, partsOf } from './parts.ts';

/**
 * Stage 4: all clients at once, and all that a proxy does besides forwarding.
 *
 * The loop that asks the kernel which sockets have news is already running:
 * it is Node's. It calls the listener of each socket that has some. What we
 * write is the body of that loop, and the one rule in it is never to wait.
 *
 * @returns A server that does not listen yet.
 */
export function createProxy(options: ProxyOptions): Server {
  const parts = partsOf(options);
  const server = createServer(
    { allowHalfOpen: true, noDelay: true },
    (socket) => {
      parts.log('New connection');
      const client = new Client(socket, parts);
      socket.on('data', (bytes) => client.onData(bytes));
      socket.on('end', () => client.onEnd());
      socket.on('drain', () => client.onDrain());
      socket.on('error', () => {}); // 'close' follows
      socket.on('close', () => client.onClose());
    },
  );
  server.on('close', () => parts.pool.close());
  return server;
}

export type { ProxyOptions };
