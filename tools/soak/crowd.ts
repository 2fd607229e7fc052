import { Random } from './random.ts';
import { crowdTarget } from './resources.ts';

/** So many clients come one right after the other, and may be a crowd. */
const SIZE = 16;

/** How many of such companies are one. */
const OFTEN = 0.45;

const CROWDS = 1_500_000_000;

/**
 * What all clients of a crowd ask for, while the first answers are still
 * coming.
 *
 * @param number - Of the connection.
 * @param source - Gives chance for a resource.
 * @returns `undefined` if this client asks for what it likes.
 */
export function targetOfCrowd(
  seed: number,
  number: number,
  source: (number: number) => Random,
): string | undefined {
  const random = new Random(seed, CROWDS + Math.floor(number / SIZE));
  return random.chance(OFTEN) ? crowdTarget(random, source) : undefined;
}
