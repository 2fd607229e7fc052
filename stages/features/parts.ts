import type * as http from '../../shared/parser/index.ts';
import { cache } from './cache/cache.ts';
import * as time from './clock.ts';
import { compression } from './compression.ts';
import type { Log } from './feature.ts';
import { labels } from './labels.ts';
import { UpstreamPool } from './pool.ts';
import type { Ask } from './source.ts';
import { UpstreamRequest } from './upstream.ts';

/** What a proxy needs to know, and what one may tell it. */
export interface ProxyOptions {
  /** The server that it forwards to. */
  readonly upstream: http.Address;
  /** Told, a line at a time, what is worth saying on the terminal. */
  readonly log?: Log;
  /** Fields for every final response; `foo: bar` if not given. */
  readonly headers?: readonly http.HeaderField[];
  /** Shortest body that is compressed, in bytes; 20 if not given. */
  readonly gzipFrom?: number;
  /** Memory for cached responses, in bytes; 64 MiB if not given. */
  readonly cacheSize?: number;
  readonly timeouts?: Partial<time.Timeouts>;
  readonly clock?: time.Clock;
}

/** What all clients of one proxy share. */
export type Parts = ReturnType<typeof partsOf>;

/** Puts a proxy's parts together, with the usual where options are left out. */
export function partsOf(options: ProxyOptions) {
  const { upstream, log = () => {}, clock = time.wallClock } = options;
  const { headers = [['foo', 'bar']], gzipFrom = 20 } = options;
  const { cacheSize: size = 64 * 1024 * 1024 } = options;
  const timeouts = { ...time.defaultTimeouts, ...options.timeouts };
  const pool = new UpstreamPool();
  const way = { address: upstream, pool, clock, timeouts };
  // Where responses come from: the upstream, with the cache in front of it.
  const forward: Ask = (request, recipient) =>
    new UpstreamRequest(request, recipient, way);
  const ask = cache(forward, { size, clock, timeouts, log });
  // What is done to them, in this order: so the cache keeps what the origin
  // sent, and each client gets the form that it asked for.
  const features = [compression(gzipFrom, log), labels(headers)];
  return { upstream, ask, features, pool, clock, timeouts, log };
}
