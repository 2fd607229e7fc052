import { Changes } from './changes.ts';
import { Counts } from './counts.ts';
import { Findings } from './findings.ts';
import { Meter } from './meter.ts';
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
  readonly changes: Changes;
}

/** All of it that is noted, while nothing is. */
export function untouchedGround() {
  return {
    findings: new Findings(),
    counts: new Counts(),
    meter: new Meter(),
    changes: new Changes(),
  };
}
