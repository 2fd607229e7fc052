import type { Random } from './random.ts';

/** How many resources there are that a cache may keep. */
const CACHEABLE = 60;

/** How many there are besides for which many ask at once. */
const CROWDED = 150;

/** Bytes that the cache of a stage may take: too little for all of them. */
export const CACHE_SIZE = 2_000_000;

/** The longest body that such a cache keeps, in bytes. */
const LONGEST_KEPT = CACHE_SIZE / 8;

/** What its target says of a resource. */
export interface Resource {
  /** Bytes of its body. */
  readonly length: number;
  readonly type: string;
  /** Seconds for which it is fresh; `undefined` if it is not to be kept. */
  readonly age: number | undefined;
  /** What else its Cache-Control says. */
  readonly control: string | undefined;
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
    control: query.get('control') ?? undefined,
    varies: query.has('varies'),
  };
}

/** Whether a cache that keeps it has room for all of it. */
export function isKeepable({ age, length }: Resource): boolean {
  return age !== undefined && length <= LONGEST_KEPT;
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

/** A target for which many ask at once. Where its number is odd, as above. */
export function crowdTarget(
  random: Random,
  source: (number: number) => Random,
): string {
  const half = random.between(0, CROWDED / 2 - 1);
  const number = 2 * half + (random.chance(0.3) ? 0 : 1);
  const fixed = source(CACHEABLE + number);
  const [least, most] = fixed.pick(LENGTHS);
  const length = fixed.between(least, most);
  const age = fixed.pick([0, 0, 0, 0, 1, 30]);
  const more = fixed.pick(CONTROLS);
  const control = more === '' ? '' : `&control=${more}`;
  const varies = fixed.chance(0.3) ? '&varies' : '';
  return `/crowd/${number}?length=${length}&type=${typeFor(fixed)}&age=${age}${control}${varies}`;
}

// Short ones; such as take several pieces of a cache's memory; and such as
// turn out to be too long for it.
const LENGTHS: readonly [Bounds, ...Bounds[]] = [
  [0, 3000],
  [3000, 70_000],
  [100_000, 240_000],
  [100_000, 240_000],
  [100_000, 240_000],
  [100_000, 240_000],
  [260_000, 400_000],
];

type Bounds = readonly [least: number, most: number];

const CONTROLS = [
  ...(['', '', '', '', 'stale-if-error=5', 'stale-if-error=5'] as const),
  ...(['must-revalidate', 'stale-while-revalidate=2'] as const),
] as const;

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
