import * as net from 'node:net';
import { Clients } from './clients.ts';
import { Deadline } from './clock.ts';
import { type ProxyOptions, partsOf } from './parts.ts';

/** A proxy, which does not listen yet. */
export type Proxy = net.Server & {
  /**
   * Accepts nobody any more, lets those finish who are at something, and
   * closes what is idle.
   *
   * @returns when the last has gone, be it that it was made to.
   */
  shutDown(): Promise<void>;
};

/**
 * Stage 4: all clients at once, and all that a proxy does besides forwarding.
 *
 * The loop that asks the kernel which sockets have news is already running:
 * it is Node's. It calls the listener of each socket that has some. What we
 * write is the body of that loop, and the one rule in it is never to wait.
 */
export function createProxy(options: ProxyOptions): Proxy {
  const parts = partsOf(options);
  const clients = new Clients(parts);
  // Who waits is not read, so that its goodbye is not lost meanwhile.
  const how = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true };
  const server = net.createServer(how, (socket) => {
    socket.on('error', () => {}); // 'close' follows
    clients.enter(socket);
  });
  server.on('close', () => parts.upstreams.close());

  const shutDown = () =>
    new Promise<void>((resolve) => {
      const late = new Deadline(parts.clock, () => clients.breakOff());
      late.set(parts.timeouts.shutdown, 'Not all finished');
      server.close(() => {
        late.clear();
        resolve();
      });
      clients.close();
    });
  return Object.assign(server, { shutDown });
}

export type { ProxyOptions };
