import { type Asked, askedBy } from './asked.ts';
import { askedInCrowd } from './asked-in-crowd.ts';
import { targetOfCrowd } from './crowd.ts';
import { garbageFor } from './garbage.ts';
import { Random } from './random.ts';

/** What one client does on its connection. */
export interface Script {
  readonly number: number;
  readonly requests: readonly Asked[];
  /** Sends all of them before it hears of the first? */
  readonly isPipelined: boolean;
  readonly reading: 'eager' | 'slow' | 'stops';
  readonly writing: 'whole' | 'pieces' | 'drip';
  readonly ending: Ending;
  /** For what is cut and chosen while it runs. */
  readonly random: Random;
}

/** How a client goes. */
export type Ending =
  /** When all has been answered. */
  | { readonly kind: 'politely' }
  /** It says FIN behind its last request, and still awaits the answers. */
  | { readonly kind: 'half-closes' }
  /** After so many bytes, which may be in the middle of a response. */
  | { readonly kind: 'leaves'; readonly after: number; readonly how: Goodbye }
  /** In the middle of its last request; `at` is from 0 up to 1. */
  | { readonly kind: 'breaks off'; readonly at: number; readonly how: Goodbye }
  /** It speaks no HTTP, and then says FIN or awaits it. */
  | {
      readonly kind: 'babbles';
      readonly bytes: Buffer;
      readonly ends: boolean;
    };

/** Nothing for a while; a FIN; a reset. */
export type Goodbye = 'silence' | 'fin' | 'reset';

const RESOURCES = 1_000_000_000;

/** The script of a connection; the same seed and number give the same one. */
export function scriptFor(seed: number, number: number): Script {
  const random = new Random(seed, number);
  const ending = endingFor(random);
  const isPipelined = random.chance(0.2);
  const isBroken = ending.kind === 'breaks off';
  const source = (resource: number) => new Random(seed, RESOURCES + resource);
  const crowded = targetOfCrowd(seed, number, source);
  const count = random.pick(crowded ? [1, 1, 2, 3] : [1, 1, 2, 3, 5, 8]);
  const requests = Array.from({ length: count }, (_, at) => {
    const nonce = `${number}.${at}`;
    const isTame = isPipelined || isBroken;
    const choice = { random, source, nonce, isLast: at === count - 1, isTame };
    return crowded ? askedInCrowd(choice, crowded) : askedBy(choice);
  });
  return {
    number,
    requests,
    isPipelined,
    reading: random.pick(['eager', 'eager', 'eager', 'slow', 'stops']),
    writing: random.pick(['whole', 'whole', 'whole', 'pieces', 'drip']),
    ending,
    random,
  };
}

function endingFor(random: Random): Ending {
  const how = random.pick<Goodbye>(['silence', 'fin', 'reset']);
  const ends = random.chance(0.5);
  switch (random.pick(ENDINGS)) {
    case 'half-closes':
      return { kind: 'half-closes' };
    case 'leaves':
      return { kind: 'leaves', after: afterFor(random), how };
    case 'breaks off':
      return { kind: 'breaks off', at: random.next(), how };
    case 'babbles':
      return { kind: 'babbles', bytes: garbageFor(random), ends };
    case 'politely':
      return { kind: 'politely' };
  }
}

const ENDINGS = [
  ...(['politely', 'politely', 'politely', 'politely', 'politely'] as const),
  ...(['half-closes', 'leaves', 'breaks off', 'babbles'] as const),
] as const satisfies readonly [Ending['kind'], ...Ending['kind'][]];

function afterFor(random: Random): number {
  return random.between(0, random.pick([300, 3000, 100_000]));
}
