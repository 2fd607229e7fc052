import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './findings.ts';
import type { Origin } from './origin.ts';
import type { Program } from './program.ts';
import type { State } from './report-state.ts';

/** Between two looks at a stage that closes what it has open: milliseconds. */
const LOOK_EVERY = 100;

/** A stage that has closed nothing for so many looks closes nothing more. */
const PATIENCE = 20;

/** The sockets that a stage has open when all clients have gone. */
export interface Leftovers {
  /** Connections to the origin that wait to be used again. */
  readonly idle: number;
  /** What is open when the origin has closed these. */
  readonly left: number;
  readonly fault: Fault | undefined;
}

/**
 * Counts what is left over.
 *
 * @param before - What the stage held before the first client came.
 * @param bound - How many connections to the origin it may keep.
 */
export async function leftoversOf(
  program: Program,
  origin: Origin,
  before: State,
  bound: number,
): Promise<Leftovers> {
  const idle = await settled(program, before, () =>
    Math.min(bound, origin.connections),
  );
  origin.endAll();
  const left = await settled(program, before, () => 0);
  const isFine = idle <= bound && left === 0;
  const expected = `at most ${bound} idle, and none when they are closed`;
  const got = `${idle} idle, ${left} when they are closed`;
  const fault: Fault = { invariant: 'sockets', expected, got };
  return { idle, left, fault: isFine ? undefined : fault };
}

// Clients have just gone, and the news of it may still be on its way.
async function settled(
  program: Program,
  before: State,
  most: () => number,
): Promise<number> {
  let least = Infinity;
  for (let looks = 0; looks < PATIENCE; looks++) {
    const state = await program.state();
    if (!state) return Number.NaN;
    const count = openSince(before, state);
    if (count <= most()) return count;
    if (count < least) looks = 0;
    least = Math.min(least, count);
    await pause(LOOK_EVERY);
  }
  return least;
}

function openSince(before: State, now: State): number {
  const descriptors = (now.descriptors ?? 0) - (before.descriptors ?? 0);
  return Math.max(now.sockets - before.sockets, descriptors);
}
