import { UsageError } from './flags.ts';
import { visible } from './visible.ts';

/** Exit status of a program that could not start as it was asked to. */
const USAGE_STATUS = 2;

/** Says why the program cannot go on, in one sentence on stderr; ends it. */
export function fail(sentence: string): never {
  process.stderr.write(`${visible(sentence)}\n`);
  process.exit(USAGE_STATUS);
}

/**
 * Ends the program with the sentence of a UsageError.
 *
 * @throws the error, if it is another: a bug deserves its stack.
 */
export function failFor(error: unknown): never {
  if (error instanceof UsageError) fail(error.message);
  throw error;
}

/**
 * npm and tsx pass on the Ctrl-C that the terminal has sent us already, so one
 * may come twice; this many milliseconds apart it is a second one.
 */
const SECOND_PRESS = 250;

/** How long what was said last may wait for its reader, in milliseconds. */
const LAST_WORDS = 250;

let finish = async (): Promise<void> => {};
let cutOff = (): void => {};
let firstSignal: number | undefined;
let isListening = false;

/**
 * Makes Ctrl-C end the program. The status is 0: this is how one leaves, and
 * npm would print a failure for any other.
 *
 * ```text
 *     running ── Ctrl-C ──▶ finishing ── all is finished, or Ctrl-C ──▶ ended
 * ```
 *
 * @param shutDown - Finishes what runs. Without it nothing is finished: the
 *   program ends at once, whatever is still open.
 * @param breakOff - Breaks off what has not finished when Ctrl-C comes again.
 *   Without it the system closes all, so that it may look complete.
 */
export function endOnSignals(
  shutDown?: () => Promise<void>,
  breakOff?: () => void,
): void {
  if (shutDown) finish = shutDown;
  if (breakOff) cutOff = breakOff;
  if (isListening) return;
  isListening = true;
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // Whoever read our output has seen enough, as `head` has.
  for (const output of [process.stdout, process.stderr]) {
    output.on('error', () => process.exit(0));
  }
}

function onSignal(): void {
  const now = performance.now();
  if (firstSignal === undefined) {
    firstSignal = now;
    // What it throws is a bug, which deserves its stack.
    void finish().then(leave);
  } else if (now - firstSignal >= SECOND_PRESS) {
    cutOff();
    process.exit(0);
  }
}

function leave(): void {
  const end = (): never => process.exit(0);
  if (process.stdout.writableLength === 0) end();
  process.stdout.write('', end);
  setTimeout(end, LAST_WORDS);
}
