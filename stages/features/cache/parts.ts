import type { Settings } from '../options.ts';
import type { Ask } from '../source.ts';
import type { Asking } from './asking.ts';
import type { Flights } from './flights.ts';
import type { Store } from './store.ts';

/** What all requests at one cache share. */
export interface CacheParts extends Settings {
  /** The upstream, for what is not stored. */
  readonly ask: Ask;
  readonly store: Store;
  readonly flights: Flights;
  /** Looks, once more, for an answer to a request. */
  readonly serve: (asking: Asking) => void;
}
