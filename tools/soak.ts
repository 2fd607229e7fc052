/**
 * `npm run soak`: lets hundreds of clients and an origin that misbehave at
 * random loose on a stage, and watches what must never happen.
 *
 * @module
 */

import {
  endOnSignals,
  failFor,
  flagLines,
  readFlags,
  wantsHelp,
  wholeNumber,
} from '../shared/terminal/index.ts';
import type { Limit, SoakOptions } from './soak/options.ts';
import { CACHE_SIZE } from './soak/resources.ts';
import { soak } from './soak/run.ts';
import { summaryLines, tallyOf } from './soak/summary.ts';

const number = (most: number) => ({
  form: `a whole number from 1 to ${most}`,
  read: (text: string) => wholeNumber(text, 1, most),
});

const FLAGS = {
  stages: {
    flag: 'stage',
    value: 'N',
    form: '3 or 4',
    help: 'which stage (repeatable; default 3, then 4)',
    isRepeatable: true,
    read: (text: string) => wholeNumber(text, 3, 4),
  },
  seconds: {
    flag: 'seconds',
    value: 'N',
    ...number(1_000_000),
    help: 'how long, all stages together (default 60)',
  },
  requests: {
    flag: 'requests',
    value: 'N',
    ...number(1_000_000_000),
    help: 'stop each stage after so many requests instead',
  },
  connections: {
    flag: 'connections',
    value: 'N',
    ...number(5000),
    help: 'clients at any time (default 200)',
  },
  seed: {
    flag: 'seed',
    value: 'N',
    ...number(2 ** 31),
    help: 'the traffic of an earlier run, as far as time allows',
  },
} as const;

const HELP = [
  'Lets clients and an origin that misbehave at random loose on a stage.',
  '',
  '  npm run soak -- [flags]',
  '',
  ...flagLines(FLAGS),
  '',
  'The stage is a process of its own. Each stage gets an equal part of the',
  'time. Open sockets are counted by the stage itself, and on Linux also by',
  'the kernel. The status is 1 if anything was found that must not happen.',
  '',
];

const STAGES = {
  3: {
    name: 'stage 3',
    folder: 'concurrency',
    more: [],
    caches: false,
    pools: false,
  },
  4: {
    name: 'stage 4',
    folder: 'features',
    more: ['--cache-size', `${CACHE_SIZE}`],
    caches: true,
    pools: true,
  },
} as const;

/** So many seconds without an answer are not to be put down to the load. */
const PATIENCE = 10;

endOnSignals();
const args = process.argv.slice(2);
if (wantsHelp(args)) process.stdout.write(HELP.join('\n'));
else await run().catch(failFor);

async function run(): Promise<void> {
  const given = readFlags(FLAGS, args, process.env);
  const seed = given.seed ?? 1 + Math.floor(Math.random() * 2 ** 31);
  const { stages = [3, 4], connections = 200 } = given;
  const seconds = (given.seconds ?? 60) / stages.length;
  const limit: Limit = given.requests
    ? { requests: given.requests }
    : { seconds };
  const common = { seed, connections, limit, patience: PATIENCE, say };
  const sum = { passed: 0, failed: 0 };
  say(`seed ${seed}: ${connections} clients`);
  for (const stage of stages) {
    const tally = await soakStage(stage === 3 ? 3 : 4, common);
    sum.passed += tally.passed;
    sum.failed += tally.failed;
  }
  const again = `--seed ${seed} --connections ${connections}`;
  if (sum.failed > 0) say(`The same traffic again: ${again}`);
  say(`${sum.passed} passed, ${sum.failed} failed`);
  const status = sum.failed > 0 ? 1 : 0;
  // Nothing that is still open is to keep us.
  process.stdout.write('', () => process.exit(status));
}

async function soakStage(
  stage: keyof typeof STAGES,
  common: Pick<
    SoakOptions,
    'seed' | 'connections' | 'limit' | 'patience' | 'say'
  >,
) {
  const { folder, ...rest } = STAGES[stage];
  const main = new URL(`../stages/${folder}/main.ts`, import.meta.url);
  say(`\n${rest.name}, ${folder}`);
  const soaked = await soak({ ...common, ...rest, main });
  for (const line of summaryLines(soaked)) say(line);
  say('');
  return tallyOf(soaked);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
