import type { ChalkInstance } from 'chalk';
import { LineWriter } from './line-writer.ts';
import { paint } from './paint.ts';
import { visible } from './visible.ts';

/** Says one line on the terminal. */
export type Log = (line: string) => void;

/** Wide enough for every name, so that the lines of all stand in one column. */
const NAME_WIDTH = 'origin'.length;

/** What people read on stdout, for all logs of this process: so in order. */
export const stdoutText: LineWriter = new LineWriter(
  process.stdout,
  (dropped) => `(Not read in time, so dropped: ${dropped} lines.)`,
);

/**
 * A log whose lines begin with a name, since proxy and origin share a
 * terminal. Bytes that would drive the terminal are made visible. Nobody
 * waits for a terminal that is slow: see {@link LineWriter}.
 *
 * @param colour - Of the name.
 */
export function logger(name: string, colour: ChalkInstance): Log {
  const prefix = `${colour(name.padEnd(NAME_WIDTH))} ${paint.dim('|')}`;
  return (line) => stdoutText.write(`${prefix} ${visible(line)}`);
}

/** The proxy's log: what a stage hands to its `createProxy`. */
export const log: Log = logger('proxy', paint.cyan);
