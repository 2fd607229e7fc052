import type { Counts } from './counts.ts';
import type { Findings } from './findings.ts';
import type { Meter } from './meter.ts';
import type { Origin } from './origin.ts';

/** What all clients share. */
export interface Ground {
  /** Of all that is left to chance. */
  readonly seed: number;
  /** Where the proxy listens. */
  readonly port: number;
  readonly origin: Pick<Origin, 'tagOf' | 'watch'>;
  readonly findings: Findings;
  readonly counts: Counts;
  readonly meter: Meter;
}
