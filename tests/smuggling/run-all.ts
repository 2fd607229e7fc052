import { launch } from '../kit/launch.ts';
import type { Stage } from '../kit/stage.ts';
import { Lane, type Observation } from './lane.ts';

/** How many hang before the rest is left alone: each takes a deadline. */
const HANGS = 3;

/**
 * Runs all cases through one proxy, each as a whole before the next.
 *
 * @param seen - Gets what was seen of each, or why nothing was.
 */
export async function runAll<Case>(
  stage: Stage,
  cases: readonly Case[],
  seen: Map<Case, Observation | Error>,
  observe: (lane: Lane, each: Case) => Promise<Observation>,
): Promise<void> {
  const lane = await Lane.start((port) => launch(stage, port));
  let hangs = 0;
  for (const each of cases) {
    if (hangs >= HANGS) {
      seen.set(each, new Error('was not run, since others before it hang'));
      continue;
    }
    try {
      seen.set(each, await observe(lane, each));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      seen.set(each, error);
      hangs++;
    }
  }
  await lane.stop();
}
