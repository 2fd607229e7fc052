import type { Server } from 'node:net';

/** What a stage's `createProxy` is told. */
export interface ProxyOptions {
  readonly upstream: { readonly host: string; readonly port: number };
  readonly log?: (line: string) => void;
}

/** A stage under test. Suites are functions of it, so they run for each. */
export interface Stage {
  readonly number: 1 | 2 | 3 | 4;
  /** A server that does not listen yet. */
  readonly createProxy: (options: ProxyOptions) => Server;
}
