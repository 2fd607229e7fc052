import { spawnSync } from 'node:child_process';
import { MANY } from './workloads.ts';

/** Files that a process needs besides its connections. */
const OTHERS = 200;

/**
 * How many clients a proxy can have, when each takes two connections.
 *
 * @param limit - How many files a process may have open.
 */
export function mostConnections(limit: number): number {
  return Math.max(1, Math.min(MANY, Math.floor((limit - OTHERS) / 2)));
}

/** How many files a process may have open; without end where none says. */
export function fileLimit(): number {
  if (process.platform === 'win32') return Number.POSITIVE_INFINITY;
  const { stdout } = spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' });
  const limit = Number.parseInt(stdout, 10);
  return Number.isNaN(limit) ? Number.POSITIVE_INFINITY : limit;
}
