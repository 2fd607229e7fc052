/**
 * Growth curves: what a request costs when there is more of something.
 *
 * @module
 */

import type { Arena, Measured } from './arena.ts';
import { Field, type Plan } from './field.ts';
import { median } from './figures.ts';
import type { Point } from './report.ts';
import type { Turn } from './turn.ts';
import type { Curve } from './workloads.ts';

/** At most so many rounds for a point of a curve. */
const ROUNDS = 3;

/** Has some proxies do a piece of work that grows. */
export async function grow(
  arena: Arena,
  curve: Curve,
  plan: Plan,
): Promise<Point[]> {
  const field = new Field(arena, { ...plan, isDirectAsked: false });
  const first = curve.turn(curve.steps[0]!);
  await field.enter({ ...curve, turn: first });
  await field.warm(first);
  const points: Point[] = [];
  for (const step of stepsOf(curve, plan)) {
    const turns = await climb(arena, field, curve.turn(step), plan);
    for (const [contestant, all] of turns) {
      const place = { curve: curve.key, contestant, step };
      points.push({ ...place, ...figuresOf(all, curve.turn(step)) });
    }
  }
  await field.leave();
  return points;
}

function stepsOf({ key, steps }: Curve, { most }: Plan): Iterable<number> {
  if (key !== 'by-connections') return steps;
  return new Set(steps.map((step) => Math.min(step, most)));
}

async function climb(
  arena: Arena,
  field: Field,
  turn: Turn,
  { rounds, seconds }: Plan,
): Promise<Map<string, Measured[]>> {
  const turns = new Map<string, Measured[]>();
  // Each thing is asked for once, so that a cache has all of them; and each
  // client asks once, so that a pool has as many connections.
  const once = { seconds: 0, requests: Math.max(turn.keys, turn.connections) };
  for (const running of field.ready) await arena.turn(running, turn, once);
  for (let round = 0; round < Math.min(rounds, ROUNDS); round++) {
    for (const running of field.ready) {
      const measured = await arena.turn(running, turn, { seconds });
      turns.set(running.key, [...(turns.get(running.key) ?? []), measured]);
    }
  }
  return turns;
}

function figuresOf(
  all: readonly Measured[],
  turn: Turn,
): Omit<Point, 'curve' | 'contestant' | 'step'> {
  const cpu = median(all.map(({ sample }) => sample.cpu ?? Number.NaN));
  const rate = ({ sample }: Measured) => sample.requests / sample.seconds;
  const wrong = whyNot(all, turn);
  return {
    ...(Number.isFinite(cpu) && { cpu }),
    perSecond: median(all.map(rate)),
    ...(wrong && { wrong }),
  };
}

// A hit that was none tells nothing of hits.
function whyNot(all: readonly Measured[], { keys }: Turn): string {
  const bad = all.find(({ outcome }) => outcome.wrong > 0);
  if (bad) return bad.outcome.reason;
  const sum = (of: (one: Measured) => number): number =>
    all.reduce((total, one) => total + of(one), 0);
  const share = sum((one) => one.reached) / sum((one) => one.outcome.requests);
  if (keys === 0 || share < 0.02) return '';
  return `${Math.round(share * 100)} % were not in the cache`;
}
