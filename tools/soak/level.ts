import type { Fault } from './findings.ts';
import type { State } from './report-state.ts';

const MEGABYTE = 1e6;

// How much more the last third of a storm may take than the third before it:
// so many times as much, and so many bytes on top. A cache fills up, clients
// come in waves, and V8 takes its time. A leak outgrows both.
const ALLOWED = {
  heap: { ratio: 1.2, slack: 10 * MEGABYTE },
  buffers: { ratio: 1.2, slack: 30 * MEGABYTE },
  rss: { ratio: 1.3, slack: 100 * MEGABYTE },
} as const;

/**
 * Compares the memory of the last third with that of the middle third.
 *
 * @param samples - Taken at even distances from start to end.
 */
export function judgeLevel(samples: readonly State[]): Fault | undefined {
  const third = Math.floor(samples.length / 3);
  if (third === 0) return undefined;
  const middle = samples.slice(third, 2 * third);
  const last = samples.slice(-third);
  for (const [name, { ratio, slack }] of Object.entries(ALLOWED)) {
    const kind = name as keyof typeof ALLOWED;
    const before = medianOf(middle.map((state) => state[kind]));
    const after = medianOf(last.map((state) => state[kind]));
    if (after <= before * ratio + slack) continue;
    return {
      invariant: 'memory',
      expected: `${name} of some ${megabytes(before)}, as before`,
      got: megabytes(after),
    };
  }
  return undefined;
}

/** The one in the middle. */
function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** What the two thirds took, in words. */
export function levelsOf(samples: readonly State[]): string {
  const third = Math.floor(samples.length / 3);
  const thirds = [samples.slice(third, 2 * third), samples.slice(-third)];
  const [before, after] = thirds.map((states) =>
    megabytes(medianOf(states.map(({ heap, buffers }) => heap + buffers))),
  );
  return `${before} in the middle third, ${after} in the last`;
}

/** Bytes as a person reads them. */
export function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
