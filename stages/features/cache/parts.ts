import type { Settings } from '../options.ts';
import type { Ask } from '../source.ts';
import type { Asking } from './asking.ts';
import type { Flights } from './flights.ts';
import type { Store } from './store.ts';

/** What a cache needs to know. */
export interface CacheOptions
  extends Pick<Settings, 'clock' | 'log' | 'timeouts'> {
  /** Bytes that all that is stored may take together. */
  readonly size: number;
}

/** What all requests at one cache share. */
export interface CacheParts extends CacheOptions {
  readonly upstream: Ask;
  readonly store: Store;
  readonly flights: Flights;
  /** Looks, once more, for an answer to a request. */
  readonly serve: (asking: Asking) => void;
}
