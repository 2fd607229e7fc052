/**
 * The two taps around a proxy: one in front of it, where clients connect,
 * and one behind it, in front of its upstream.
 *
 * @module
 */

import { createServer } from 'node:net';
import { type Address, HOST, listen } from '../../shared/terminal/index.ts';
import type { Sighting } from './record.ts';
import { Tap } from './tap.ts';

/** What the taps stand between. */
export interface TapsOptions {
  /** Where clients connect; 0 for any port that is free. */
  readonly port: number;
  /** Where the proxy listens; asked for each client. */
  readonly proxy: () => Address;
  /** What the proxy is to reach in the end. */
  readonly upstream: Address;
  /** Told of everything on both hops, in order. */
  readonly see: (sighting: Sighting) => void;
}

/** Two taps that listen. */
export interface Taps {
  /** Where clients connect. */
  readonly port: number;
  /** Where the proxy is to connect instead of to its upstream. */
  readonly upstream: Address;
  /** Ends both, and with them all connections. */
  close(): void;
}

/**
 * Puts taps around a proxy.
 *
 * @throws UsageError if the port cannot be had.
 */
export async function startTaps(options: TapsOptions): Promise<Taps> {
  const { see, proxy } = options;
  let clients = 0;
  let upstreams = 0;
  const front = new Tap({
    hop: 'client',
    target: proxy,
    name: () => letterOf(clients++),
    see,
  });
  const back = new Tap({
    hop: 'origin',
    target: () => options.upstream,
    name: () => `origin ${++upstreams}`,
    see,
  });
  const port = await listen(front.server, options.port);
  const upstream = { host: HOST, port: await listen(back.server, 0) };
  // Too many open files, for one: this client cannot be had, the next may.
  for (const { server } of [front, back]) server.on('error', () => {});
  const close = (): void => {
    front.close();
    back.close();
  };
  return { port, upstream, close };
}

/** A, B, ... Z, AA, AB, ... for the clients, from 0 on. */
export function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}

/**
 * A port that is free, for a program that must be told one. Until it
 * listens, somebody else may take it.
 */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
