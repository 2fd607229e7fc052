/**
 * What a program and all that it started have used, as the system counts it.
 *
 * @module
 */

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Used by a process and its descendants. */
export interface Usage {
  /** Time on a core, in seconds; of user and system together. */
  readonly cpu: number;
  /** Memory now, in bytes. */
  readonly resident: number;
  /** The most memory so far, in bytes; where that is unknown, memory now. */
  readonly peak: number;
}

/** A process in the system's list. */
export interface Entry extends Usage {
  readonly pid: number;
  readonly parent: number;
}

/** Of each second of {@link Entry.cpu}, as Linux shows it to programs. */
const TICKS = 100;

/** What a process tree has used; undefined where there is no way to know. */
export function usageOf(root: number): Usage | undefined {
  if (process.platform === 'win32') return undefined;
  return sumOf(root, process.platform === 'linux' ? linux() : others());
}

/** Adds up a process and its descendants. */
export function sumOf(root: number, entries: readonly Entry[]): Usage {
  const family = new Set([root]);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { pid, parent } of entries) {
      if (family.has(parent)) family.add(pid);
    }
  }
  const mine = entries.filter(({ pid }) => family.has(pid));
  const sum = (key: keyof Usage): number =>
    mine.reduce((all, entry) => all + entry[key], 0);
  return { cpu: sum('cpu'), resident: sum('resident'), peak: sum('peak') };
}

function linux(): Entry[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const status = readFileSync(`/proc/${pid}/status`, 'latin1');
      return [linuxEntry(stat, status)];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

/**
 * Reads what Linux says of a process.
 *
 * @param stat - Of `/proc/PID/stat`, see proc(5).
 * @param status - Of `/proc/PID/status`.
 */
export function linuxEntry(stat: string, status: string): Entry {
  // The name, in brackets, may have spaces and brackets in it.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const kilobytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  return {
    pid: Number.parseInt(stat, 10),
    parent: fields[1]!,
    cpu: (fields[11]! + fields[12]!) / TICKS,
    resident: kilobytes('VmRSS') * 1024,
    peak: kilobytes('VmHWM') * 1024,
  };
}

function others(): Entry[] {
  const args = ['-axo', 'pid=,ppid=,time=,rss='];
  const text = execFileSync('ps', args, { encoding: 'utf8' });
  return text.trim().split('\n').map(psEntry);
}

/** Reads a line of `ps -o pid=,ppid=,time=,rss=`. */
export function psEntry(line: string): Entry {
  const [pid, parent, time = '', rss] = line.trim().split(/\s+/);
  const cpu = time.split(/[:-]/).reduce((all, part) => {
    return all * 60 + Number(part);
  }, 0);
  const resident = Number(rss) * 1024;
  return {
    pid: Number(pid),
    parent: Number(parent),
    cpu,
    resident,
    peak: resident,
  };
}
