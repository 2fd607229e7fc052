import type * as http from '../../shared/parser/index.ts';
import { cache } from './cache/cache.ts';
import * as time from './clock.ts';
import { compression } from './compression.ts';
import { labels } from './labels.ts';
import { UpstreamPool } from './pool.ts';

/** What a proxy needs to know, and what one may tell it. */
export interface ProxyOptions {
  /** The server that it forwards to. */
  readonly upstream: http.Address;
  /** Told, a line at a time, what is worth saying on the terminal. */
  readonly log?: (line: string) => void;
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
  const { upstream, log = () => {}, clock = time.systemClock } = options;
  const { headers = [['foo', 'bar']], gzipFrom = 20 } = options;
  const { cacheSize = 64 * 1024 * 1024 } = options;
  // In the order in which a response passes them: stored as the origin sent
  // it, then compressed, then labelled.
  const features = [
    cache(cacheSize, clock, log),
    compression(gzipFrom, log),
    labels(headers),
  ];
  const timeouts = { ...time.defaultTimeouts, ...options.timeouts };
  return { upstream, pool: new UpstreamPool(), features, clock, timeouts, log };
}
