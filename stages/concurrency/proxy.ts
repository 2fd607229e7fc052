import { createServer, type Server } from 'node:net';
import { Client } from './client.ts';
import type { ProxyOptions } from './exchange.ts';

/**
 * Stage 3: all clients at once.
 *
 * The loop that asks the kernel which sockets have news is already running:
 * it is Node's. It calls the listener of each socket that has some. What we
 * write is the body of that loop, and the one rule in it is never to wait.
 *
 * @returns A server that does not listen yet.
 */
export function createProxy(options: ProxyOptions): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    options.log?.('New connection');
    const client = new Client(socket, options);
    socket.on('data', (bytes) => client.onData(bytes));
    socket.on('end', () => client.onEnd());
    socket.on('drain', () => client.onDrain());
    socket.on('error', () => {}); // 'close' follows
    socket.on('close', () => client.onClose());
  });
}

export type { ProxyOptions };
