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
 * Makes Ctrl-C end the program at once, whatever is still open. The status is
 * 0: this is how one leaves, and npm would print a failure for any other.
 */
export function endOnSignals(): void {
  const end = (): never => process.exit(0);
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  // Whoever read our output has seen enough, as `head` has.
  process.stdout.on('error', end);
}
