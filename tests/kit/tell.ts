import chalk from 'chalk';
import type { TestCase, TestModule } from 'vitest/node';
import { explainModule, placeOf, type ReportedError } from './explain.ts';

/** If more were skipped for the same reason, a line tells of all of them. */
const SKIPS_AT_MOST = 20;

/** Prints lines. */
export function print(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

/** The same lines, further in. */
export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line ? `  ${line}` : ''));
}

/** Whether a test has passed or failed: it was not left out. */
export function hasRun(test: TestCase): boolean {
  const { state } = test.result();
  return state === 'passed' || state === 'failed';
}

/**
 * A line for each test; but many that were skipped for one reason are one
 * thing to know.
 */
export function linesOfTests(tests: readonly TestCase[]): string[] {
  const counts = new Map<string | undefined, number>();
  for (const test of tests) {
    const reason = reasonToSkip(test);
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const many = [...counts].filter(([, count]) => count > SKIPS_AT_MOST);
  const reasons = new Set(many.map(([reason]) => reason));
  const shown = tests.filter((test) => !reasons.has(reasonToSkip(test)));
  const lines = many.map(([reason, count]) =>
    chalk.dim(`skip  ${because(`${count} tests`, reason)}`),
  );
  return [...shown.map(lineOf), ...lines];
}

// An empty one for those that nobody has asked for.
function reasonToSkip(test: TestCase): string | undefined {
  const result = test.result();
  if (result.state === 'pending') return '';
  return result.state === 'skipped' ? (result.note ?? '') : undefined;
}

function because(what: string, reason: string | undefined): string {
  return reason ? `${what}: ${reason}` : what;
}

/** How a test went. */
export function lineOf(test: TestCase): string {
  const title = test.name;
  switch (test.result().state) {
    case 'passed':
      return `${chalk.green('ok  ')}  ${title}`;
    case 'failed':
      return `${chalk.red('FAIL')}  ${title}`;
    case 'skipped':
    case 'pending':
      return chalk.dim(`skip  ${because(title, reasonToSkip(test))}`);
  }
}

/** A line for each file that could not be loaded. */
export function linesOfBroken(modules: readonly TestModule[]): string[] {
  const broken = modules.filter((module) => module.errors().length > 0);
  return broken.map((module) => linesOfModule(module)[0]!);
}

/** Why a file could not be loaded. */
export function linesOfModule(module: TestModule): string[] {
  const [line, ...more] = explainModule(module);
  return [`${chalk.red('FAIL')}  ${line}`, ...more.map((each) => `  ${each}`)];
}

/** Where to look first for why a test has failed. */
export function firstPlace(test: TestCase): string {
  const [error]: readonly ReportedError[] = test.result().errors ?? [];
  return (error && placeOf(error)) ?? '';
}
