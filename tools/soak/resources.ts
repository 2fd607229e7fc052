import type { Random } from './random.ts';

/** How many resources there are that a cache may keep. */
const CACHEABLE = 60;

/** What its target says of a resource. */
export interface Resource {
  /** Bytes of its body. */
  readonly length: number;
  readonly type: string;
  /** Seconds for which it is fresh; `undefined` if it is not to be kept. */
  readonly age: number | undefined;
  /** Does it depend on Accept-Language? */
  readonly varies: boolean;
}

/** Reads a target. */
export function resourceOf(target: string): Resource {
  const query = new URLSearchParams(target.split('?')[1] ?? '');
  const age = query.get('age');
  return {
    length: Number(query.get('length') ?? 0),
    type: query.get('type') ?? 'text/plain',
    age: age === null ? undefined : Number(age),
    varies: query.has('varies'),
  };
}

/**
 * A target that a cache may keep; the same number gives the same one. Where
 * the number is odd the origin may fail.
 *
 * @param source - Gives chance for a number.
 */
export function cacheableTarget(
  random: Random,
  source: (number: number) => Random,
  isSound: boolean,
): string {
  const half = random.between(0, CACHEABLE / 2 - 1);
  const number = 2 * half + (isSound ? 0 : 1);
  const fixed = source(number);
  const length = fixed.between(0, fixed.pick([100, 3000, 30_000, 120_000]));
  const age = fixed.pick([0, 1, 1, 2, 3, 30]);
  const varies = fixed.chance(0.4) ? '&varies' : '';
  return `/kept/${number}?length=${length}&type=${typeFor(fixed)}&age=${age}${varies}`;
}

/** A target of its own for each request. */
export function ownTarget(random: Random, nonce: string): string {
  const length = lengthFor(random);
  return `/once/${nonce}?length=${length}&type=${typeFor(random)}`;
}

/** A body's length in bytes: mostly short, now and then very long. */
export function lengthFor(random: Random): number {
  if (random.chance(0.1)) return 0;
  if (random.chance(0.004)) return 5_000_000;
  return random.between(1, random.pick([30, 900, 900, 9000, 9000, 200_000]));
}

function typeFor(random: Random): string {
  return random.pick(['text/plain', 'text/plain', 'image/x-noise']);
}
