import chalk from 'chalk';
import type {
  Reporter,
  TestCase,
  TestModule,
  TestRunEndReason,
  TestSpecification,
} from 'vitest/node';
import { LONG_SILENCE, Silence } from './deadlines.ts';
import {
  explainError,
  explainTest,
  type ReportedError,
  titleOf,
} from './explain.ts';
import {
  firstPlace,
  hasRun,
  indented,
  lineOf,
  linesOfBroken,
  linesOfModule,
  linesOfTests,
  print,
} from './tell.ts';

/** So many failures are told of once more, behind the first one. */
const OTHERS_AT_MOST = 20;

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
  readonly #silence = new Silence(tellOfSilence);

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#awaited.clear();
    this.#finished.clear();
    for (const { project } of specifications) {
      this.#awaited.set(
        project.name,
        (this.#awaited.get(project.name) ?? 0) + 1,
      );
    }
    const [only = ''] = this.#awaited.keys();
    if (this.#isOneFile) print('', chalk.bold(titleOf(only)));
    this.#silence.begin();
  }

  // Of a single file each test is told of as soon as it is over. Projects run
  // side by side, but are read one after the other.
  get #isOneFile(): boolean {
    const counts = [...this.#awaited.values()];
    return counts.length === 1 && counts[0] === 1;
  }

  onTestCaseResult(test: TestCase): void {
    this.#silence.begin();
    if (this.#isOneFile && hasRun(test)) print(`  ${lineOf(test)}`);
  }

  onTestModuleEnd(module: TestModule): void {
    const { name } = module.project;
    const modules = [...(this.#finished.get(name) ?? []), module];
    this.#finished.set(name, modules);
    if (modules.length !== this.#awaited.get(name)) return;
    const isTold = this.#isOneFile;
    if (!isTold) print('', chalk.bold(titleOf(name)));
    const sorted = modules.toSorted((one, other) =>
      one.moduleId < other.moduleId ? -1 : 1,
    );
    const tests = sorted.flatMap(({ children }) => [...children.allTests()]);
    const left = tests.filter((test) => !isTold || !hasRun(test));
    print(...indented([...linesOfBroken(sorted), ...linesOfTests(left)]));
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly ReportedError[],
    reason: TestRunEndReason,
  ): void {
    this.#silence.end();
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const failed = tests.filter((test) => test.result().state === 'failed');
    const broken = modules.filter((module) => module.errors().length > 0);
    const uncaught = alike(unhandled);
    printUncaught(uncaught, failed.length > 0);
    printFailures(failed, broken);
    const passed = countOf(tests, 'passed');
    const skipped = countOf(tests, 'skipped') + countOf(tests, 'pending');
    const faults = failed.length + broken.length + uncaught.length;
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

// A loop that never ends starves even the deadlines of the tests.
function tellOfSilence(): void {
  print(
    '',
    `No test has ended for ${LONG_SILENCE} s. Perhaps there is a loop that`,
    'never ends, such as one that awaits what has ended. Ctrl-C stops it.',
  );
}

/** Errors that say the same, and how many there were. */
type Alike = readonly [error: ReportedError, count: number];

// One fault in a listener may come up a thousand times.
function alike(errors: readonly ReportedError[]): Alike[] {
  const counts = new Map<string, Alike>();
  for (const error of errors) {
    const key = explainError(error).join('\n');
    const [first, count] = counts.get(key) ?? [error, 0];
    counts.set(key, [first, count + 1]);
  }
  return [...counts.values()];
}

function printUncaught(uncaught: readonly Alike[], hasFailures: boolean): void {
  for (const [error, count] of uncaught) {
    const times = count > 1 ? `, ${count} times` : '';
    print('', chalk.red(`an error that nobody caught${times}`));
    print(...indented(explainError(error)));
  }
  const isCause = uncaught.length > 0 && hasFailures;
  if (isCause) print('', 'What has failed may have failed for that.');
}

function printFailures(
  [first, ...others]: readonly TestCase[],
  broken: readonly TestModule[],
): void {
  if (first) {
    print('', chalk.red('the first failure in full'), '');
    print(...indented(explainTest(first)));
  }
  if (others.length > 0) print('', chalk.red('the others'));
  for (const test of others.slice(0, OTHERS_AT_MOST)) {
    print(`  ${lineOf(test)}  ${chalk.dim(firstPlace(test))}`);
  }
  const more = others.length - OTHERS_AT_MOST;
  if (more > 0) print(chalk.dim(`  and ${more} more, as told above`));
  for (const module of broken) print('', ...linesOfModule(module));
}

function countOf(
  tests: readonly TestCase[],
  state: ReturnType<TestCase['result']>['state'],
): number {
  return tests.filter((test) => test.result().state === state).length;
}
