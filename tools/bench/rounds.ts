/**
 * Work, in turns: each proxy has one in each round, and none of them waits
 * long for it, so that what disturbs one disturbs all.
 *
 * @module
 */

import type { Arena, Measured } from './arena.ts';
import { Field, type Plan } from './field.ts';
import type { Row } from './report.ts';
import type { Turn } from './turn.ts';
import type { Workload } from './workloads.ts';

/** Has all who can do a piece of work do it. */
export async function work(
  arena: Arena,
  workload: Workload,
  plan: Plan,
): Promise<Row[]> {
  const { connections } = workload.turn;
  const most = Math.min(connections, plan.most);
  const turn = { ...workload.turn, connections: most };
  const field = new Field(arena, {
    ...plan,
    isDirectAsked: plan.isDirectAsked && !workload.isIdle,
  });
  await field.enter({ ...workload, turn });
  await field.warm({ ...turn, connections: Math.min(most, 64) });
  const turns = workload.isIdle
    ? await idle(arena, field, turn)
    : await takeTurns(arena, field, turn, plan);
  await field.leave();
  const keys = [...field.ready.map(({ key }) => key), ...field.out.keys()];
  return [...new Set(keys)].map((key) => {
    const row = rowOf(workload, key, turns.get(key) ?? [], turn);
    const wrong = field.out.get(key);
    return wrong === undefined ? row : { ...row, wrong };
  });
}

type Turns = Map<string, Measured[]>;

async function takeTurns(
  arena: Arena,
  field: Field,
  turn: Turn,
  { rounds, seconds }: Plan,
): Promise<Turns> {
  const turns: Turns = new Map();
  for (let round = 0; round < rounds; round++) {
    // Whoever came first comes last, so that no one has the better place.
    const isEven = round % 2 === 0;
    const order = isEven ? field.ready : field.ready.toReversed();
    for (const running of order) {
      if (field.out.has(running.key)) continue;
      const measured = await arena.turn(running, turn, { seconds });
      const { wrong, reason } = measured.outcome;
      if (wrong > 0) field.disqualify(running.key, reason);
      turns.set(running.key, [...(turns.get(running.key) ?? []), measured]);
    }
  }
  return turns;
}

// Once: what was taken is not given back, so a second turn shows nothing.
async function idle(arena: Arena, field: Field, turn: Turn): Promise<Turns> {
  const turns: Turns = new Map();
  for (const running of field.ready) {
    const nothing = { seconds: 0, requests: 0 };
    const measured = await arena.turn(running, turn, nothing);
    const { wrong, reason } = measured.outcome;
    if (wrong > 0) field.disqualify(running.key, reason);
    turns.set(running.key, [measured]);
  }
  return turns;
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
