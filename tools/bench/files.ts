import { spawnSync } from 'node:child_process';
import { MANY } from './workloads.ts';

/** Files that a process needs besides its connections. */
const OTHERS = 200;

/**
 * How many clients a proxy can have, when each takes two connections.
 *
 * @param limit - How many files a process may have open.
 */
export function clientLimit(limit = fileLimit()): number {
  return Math.max(1, Math.min(MANY, Math.floor((limit - OTHERS) / 2)));
}

let known: string | undefined;

/**
 * How many connections a process can have.
 *
 * @param limit - How many files it may have open.
 */
export function connectionLimit(limit = fileLimit()): number {
  return Math.max(1, limit - OTHERS);
}

/** How many files a process may have open; without end where none says. */
export function fileLimit(): number {
  if (process.platform === 'win32') return Number.POSITIVE_INFINITY;
  const command = ['-c', 'ulimit -n'];
  known ??= spawnSync('sh', command, { encoding: 'utf8' }).stdout;
  const limit = Number.parseInt(known, 10);
  return Number.isNaN(limit) ? Number.POSITIVE_INFINITY : limit;
}
