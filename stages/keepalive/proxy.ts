import { on } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import * as http from '../../shared/parser/index.ts';
import { Connection } from './connection.ts';
import { Exchange, type ProxyOptions } from './exchange.ts';

/**
 * Stage 2: one client after another, many requests on each connection.
 *
 * @returns A server that does not listen yet.
 */
export function createProxy(options: ProxyOptions): Server {
  const server = createServer({
    allowHalfOpen: true, // who has said all (`printf ... | nc`) gets an answer
    noDelay: true, // what is written leaves at once, be it ever so small
    pauseOnConnect: true,
  });
  // An 'error' of the server (too many open files, say) ends the loop. It is
  // reported by whoever told the server to listen; the next client may do.
  const accept = (): Promise<void> => acceptLoop(server, options).catch(accept);
  accept();
  return server;
}

// Serves clients one after another. `on` is the queue of those who have
// connected, up to the 'close' of the server, and `await` is the blocking. The
// bytes of those who wait stay unread in the kernel, because of
// `pauseOnConnect`.
async function acceptLoop(server: Server, options: ProxyOptions) {
  const clients = on(server, 'connection', { close: ['close'] });
  for await (const [socket] of clients as AsyncIterable<[Socket]>) {
    await serve(socket, options);
  }
}

// Relays one request after another, for as long as both sides want to go on.
async function serve(socket: Socket, options: ProxyOptions) {
  options.log?.('New connection');
  const client = new Connection(socket, http.requestReader());
  for (let isKept = true; isKept; ) {
    isKept = await new Exchange(client, options).run();
  }
  client.end();
}

export type { ProxyOptions };
