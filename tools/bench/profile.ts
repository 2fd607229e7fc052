/**
 * `npm run bench:profile`: where does the time of a stage go? It is run with
 * Node's own profiler while 64 clients ask for something small.
 *
 * @module
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  endOnSignals,
  failFor,
  flagLines,
  readFlags,
  UsageError,
  wantsHelp,
} from '../../shared/terminal/index.ts';
import { Arena } from './arena.ts';
import { CONTESTANTS, type Contestant } from './contestants.ts';
import { chooseCores } from './cores.ts';
import { type Profile, selfTimes } from './self-times.ts';
import { WORKLOADS } from './workloads.ts';

/** Lines that are shown. */
const LINES = 30;

const WORK = WORKLOADS.filter(({ isIdle }) => !isIdle);

const FLAGS = {
  stage: {
    flag: 'stage',
    value: 'N',
    form: '3 or 4',
    read: (text: string) => (/^[34]$/.test(text) ? text : undefined),
    help: 'which stage (default 4)',
  },
  workload: {
    flag: 'workload',
    value: 'NAME',
    form: WORK.map(({ key }) => key).join(', '),
    read: (text: string) => WORK.find(({ key }) => key === text),
    help: 'what is asked for (default small)',
  },
  seconds: {
    flag: 'seconds',
    value: 'S',
    form: 'a number from 0.1 to 60',
    read: (text: string) => {
      const seconds = Number(text);
      return seconds >= 0.1 && seconds <= 60 ? seconds : undefined;
    },
    help: 'for how long (default 5)',
  },
} as const;

const HELP = `\
Profiles a stage under load, and says in which functions its time goes.

  npm run bench:profile -- [flags]

${flagLines(FLAGS).join('\n')}
`;

const args = process.argv.slice(2);
if (wantsHelp(args)) process.stdout.write(HELP);
else await run(args);

async function run(words: readonly string[]): Promise<void> {
  endOnSignals();
  const { stage, workload, seconds } = flagsFrom(words);
  const contestant = CONTESTANTS.find(({ key }) => key === `stage:${stage}`)!;
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const arena = new Arena(chooseCores());
  try {
    await arena.open();
    const fail = (_: string, reason: string) => {
      throw new Error(reason);
    };
    const [running] = await arena.start([profiled(contestant, folder)], fail);
    if (!running) return;
    await arena.turn(running, workload.turn, { seconds });
    await running.stop(); // now the profile is written
    const title = `Stage ${stage}, ${workload.title}`;
    tell(folder, title, seconds);
  } finally {
    await arena.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function tell(folder: string, title: string, seconds: number): void {
  const name = readdirSync(folder).find((one) => one.endsWith('.cpuprofile'));
  if (!name) throw new Error('The stage left no profile.');
  const text = readFileSync(join(folder, name), 'utf8');
  const all = selfTimes(JSON.parse(text) as Profile, seconds * 1e6);
  const lines = all.slice(0, LINES);
  process.stdout.write(`${title}: share of its busy time, by function\n\n`);
  for (const { share, words } of lines) {
    const percent = `${(share * 100).toFixed(1)} %`.padStart(7);
    process.stdout.write(`${percent}  ${words}\n`);
  }
}

function profiled(contestant: Contestant, folder: string): Contestant {
  return {
    ...contestant,
    command: (place) => {
      const [node, ...rest] = contestant.command(place);
      const profiler = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
      return [node, ...profiler, ...rest];
    },
  };
}

function flagsFrom(words: readonly string[]) {
  try {
    const { stage = '4', workload, seconds = 5 } = readFlags(FLAGS, words, {});
    const work = workload ?? WORK[0];
    if (!work) throw new UsageError('There is no work.');
    return { stage, workload: work, seconds };
  } catch (error) {
    failFor(error);
  }
}
