import chalk from 'chalk';
import type {
  Reporter,
  TestCase,
  TestModule,
  TestRunEndReason,
  TestSpecification,
} from 'vitest/node';
import {
  explainError,
  explainModule,
  explainTest,
  placeOf,
  type ReportedError,
  titleOf,
} from './explain.ts';

/** If more were skipped for the same reason, a line tells of all of them. */
const SKIPS_AT_MOST = 20;

/**
 * Tells how the tests went, for people who learn from them: a line for each
 * test, by stage; then the first failure in full, since one that is
 * understood is worth more than twenty; then the others, a line each. The
 * last line is always `N passed, N failed`.
 */
export default class WorkbookReporter implements Reporter {
  /** How many files of each project are still to come. */
  readonly #awaited = new Map<string, number>();
  /** What is still to be printed of each project. */
  readonly #finished = new Map<string, TestModule[]>();

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#awaited.clear();
    this.#finished.clear();
    for (const { project } of specifications) {
      this.#awaited.set(
        project.name,
        (this.#awaited.get(project.name) ?? 0) + 1,
      );
    }
  }

  onTestModuleEnd(module: TestModule): void {
    const { name } = module.project;
    const modules = [...(this.#finished.get(name) ?? []), module];
    this.#finished.set(name, modules);
    // Projects run side by side, but are read one after the other.
    if (modules.length === this.#awaited.get(name)) printProject(name, modules);
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly ReportedError[],
    reason: TestRunEndReason,
  ): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const failed = tests.filter((test) => test.result().state === 'failed');
    const broken = modules.filter((module) => module.errors().length > 0);
    printFailures(failed, broken, unhandled);
    const passed = countOf(tests, 'passed');
    const skipped = countOf(tests, 'skipped') + countOf(tests, 'pending');
    const faults = failed.length + broken.length + unhandled.length;
    if (reason === 'interrupted') print('interrupted');
    if (faults > 0) process.exitCode = 1;
    print('');
    print(
      `${passed} passed, ${faults} failed` +
        (skipped > 0 ? `, ${skipped} skipped` : ''),
    );
  }

  onWatcherRerun(): void {
    // Each round starts on a clean screen.
    if (process.stdout.isTTY) process.stdout.write('\x1b[2J\x1b[3J\x1b[H');
  }

  onWatcherStart(): void {
    print(chalk.dim('waiting until a file is saved; q ends this'));
  }
}

function printProject(name: string, modules: readonly TestModule[]): void {
  print('', chalk.bold(titleOf(name)));
  const sorted = modules.toSorted((one, other) =>
    one.moduleId < other.moduleId ? -1 : 1,
  );
  for (const module of sorted) {
    if (module.errors().length === 0) continue;
    const [line] = linesOfModule(module);
    print(`  ${line}`);
  }
  const tests = sorted.flatMap(({ children }) => [...children.allTests()]);
  print(...linesOfTests(tests).map((line) => `  ${line}`));
}

function printFailures(
  failed: readonly TestCase[],
  broken: readonly TestModule[],
  unhandled: readonly ReportedError[],
): void {
  const [first, ...others] = failed;
  if (first) {
    print('', chalk.red('the first failure in full'), '');
    print(...explainTest(first).map((line) => (line ? `  ${line}` : '')));
  }
  if (others.length > 0) print('', chalk.red('the others'));
  for (const test of others) {
    print(`  ${lineOf(test)}  ${chalk.dim(firstPlace(test))}`);
  }
  for (const module of broken) print('', ...linesOfModule(module));
  for (const error of unhandled) {
    print('', chalk.red('an error outside of any test, or after its end'));
    print(...explainError(error).map((line) => (line ? `  ${line}` : '')));
  }
}

// Many that were skipped for one reason are one thing to know.
function linesOfTests(tests: readonly TestCase[]): string[] {
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

function lineOf(test: TestCase): string {
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

function linesOfModule(module: TestModule): string[] {
  const [line, ...more] = explainModule(module);
  return [`${chalk.red('FAIL')}  ${line}`, ...more.map((each) => `  ${each}`)];
}

function firstPlace(test: TestCase): string {
  const [error]: readonly ReportedError[] = test.result().errors ?? [];
  return (error && placeOf(error)) ?? '';
}

function countOf(
  tests: readonly TestCase[],
  state: ReturnType<TestCase['result']>['state'],
): number {
  return tests.filter((test) => test.result().state === state).length;
}

function print(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}
