/**
 * Work and growth curves, in turns: each proxy has one in each round, and
 * none of them waits long for it, so that what disturbs one disturbs all.
 *
 * @module
 */

import type { Arena, Measured } from './arena.ts';
import type { Contestant } from './contestants.ts';
import { median } from './figures.ts';
import type { Point, Row } from './report.ts';
import type { Running } from './running.ts';
import type { Turn } from './turn.ts';
import { type Curve, takesPart, type Workload } from './workloads.ts';

/** How long, and how often. */
export interface Plan {
  readonly contestants: readonly Contestant[];
  /** Whether the origin is asked itself, too. */
  readonly isDirectAsked: boolean;
  readonly rounds: number;
  readonly seconds: number;
  /** The most connections that can be had. */
  readonly most: number;
  /** Told what goes on. */
  readonly say: (line: string) => void;
}

/** How many turns a proxy has before those that count. */
const WARM = 2;

/** At most so many rounds for a point of a curve. */
const CURVE_ROUNDS = 3;

/** Has all who can do a piece of work do it. */
export async function work(
  arena: Arena,
  workload: Workload,
  plan: Plan,
): Promise<Row[]> {
  const turn = bounded(workload.turn, plan.most);
  const notes = new Map<string, string>();
  const entered = await enter(arena, { ...workload, turn }, plan, notes);
  const ready = await sound(arena, entered, turn, plan, notes);
  if (plan.isDirectAsked && !workload.needs) ready.push(arena.direct());
  const turns = new Map<string, Measured[]>();
  const rounds = workload.isIdle ? 1 : plan.rounds;
  if (!workload.isIdle) await warm(arena, ready, turn, plan);
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? ready : ready.toReversed();
    for (const running of order) {
      if (notes.has(running.key)) continue;
      const measured = await arena.turn(running, turn, plan);
      const { wrong, reason } = measured.outcome;
      if (wrong > 0) disqualify(notes, plan, running.key, reason);
      turns.set(running.key, [...(turns.get(running.key) ?? []), measured]);
    }
  }
  await Promise.all(entered.map((running) => running.stop()));
  const keys = new Set([...ready.map(({ key }) => key), ...notes.keys()]);
  return [...keys].map((key) => {
    const row = rowOf(workload, key, turns.get(key) ?? [], turn);
    const wrong = notes.get(key);
    return wrong === undefined ? row : { ...row, wrong };
  });
}

/** Has some proxies do a piece of work that grows. */
export async function grow(
  arena: Arena,
  curve: Curve,
  plan: Plan,
): Promise<Point[]> {
  const notes = new Map<string, string>();
  const steps = new Set(curve.steps.map((step) => withinMost(step, plan)));
  const first = { ...curve, turn: curve.turn(curve.steps[0]!) };
  const entered = await enter(arena, first, plan, notes);
  const ready = await sound(arena, entered, first.turn, plan, notes);
  const points: Point[] = [];
  await warm(arena, ready, first.turn, plan);
  for (const step of steps) {
    const turn = curve.turn(step);
    for (const running of ready) await fill(arena, running, turn);
    points.push(...(await climb(arena, ready, turn, plan, curve.key, step)));
  }
  await Promise.all(entered.map((running) => running.stop()));
  return points;

  function withinMost(step: number, { most }: Plan): number {
    return curve.key === 'by-connections' ? Math.min(step, most) : step;
  }
}

async function climb(
  arena: Arena,
  ready: readonly Running[],
  turn: Turn,
  plan: Plan,
  curve: string,
  step: number,
): Promise<Point[]> {
  const turns = new Map<string, Measured[]>();
  const limit = { seconds: plan.seconds / 2 };
  for (let round = 0; round < Math.min(plan.rounds, CURVE_ROUNDS); round++) {
    for (const running of ready) {
      const measured = await arena.turn(running, turn, limit);
      turns.set(running.key, [...(turns.get(running.key) ?? []), measured]);
    }
  }
  return [...turns].map(([contestant, all]) => {
    const point = { curve, contestant, step };
    const cpu = median(all.map(({ sample }) => sample.cpu ?? Number.NaN));
    const rate = ({ sample }: Measured) => sample.requests / sample.seconds;
    const wrong = whyNot(all, turn);
    return {
      ...point,
      ...(Number.isFinite(cpu) && { cpu }),
      perSecond: median(all.map(rate)),
      ...(wrong && { wrong }),
    };
  });
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

// Each thing asked for once, so that a cache has all of them.
async function fill(arena: Arena, running: Running, turn: Turn): Promise<void> {
  const { keys } = turn;
  if (keys > 0) await arena.turn(running, turn, { seconds: 0, requests: keys });
}

function bounded(turn: Turn, most: number): Turn {
  return { ...turn, connections: Math.min(turn.connections, most) };
}

async function enter(
  arena: Arena,
  workload: Pick<Workload, 'key' | 'needs' | 'turn'>,
  plan: Plan,
  notes: Map<string, string>,
): Promise<Running[]> {
  const able = plan.contestants.filter((one) => takesPart(one, workload));
  plan.say(`${workload.key}: ${able.map(({ key }) => key).join(' ')}`);
  return arena.start(able, (key, reason) => {
    disqualify(notes, plan, key, reason);
  });
}

async function sound(
  arena: Arena,
  entered: readonly Running[],
  turn: Turn,
  plan: Plan,
  notes: Map<string, string>,
): Promise<Running[]> {
  const ready: Running[] = [];
  for (const running of entered) {
    const wrong = await arena.verify(running, turn);
    if (wrong) disqualify(notes, plan, running.key, wrong);
    else ready.push(running);
  }
  return ready;
}

async function warm(
  arena: Arena,
  ready: readonly Running[],
  turn: Turn,
  { seconds }: Plan,
): Promise<void> {
  for (const running of ready) {
    await arena.turn(running, turn, { seconds: seconds * WARM });
  }
}

function disqualify(
  notes: Map<string, string>,
  plan: Plan,
  key: string,
  reason: string,
): void {
  notes.set(key, reason);
  plan.say(`DISQUALIFIED: ${key}: ${reason}`);
}

function rowOf(
  { key, isIdle }: Workload,
  contestant: string,
  turns: readonly Measured[],
  { connections }: Turn,
): Row {
  const peak = Math.max(...turns.map(({ usage }) => usage?.peak ?? 0));
  const last = turns.at(-1);
  const row = { workload: key, contestant };
  const memory = peak > 0 ? { peak } : {};
  if (isIdle) {
    const perConnection = (last?.grown ?? Number.NaN) / connections;
    const isKnown = peak > 0 && Number.isFinite(perConnection);
    return {
      ...row,
      samples: [],
      ...memory,
      ...(isKnown && { perConnection }),
    };
  }
  const samples = turns.map(({ sample }) => sample);
  const answerLength = last?.outcome.answerLength ?? 0;
  return { ...row, samples, ...memory, answerLength };
}
