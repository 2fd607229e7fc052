/** What a soak is to be. */
export interface SoakOptions {
  /** How one calls the stage: `stage 3`. */
  readonly name: string;
  /** The program. */
  readonly main: URL;
  /** Arguments for it besides those that say where it listens. */
  readonly more?: readonly string[];
  /** Is it to answer out of a cache? */
  readonly caches: boolean;
  /** May it keep connections to the origin, for later? */
  readonly pools: boolean;
  readonly seed: number;
  /** How many clients there are at any time. */
  readonly connections: number;
  /** So long a plain client waits, and a look at the stage; in seconds. */
  readonly patience: number;
  /** When to stop: after so many seconds, or so many requests. */
  readonly limit: Limit;
  /** Told, a line at a time, how it goes. */
  readonly say: (line: string) => void;
}

/** When the storm is over. */
export type Limit =
  | { readonly seconds: number }
  | { readonly requests: number };
