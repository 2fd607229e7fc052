import { digits, median, ratio } from '../bench/figures.ts';

/** What a process holds at one moment, in bytes. */
export interface Held {
  /** Objects. */
  readonly heap: number;
  /** What lies outside of the heap, but belongs to objects: buffers. */
  readonly buffers: number;
}

/** The same connections twice: as they came, and after an answer to each. */
export const MOMENTS = {
  untouched: 'that has asked nothing',
  answered: 'that was answered once',
} as const;

/** When it is looked at what connections hold. */
export type Moment = keyof typeof MOMENTS;

/** What one connection adds to what a server holds, at each moment. */
export type Costs = Readonly<Record<Moment, Held>>;

/** What one round found out: each server had its turn. */
export interface Round {
  readonly bare: Costs;
  readonly stage: Costs;
}

/**
 * What one of many connections costs.
 *
 * @param before - What the server held without them.
 * @param after - What it holds with them.
 */
export function perConnection(
  before: Held,
  after: Held,
  connections: number,
): Held {
  return {
    heap: (after.heap - before.heap) / connections,
    buffers: (after.buffers - before.buffers) / connections,
  };
}

/** What all rounds come to. */
export interface Verdict {
  /** Whether a connection to the stage costs no more than is allowed. */
  readonly isFine: boolean;
  /** What there is to say of it, in a line. */
  readonly words: string;
}

/**
 * Compares a stage with a bare server: the medians of what each takes, and
 * the median of the ratios.
 *
 * @param allowed - How many times as much the stage may take.
 */
export function verdictOn(
  rounds: readonly Round[],
  moment: Moment,
  allowed: number,
): Verdict {
  const stage = rounds.map((round) => round.stage[moment]);
  const bare = rounds.map((round) => round.bare[moment]);
  const times = ratio(stage.map(sumOf), bare.map(sumOf));
  const shown = times === undefined ? 'an unknown number of' : digits(times);
  return {
    isFine: times !== undefined && times <= allowed,
    words:
      `an idle connection ${MOMENTS[moment]}: ${wordsFor(stage)}, ` +
      `on a bare server ${wordsFor(bare)}: ` +
      `${shown} times as much (${allowed} allowed)`,
  };
}

function sumOf({ heap, buffers }: Held): number {
  return heap + buffers;
}

function wordsFor(held: readonly Held[]): string {
  const all = Math.round(median(held.map(sumOf)));
  const buffers = Math.round(median(held.map((each) => each.buffers)));
  return `${all} B, ${buffers} B of it buffers`;
}
