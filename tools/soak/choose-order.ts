import { CUT, type Fault, type Order, REFUSED } from './order.ts';
import type { Random } from './random.ts';
import { resourceOf } from './resources.ts';

/** A request, as far as it is known before its order. */
export interface Outline
  extends Pick<Order, 'nonce' | 'method' | 'target' | 'body'> {
  readonly version: '1.0' | '1.1';
}

const LIVES = [
  ...(['on', 'on', 'on', 'on', 'on', 'on'] as const),
  ...(['close', 0, 20, 200] as const),
] as const;

const STATUSES = [200, 200, 200, 200, 201, 404, 500, 204] as const;

const FRAMINGS = ['length', 'chunked', 'chunked', 'until-close'] as const;

// Where only the end of the connection ends a body, all hangs on its kind.
const FAILS = { '1.0': 0.5, '1.1': 0.35 } as const;

type FaultKind = 'none' | 'refused' | 'cut' | 'odd';

/**
 * Chooses what a request asks of the origin.
 *
 * @param isTame - Nothing that may end the connection ahead of time.
 */
export function orderFor(
  { version, ...outline }: Outline,
  random: Random,
  isTame: boolean,
): Order {
  const framing = random.pick(FRAMINGS);
  const isSound = isTame || !random.chance(FAILS[version]);
  const kind = kindOfFault(outline.target, random, isSound, framing);
  const fault = faultFor(kind, random);
  const isOwn = resourceOf(outline.target).age === undefined;
  return {
    ...outline,
    status: isOwn ? random.pick(STATUSES) : 200,
    framing,
    interims: random.chance(0.1) ? random.between(1, 3) : 0,
    trailers: framing === 'chunked' && random.chance(0.3),
    pieces: random.pick([1, 1, 2, 5]),
    pause: random.chance(0.3) ? random.between(1, 60) : 0,
    lag: random.chance(0.1) ? random.between(1, 100) : 0,
    fault,
    cutAt: random.next(),
    waits: version === '1.0' && kind === 'cut',
    lives: random.pick(LIVES),
  };
}

// Where a resource may be kept, and 1.0 asks for it too, the origin is sound:
// to a client of 1.0 a response that is cut short for the sake of another
// client can, on Node 20 and 22, look as if it ended (a reset that comes
// right behind data is reported as an end).
function kindOfFault(
  target: string,
  random: Random,
  isSound: boolean,
  framing: Order['framing'],
): FaultKind {
  const number = /^\/(?:kept|crowd)\/(\d+)/.exec(target)?.[1];
  const isShared = number !== undefined && Number(number) % 2 === 0;
  if (isSound || isShared) return 'none';
  // Behind a body that ends with the connection nothing is missing that one
  // could see, and nothing is too much.
  if (framing === 'until-close') return 'refused';
  return random.pick(['refused', 'refused', 'cut', 'cut', 'odd']);
}

function faultFor(kind: FaultKind, random: Random): Fault {
  if (kind === 'refused') return random.pick(REFUSED);
  if (kind === 'cut') return random.pick(CUT);
  if (kind === 'odd') return random.pick(['says more', 'answers early']);
  return 'none';
}
