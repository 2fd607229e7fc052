import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import chalk from 'chalk';
import type { TestCase, TestModule } from 'vitest/node';
import type { WireRecord } from '../../tools/wire/record.ts';
import { textChart } from '../../tools/wire/text-chart.ts';
import { commandsByHand, withVariable } from './by-hand.ts';
import type { ProgramReport } from './launch.ts';

/** What vitest tells of an error; it has crossed from a worker to here. */
export interface ReportedError {
  readonly message?: string;
  readonly name?: string;
  readonly diff?: string | undefined;
  readonly stacks?: readonly StackFrame[];
  /** As Node writes it: all there is of an error that nobody caught. */
  readonly stack?: string;
}

interface StackFrame {
  readonly file: string;
  readonly line: number;
}

/**
 * A line of a stack: `at name (FILE:1:2)`, or without a name `at FILE:1:2`.
 * Folders may have spaces and brackets in their names.
 */
const CALL =
  /^ +at (?:async )?(?:(?=.*\)$).*? \((.+\.ts)|(.+\.ts)):(\d+):\d+\)?$/gm;

/** The number of each stage, by the project that tests it. */
const STAGES: Readonly<Record<string, number>> = {
  basic: 1,
  keepalive: 2,
  concurrency: 3,
  features: 4,
};

const { PROXY_COMMAND: program } = process.env;

/** What makes a shell run the tests on the same program. */
const withProgram = program ? withVariable('PROXY_COMMAND', program) : '';

/** Of what a program said, so many lines are shown: the last ones. */
const LINES_AT_MOST = 20;

/** How a project is called in the report. */
export function titleOf(project: string): string {
  const stage = STAGES[project];
  return stage ? `stage ${stage}: ${project}` : project;
}

/**
 * All that helps to understand a failed test: what went wrong, on which line
 * of which file, what went over the wire, what it usually means, how to see it
 * again by hand.
 */
export function explainTest(test: TestCase): string[] {
  const { hint, origin, program: ran, record } = test.meta();
  const project = test.project.name;
  const errors: readonly ReportedError[] = test.result().errors ?? [];
  const hasStarted = errors.every(({ name }) => name !== 'StartError');
  const seen = hasStarted && record;
  const number = STAGES[project];
  const commands = seen ? commandsByHand(record, number, program, origin) : [];
  const pattern = `-t "${patternOf(test)}"`;
  return [
    chalk.bold(`${titleOf(project)}: ${test.name}`),
    ...part(
      'the origin could not read the request, and has answered 500',
      origin?.complaint?.split('\n'),
    ),
    ...part(
      'the origin has not got a whole request, and still waits for',
      origin?.missing?.split('\n'),
    ),
    ...errors.flatMap(explainError),
    ...(ran ? wordsOf(ran) : []),
    ...(hint && hasStarted ? ['', `hint: ${hint}`] : []),
    ...part('what went over the wire', seen ? chartLines(record) : []),
    ...part('by hand, each in a terminal of its own', commands),
    ...part('this test alone', [
      `${withProgram}npx vitest run --project ${project} ${pattern}`,
    ]),
  ];
}

function part(title: string, lines: readonly string[] = []): string[] {
  if (lines.length === 0) return [];
  return ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}

/** How a program of the learner's own has fared, and its last words. */
function wordsOf({ ending, text }: ProgramReport): string[] {
  const lines = inColour(text)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const last = lines.slice(-LINES_AT_MOST);
  if (last.length < lines.length) last.unshift('...');
  if (!ending) return part('your program said', last);
  const end = `your program has ended ${ending}`;
  if (last.length === 0) return ['', `${end}, and said nothing`];
  return part(`${end}, and said`, last);
}

/** What went wrong, and the first line of ours that it went through. */
export function explainError(error: ReportedError): string[] {
  const full = error.message ?? String(error);
  const message = full.replace(/ \/\/ Object\.is equality$/, '');
  const difference = error.diff
    ? ['', ...inColour(error.diff).split('\n')]
    : [];
  const place = placeOf(error);
  return [
    '',
    ...inColour(message).split('\n'),
    ...difference,
    ...(place ? ['', `start at ${place}`] : []),
  ];
}

// Workers decide on colours for themselves, but the terminal is ours.
function inColour(text: string): string {
  return chalk.level > 0 ? text : stripVTControlCharacters(text);
}

/**
 * Why a test file could not be loaded: a sentence, then what else is known,
 * such as where in which other file the fault is.
 */
export function explainModule(module: TestModule): string[] {
  const [error]: readonly ReportedError[] = module.errors();
  const text = inColour(error?.message ?? 'the reason is not known');
  const [reason = '', ...more] = text.split('\n').filter((line) => line !== '');
  return [`${module.relativeModuleId} could not be loaded: ${reason}`, ...more];
}

/** Where to look first: not in the kit, if the test itself is on the way. */
export function placeOf(error: ReportedError): string | undefined {
  const frames = framesOf(error).map(({ file, line }) => ({
    file: relative(process.cwd(), file).split(sep).join('/'),
    line,
  }));
  const own = frames.filter(({ file }) => !file.includes('node_modules'));
  const frame = own.find(
    ({ file }) => !/tests\/kit\/[^/]+(?<!\.test)\.ts$/.test(file),
  );
  const first = frame ?? own[0];
  return first && `${first.file}:${first.line}`;
}

function framesOf({
  stacks,
  stack = '',
}: ReportedError): readonly StackFrame[] {
  if (stacks && stacks.length > 0) return stacks;
  return [...stack.matchAll(CALL)].map(([, inBrackets, plain = '', line]) => {
    const place = inBrackets ?? plain;
    const file = place.startsWith('file:') ? fileURLToPath(place) : place;
    return { file, line: Number(line) };
  });
}

function chartLines(record: WireRecord): string[] {
  const columns = Math.min(process.stdout.columns || 80, 120) - 2;
  const untitled = { ...record, title: '' };
  return textChart(untitled, { columns }).trimEnd().split('\n');
}

/** What vitest's -t needs to find this test: a RegExp, in a shell's quotes. */
function patternOf({ name }: TestCase): string {
  return `${name.replace(/[^\w ,:;-]/g, '.')}$`;
}
