/**
 * `npm run bench:profile`: where does the time of a stage go? It is run with
 * Node's own profiler while 64 clients ask for something small.
 *
 * @module
 */

import {
  endOnSignals,
  failFor,
  flagLines,
  readFlags,
  UsageError,
  wantsHelp,
} from '../../shared/terminal/index.ts';
import { CONTESTANTS } from './contestants.ts';
import { profile } from './profiled.ts';
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
  const times = await profile(contestant, workload.turn, seconds);
  const title = `Stage ${stage}, ${workload.title}`;
  process.stdout.write(`${title}: share of its busy time, by function\n\n`);
  for (const { share, words } of times.slice(0, LINES)) {
    const percent = `${(share * 100).toFixed(1)} %`.padStart(7);
    process.stdout.write(`${percent}  ${words}\n`);
  }
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
