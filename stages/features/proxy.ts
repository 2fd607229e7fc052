import { createServer, type Server } from 'node:net';
import { cache } from './cache/cache.ts';
import { Clients } from './clients.ts';
import { compression } from './compression.ts';
import { labelled } from './labels.ts';
import { maxForwards } from './max-forwards.ts';
import { type ProxyOptions, settingsOf } from './options.ts';
import type { Ask } from './source.ts';
import { UpstreamRequest } from './upstream.ts';
import { Upstreams } from './upstreams.ts';

/**
 * Stage 4: all clients at once, and all that a proxy does besides forwarding.
 *
 * The loop that asks the kernel which sockets have news is already running:
 * it is Node's. It calls the listener of each socket that has some. What we
 * write is the body of that loop, and the one rule in it is never to wait.
 */
export function createProxy(options: ProxyOptions): Proxy {
  const settings = settingsOf(options);

  // Where responses come from: the servers, each in its turn; what is stored
  // of theirs (RFC 9111); this proxy, where it may not ask (RFC 9110 7.6.2).
  const upstreams = new Upstreams([options.upstream].flat(), settings);
  const forward: Ask = (request, recipient) =>
    new UpstreamRequest(request, recipient, upstreams);
  const known = maxForwards(cache(forward, settings), settings.clock);

  // What is done to them stands in front of the cache: so that keeps what the
  // origin sent, and each client gets the form that it asked for.
  const ask = compression(labelled(known, settings.requestHeaders), settings);

  // Who asks: clients, within the limits and the timeouts. Their requests go
  // on with fields that say whose they are (RFC 7239).
  const clients = new Clients({ ...settings, ask });

  // Who waits is not read, so that its goodbye is not lost meanwhile.
  const how = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true };
  const server = createServer(how, (socket) => {
    socket.on('error', ignore); // 'close' follows
    clients.enter(socket);
  });
  server.on('close', () => upstreams.close());

  const shutDown = async () => {
    clients.close();
    await new Promise((resolve) => server.close(resolve));
  };
  return Object.assign(server, { shutDown, cutOff: () => clients.onLate() });
}

// The same for all sockets: a function for each would be memory for each.
function ignore(): void {}

/** A proxy, which does not listen yet. */
export type Proxy = Server & {
  /**
   * Accepts nobody any more, lets those finish who are at something, and
   * closes what is idle.
   *
   * @returns when the last has gone, be it that it was made to.
   */
  shutDown(): Promise<void>;
  /** Breaks off all that is under way: none of it is to look complete. */
  cutOff(): void;
};

export type { ProxyOptions };
