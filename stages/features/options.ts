import { constants } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type * as http from '../../shared/parser/index.ts';
import { type AccessRecord, lineOf } from './access.ts';
import * as time from './clock.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { Ask } from './source.ts';

/** Told, a line at a time, what is worth saying on the terminal. */
export type Log = (line: string) => void;

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
  /** In bytes, or in numbers of things; the usual where one is not given. */
  readonly limits?: Partial<Limits>;
  /** In milliseconds; the usual where one is not given. */
  readonly timeouts?: Partial<time.Timeouts>;
  /** Tells the time; the clock on the wall if not given. */
  readonly clock?: time.Clock;
}

// In TLS 1.2 a client may ask for one handshake after the other, and each costs
// us a signature, and it next to nothing: it gets one.
const secureOptions = constants.SSL_OP_NO_RENEGOTIATION;

/** The options, none left out. */
export type Settings = ReturnType<typeof settingsOf>;

/**
 * The settings, with the usual where options are left out.
 *
 * @throws Error if no upstream is named, or the certificate is none.
 */
export function settingsOf(options: ProxyOptions) {
  const { log = () => {}, tls } = options;
  const [upstream] = [options.upstream].flat();
  if (!upstream) throw new Error('There is no upstream.');
  return {
    headers: [['foo', 'bar']] as const,
    requestHeaders: [],
    gzipFrom: 20,
    cacheSize: 64 * 1024 * 1024,
    trustForwarded: false,
    clock: time.wallClock,
    access: options.log && ((record: AccessRecord) => log(lineOf(record))),
    ...options,
    log,
    upstream,
    secureContext: tls && createSecureContext({ ...tls, secureOptions }),
    limits: { ...defaultLimits, ...options.limits },
    timeouts: { ...time.defaultTimeouts, ...options.timeouts },
  };
}

/** What all clients of one proxy share. */
export interface Parts extends Settings {
  /** Where responses come from. */
  readonly ask: Ask;
}
