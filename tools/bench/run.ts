/**
 * A whole run, from who is there to the report.
 *
 * @module
 */

import { cpus, release } from 'node:os';
import { Arena } from './arena.ts';
import { CONTESTANTS, type Contestant, DIRECT } from './contestants.ts';
import { type Cores, chooseCores } from './cores.ts';
import type { Plan } from './field.ts';
import { clientLimit, fileLimit } from './files.ts';
import type { Task } from './flags.ts';
import { grow } from './growth.ts';
import { installPeers } from './peers.ts';
import type { Report } from './report.ts';
import { work } from './rounds.ts';
import { CURVES, MANY, WORKLOADS, type Workload } from './workloads.ts';

/** Whose curves are drawn: more of them cross one another in a knot. */
const DRAWN = ['stage:4', 'http-proxy', 'nginx', 'pipe', 'varnish'];

/** Who is told of a run while it goes on. */
export interface Audience {
  /** What goes on, a line at a time. */
  say(line: string): void;
  /** All that is known so far, after each piece of work. */
  keep(report: Report): void;
}

/** Runs all that was asked for. */
export async function run(task: Task, audience: Audience): Promise<Report> {
  const notes: string[] = [];
  const contestants = gather(task, notes);
  const cores = chooseCores();
  notes.push(...remarks(task, cores));
  const plan = planFor(task, contestants, audience.say);
  const report = emptyReport(task, contestants, notes);
  return compete(report, task, cores, plan, audience.keep);
}

async function compete(
  empty: Report,
  { workloads }: Task,
  cores: Cores,
  plan: Plan,
  keep: (report: Report) => void,
): Promise<Report> {
  const arena = new Arena(cores);
  await arena.open();
  let report = empty;
  for (const workload of WORKLOADS) {
    if (!workloads.includes(workload.key)) continue;
    const rows = [...report.rows, ...(await work(arena, workload, plan))];
    report = { ...report, rows };
    keep(report);
  }
  const contestants = plan.contestants.filter(({ key }) => DRAWN.includes(key));
  for (const curve of CURVES) {
    if (!workloads.includes(curve.key)) continue;
    const more = await grow(arena, curve, { ...plan, contestants });
    report = { ...report, points: [...report.points, ...more] };
    keep(report);
  }
  await arena.close();
  return report;
}

function planFor(
  task: Task,
  contestants: readonly Contestant[],
  say: (line: string) => void,
): Plan {
  return {
    contestants,
    isDirectAsked: task.only.includes(DIRECT),
    rounds: task.rounds,
    seconds: task.seconds,
    most: clientLimit(),
    say,
  };
}

// Who was asked for and is there. Who is not is named.
function gather({ only, mayInstall }: Task, notes: string[]): Contestant[] {
  const asked = CONTESTANTS.filter(({ key }) => only.includes(key));
  const wantsPeers = asked.some(({ family }) => family === 'library');
  const failure = mayInstall && wantsPeers ? installPeers() : '';
  if (failure) notes.push(failure);
  const missing = asked.filter((one) => one.version() === undefined);
  if (missing.length > 0) {
    const names = missing.map(({ key }) => key).join(', ');
    notes.push(`Not installed, and so not here: ${names}.`);
  }
  return asked.filter((one) => !missing.includes(one));
}

function remarks({ workloads, only }: Task, cores: Cores): string[] {
  const most = clientLimit();
  const wantsMany =
    workloads.includes('idle') || workloads.includes('by-connections');
  const stages = only.filter((key) => key.startsWith('stage:'));
  return [
    cores.words,
    ...(most < MANY && wantsMany
      ? [
          `At most ${most} connections, since a process may open ${fileLimit()} files here: raise it with ulimit -n ${2 * MANY + 200}.`,
        ]
      : []),
    ...(stages.length > 0
      ? ['Stages 1 to 3 log each request, into /dev/null; the others nothing.']
      : []),
  ];
}

function emptyReport(
  task: Task,
  contestants: readonly Contestant[],
  notes: readonly string[],
): Report {
  const { rounds, seconds, workloads } = task;
  return {
    date: new Date().toISOString(),
    machine: machineWords(),
    node: process.versions.node,
    rounds,
    seconds,
    entrants: contestants.map(({ key, family, version }) => {
      return { key, family, version: version() ?? '' };
    }),
    notes,
    workloads: WORKLOADS.filter(({ key }) => workloads.includes(key)).map(told),
    rows: [],
    curves: CURVES.filter(({ key }) => workloads.includes(key)).map(
      ({ key, title, axis }) => ({ key, title, axis }),
    ),
    points: [],
  };
}

function machineWords(): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() ?? 'unknown';
  const system = `${process.platform} ${release()}`;
  return `${cores.length} cores of ${model}, ${system}`;
}

function told({ key, title, turn, isIdle = false }: Workload) {
  const bytes = Math.max(turn.upload, turn.length);
  const isLong = bytes >= 2 ** 20;
  return { key, title, isIdle, ...(isLong && { bytes }) };
}
