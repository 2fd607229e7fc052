import type { ChalkInstance } from 'chalk';
import { paint } from './paint.ts';
import { visible } from './visible.ts';

/** Says one line on the terminal. */
export type Log = (line: string) => void;

/** Wide enough for every name, so that the lines of all stand in one column. */
const NAME_WIDTH = 'origin'.length;

/**
 * A log whose lines begin with a name, since proxy and origin share a
 * terminal. Bytes that would drive the terminal are made visible.
 *
 * @param colour - Of the name.
 */
export function logger(name: string, colour: ChalkInstance): Log {
  const prefix = `${colour(name.padEnd(NAME_WIDTH))} ${paint.dim('|')}`;
  return (line) => {
    process.stdout.write(`${prefix} ${visible(line)}\n`);
  };
}

/** The proxy's log: what a stage hands to its `createProxy`. */
export const log: Log = logger('proxy', paint.cyan);
