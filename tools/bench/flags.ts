/**
 * What `npm run bench` can be told.
 *
 * @module
 */

import {
  type FlagTable,
  flagLines,
  readFlags,
  UsageError,
  wholeNumber,
} from '../../shared/terminal/index.ts';
import { CONTESTANTS, DIRECT } from './contestants.ts';
import { fileToRead, fileToWrite } from './file-flags.ts';
import { isReport, type Report } from './report.ts';
import { CURVES, WORKLOADS } from './workloads.ts';

/** What is to be done. */
export interface Task {
  readonly only: readonly string[];
  readonly workloads: readonly string[];
  readonly rounds: number;
  /** How long a turn lasts. */
  readonly seconds: number;
  /** Whether libraries may be installed. */
  readonly mayInstall: boolean;
  readonly json?: string;
  readonly svg?: string;
  /** A report to show in place of a run. */
  readonly from?: Report;
}

const ALL = [...CONTESTANTS.map(({ key }) => key), DIRECT];
const WORK = [...WORKLOADS, ...CURVES].map(({ key }) => key);

/** Enough to see the order of things, in a minute even beside other work. */
const QUICK = {
  only: ['stage:3', 'stage:4', 'http-proxy', 'nginx', 'pipe'],
  workloads: ['small', 'hit', 'down'],
  rounds: 2,
  seconds: 0.2,
  mayInstall: false,
} as const;

const USUAL = {
  only: ALL,
  workloads: WORK,
  rounds: 8,
  seconds: 0.5,
  mayInstall: true,
} as const;

const FLAGS = {
  only: {
    flag: 'only',
    value: 'LIST',
    ...listForm(ALL),
    help: 'who takes part, such as stage:4,nginx',
  },
  workloads: {
    flag: 'workload',
    value: 'LIST',
    ...listForm(WORK),
    help: 'what is done, such as small,hit',
  },
  rounds: {
    flag: 'rounds',
    value: 'N',
    form: 'a whole number from 1 to 100',
    help: `turns of each at each piece of work (default ${USUAL.rounds})`,
    read: (text: string) => wholeNumber(text, 1, 100),
  },
  seconds: {
    flag: 'seconds',
    value: 'S',
    form: 'a number from 0.01 to 60',
    help: `how long a turn lasts (default ${USUAL.seconds})`,
    read: (text: string) => {
      const seconds = /^\d*\.?\d+$/.test(text) ? Number(text) : 0;
      return seconds >= 0.01 && seconds <= 60 ? seconds : undefined;
    },
  },
  json: fileToWrite('json', 'write all figures into it'),
  svg: fileToWrite('svg', 'draw them into it'),
  from: fileToRead(
    'from',
    'show a report that --json wrote, and run nothing',
    isReport,
  ),
} as const satisfies FlagTable;

/** What `--help` prints. */
export const HELP = `\
Compares proxies in one run, in turns: our stages, Node libraries (installed
into .bench/ when they are wanted), and those of nginx, haproxy, caddy and
varnish that are installed.

  npm run bench -- [flags]

${flagLines(FLAGS, [['--quick', 'less of all, within a minute']]).join('\n')}

who    ${ALL.join(' ').replace(/(.{1,70}) /g, '$1\n       ')}
work   ${WORK.join(' ').replace(/(.{1,70}) /g, '$1\n       ')}
`;

/**
 * Reads the command line.
 *
 * @throws UsageError for what cannot be followed.
 */
export function readTask(args: readonly string[]): Task {
  const isQuick = args.includes('--quick');
  const rest = args.filter((arg) => arg !== '--quick');
  const given = readFlags(FLAGS, rest, {});
  return { ...(isQuick ? QUICK : USUAL), ...given };
}

function listForm(known: readonly string[]) {
  return {
    form: 'a list of names (see --help)',
    read: (text: string): readonly string[] => {
      const names = text.split(',');
      const unknown = names.find((name) => !known.includes(name));
      if (unknown === undefined) return names;
      throw new UsageError(`There is no "${unknown}": see --help.`);
    },
  };
}
