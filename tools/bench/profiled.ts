import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Arena } from './arena.ts';
import type { Contestant } from './contestants.ts';
import { chooseCores } from './cores.ts';
import { type Profile, type SelfTime, selfTimes } from './self-times.ts';
import type { Turn } from './turn.ts';

const PRELOAD = new URL('end-with-channel.mjs', import.meta.url).href;

/**
 * Runs a proxy in Node under load, with Node's own profiler.
 *
 * @param seconds - How long the load lasts.
 * @returns in which functions its time went, the most first.
 */
export async function profile(
  contestant: Contestant,
  turn: Turn,
  seconds: number,
): Promise<SelfTime[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const arena = new Arena(chooseCores());
  try {
    await arena.open();
    const fail = (_: string, reason: string) => {
      throw new Error(reason);
    };
    const profiled = withProfiler(contestant, folder);
    const [running] = await arena.start([profiled], fail);
    if (!running) return [];
    const start = performance.now();
    await arena.turn(running, turn, { seconds });
    await running.stop(); // now the profile is written
    const microseconds = (performance.now() - start) * 1000;
    return selfTimes(profileIn(folder), microseconds);
  } finally {
    await arena.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function profileIn(folder: string): Profile {
  const name = readdirSync(folder).find((one) => one.endsWith('.cpuprofile'));
  if (!name) throw new Error('The proxy left no profile.');
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile;
}

function withProfiler(contestant: Contestant, folder: string): Contestant {
  return {
    ...contestant,
    hasChannel: true,
    command: (place) => {
      const [node, ...rest] = contestant.command(place);
      const profiler = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
      return [node, ...profiler, '--import', PRELOAD, ...rest];
    },
  };
}
