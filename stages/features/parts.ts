import { createSecureContext } from 'node:tls';
import type * as http from '../../shared/parser/index.ts';
import { type AccessRecord, lineOf } from './access.ts';
import { cache } from './cache/cache.ts';
import * as time from './clock.ts';
import { compression } from './compression.ts';
import type { Log } from './feature.ts';
import { labels } from './labels.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { maxForwards } from './max-forwards.ts';
import type { Ask } from './source.ts';
import { UpstreamRequest } from './upstream.ts';
import { Upstreams } from './upstreams.ts';

/** What a proxy needs to know, and what one may tell it. */
export interface ProxyOptions {
  /** The server that it forwards to, or several, which are taken in turn. */
  readonly upstream: http.Address | readonly http.Address[];
  /** Told, a line at a time, what is worth saying on the terminal. */
  readonly log?: Log;
  /** Told of each request; if not given, `log` is told in a line. */
  readonly access?: (record: AccessRecord) => void;
  /**
   * Fields for every final response; an empty value removes one. `foo: bar`
   * if not given.
   */
  readonly headers?: readonly http.HeaderField[];
  /** Fields for every request to the upstream; an empty value removes one. */
  readonly requestHeaders?: readonly http.HeaderField[];
  /** Shortest body that is compressed, in bytes; 20 if not given. */
  readonly gzipFrom?: number;
  /** Memory for cached responses, in bytes; 64 MiB if not given. */
  readonly cacheSize?: number;
  /** Whether only proxies of ours can reach this one; no if not given. */
  readonly trustForwarded?: boolean;
  /** Certificate and key, in PEM, to speak TLS with clients. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<time.Timeouts>;
  readonly clock?: time.Clock;
}

/** What all clients of one proxy share. */
export type Parts = ReturnType<typeof partsOf>;

/** Puts a proxy's parts together, with the usual where options are left out. */
export function partsOf(options: ProxyOptions) {
  const { log = () => {}, clock = time.wallClock } = options;
  const inALine = (record: AccessRecord) => log(lineOf(record));
  const { access = options.log && inALine } = options;
  const { headers = [['foo', 'bar']], gzipFrom = 20 } = options;
  const { cacheSize: size = 64 * 1024 * 1024 } = options;
  const { requestHeaders = [], trustForwarded = false } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const timeouts = { ...time.defaultTimeouts, ...options.timeouts };
  const secureContext = options.tls && createSecureContext(options.tls);
  const addresses = [options.upstream].flat();
  const [upstream] = addresses;
  if (!upstream) throw new Error('There is no upstream.');
  const upstreams = new Upstreams(addresses, clock, timeouts);
  // Where responses come from: the upstream, with the cache in front of it.
  const forwarding = { upstreams, limits, timeouts };
  const forward: Ask = (request, recipient) =>
    new UpstreamRequest(request, recipient, forwarding);
  const ask = maxForwards(cache(forward, { size, clock, timeouts, log }));
  // What is done to them, in this order: so the cache keeps what the origin
  // sent, and each client gets the form that it asked for.
  const features = [compression(gzipFrom, log), labels(headers)];
  const told = {
    limits,
    requestHeaders,
    secureContext,
    timeouts,
    trustForwarded,
  };
  return { upstream, upstreams, ask, features, access, clock, log, ...told };
}
