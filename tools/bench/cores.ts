import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** On which core who runs; none where that cannot be chosen. */
export interface Cores {
  readonly proxy?: number;
  /** Of clients and origin. */
  readonly load?: number;
  /** The same as a sentence. */
  readonly words: string;
}

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** Chooses a core for the proxy, and another one for clients and origin. */
export function chooseCores(allowed = allowedCores()): Cores {
  const [load, proxy] = allowed;
  if (load === undefined || proxy === undefined) {
    const words =
      'Proxy, clients and origin share the cores: this machine cannot pin.';
    return { words };
  }
  const words = `Proxy on core ${proxy}, clients and origin on core ${load}.`;
  return { proxy, load, words };
}

/** The command that runs another one on a core. */
export function pinned(core: number | undefined, command: Command): Command {
  return core === undefined
    ? command
    : ['taskset', '-c', `${core}`, ...command];
}

/** The cores that we may use; none where there is no `taskset`. */
function allowedCores(): readonly number[] {
  if (process.platform !== 'linux') return [];
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
  } catch {
    return [];
  }
  const status = readFileSync('/proc/self/status', 'utf8');
  return coresIn(/^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? '');
}

/** The numbers in a list such as `0-2,5`. */
export function coresIn(list: string): number[] {
  return list.split(',').flatMap((range) => {
    const ends = range.split('-').map((end) => Number.parseInt(end, 10));
    const [first = Number.NaN, last = first] = ends;
    const length = last - first + 1;
    if (!(length > 0)) return [];
    return Array.from({ length }, (_, at) => first + at);
  });
}
