import type { Clock, Timeouts } from '../clock.ts';
import type { Log } from '../feature.ts';
import type { Ask } from '../source.ts';
import type { Asking } from './asking.ts';
import type { Flights } from './flights.ts';
import type { Store } from './store.ts';

/** What a cache needs to know. */
export interface CacheOptions {
  /** Bytes that all that is stored may take together. */
  readonly size: number;
  readonly clock: Clock;
  readonly timeouts: Timeouts;
  readonly log: Log;
}

/** What all requests at one cache share. */
export interface CacheParts extends CacheOptions {
  readonly upstream: Ask;
  readonly store: Store;
  readonly flights: Flights;
  /** Looks, once more, for an answer to a request. */
  readonly serve: (asking: Asking) => void;
}
