import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { within } from './deadlines.ts';

const VITEST = 'node_modules/vitest/vitest.mjs';
const CONFIG = 'tests/kit/fixtures/vitest.config.ts';

const PLAIN = { NO_COLOR: '1', FORCE_COLOR: undefined };

/**
 * Runs files of tests/kit/fixtures.
 *
 * @param words - Names of files, flags, and `NAME=value` for the environment.
 * @param detached - In a process group of its own?
 */
export function startFixtures(
  words: readonly string[],
  detached = false,
): ChildProcess {
  const isVariable = (word: string) => /^[A-Z_]+=/.test(word);
  const more = words.filter(isVariable);
  const variables = Object.fromEntries(more.map((word) => word.split('=')));
  const args = words.filter((word) => !isVariable(word));
  const env = { ...process.env, ...variables, ...PLAIN };
  const run = [VITEST, 'run', '--config', CONFIG, ...args];
  return spawn(process.execPath, run, { env, detached });
}

/** Runs files of tests/kit/fixtures; what is said, and the exit status. */
export async function report(...words: string[]): Promise<[string, number]> {
  const child = startFixtures(words);
  let text = '';
  for (const output of [child.stdout, child.stderr]) {
    output?.on('data', (piece) => {
      text += piece;
    });
  }
  const [status] = await within(once(child, 'close'), () => text, 30);
  return [text.trimEnd(), status];
}

/** The last line of a report: the counts. */
export function lastLine(text: string): string {
  return text.split('\n').at(-1) ?? '';
}
