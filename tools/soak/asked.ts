import { CUT, type Fault, type Order, REFUSED } from './order.ts';
import type { Random } from './random.ts';
import {
  cacheableTarget,
  lengthFor,
  ownTarget,
  resourceOf,
} from './resources.ts';

/** A request, before it is put into bytes. */
export interface Asked {
  readonly order: Order;
  readonly version: '1.0' | '1.1';
  /** How its own body is framed. */
  readonly framing: 'none' | 'length' | 'chunked';
  readonly acceptsGzip: boolean;
  /** The value of Accept-Language. */
  readonly language: string;
  /** A field that makes it conditional, or asks for a part. */
  readonly condition: readonly [name: string, value: string] | undefined;
  /** Asks to go on afterwards? */
  readonly keeps: boolean;
  /** Sends its body only when told to, or answered. */
  readonly expects: boolean;
}

/** What chance may choose from. */
export interface Choice {
  readonly random: Random;
  /** Gives chance for a resource. */
  readonly source: (number: number) => Random;
  readonly nonce: string;
  readonly isLast: boolean;
  /** Nothing that may end the connection ahead of time, nor long bodies. */
  readonly isTame: boolean;
}

/** Chooses a request. */
export function askedBy(choice: Choice): Asked {
  const { random, isTame, isLast } = choice;
  const version = random.chance(0.15) ? '1.0' : '1.1';
  const method = random.pick(METHODS);
  const isKept = version === '1.1' && random.chance(0.5);
  const target = targetFor(choice, method, isKept, version);
  const hasBody = method === 'POST' || method === 'PUT';
  const body = hasBody ? bodyLength(random, isTame) : 0;
  const order = orderFor(choice, { method, target, body, version });
  const isCached = resourceOf(target).age !== undefined && !hasBody;
  return {
    order,
    version,
    framing: hasBody ? framingFor(random, version) : 'none',
    // Of coded bytes nobody could say how many are to come before the cut.
    acceptsGzip: !order.waits && random.chance(0.5),
    language: random.pick(['de', 'en', 'fr']),
    condition: isCached && method === 'GET' ? conditionFor(random) : undefined,
    keeps: !isLast || random.chance(0.5),
    expects: body > 0 && version === '1.1' && !isTame && random.chance(0.2),
  };
}

const METHODS = [
  ...(['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'GET'] as const),
  ...(['POST', 'POST', 'PUT', 'HEAD', 'OPTIONS'] as const),
] as const satisfies readonly [string, ...string[]];

function targetFor(
  { random, source, nonce }: Choice,
  method: string,
  isKept: boolean,
  version: string,
): string {
  if (method === 'OPTIONS' && random.chance(0.3)) return '*';
  // What a cache keeps is asked for often, and changed now and then.
  const often = method === 'GET' || method === 'HEAD' ? 0.6 : 0.05;
  if (!random.chance(often)) return ownTarget(random, nonce);
  return cacheableTarget(random, source, version === '1.0' || !isKept);
}

function bodyLength(random: Random, isTame: boolean): number {
  return isTame ? random.between(0, 2000) : lengthFor(random);
}

function framingFor(random: Random, version: string): 'length' | 'chunked' {
  return version === '1.1' && random.chance(0.5) ? 'chunked' : 'length';
}

function conditionFor(random: Random): Asked['condition'] {
  if (random.chance(0.6)) return undefined;
  const from = random.between(0, 90);
  return random.pick([
    ['If-None-Match', '*'],
    ['If-None-Match', '"another", TAG'], // the origin's tag is filled in
    ['If-Modified-Since', new Date(0).toUTCString()],
    ['Range', `bytes=${from}-${from + random.between(0, 20_000)}`],
    ['Range', `bytes=-${random.between(1, 500)}`],
    ['Range', `bytes=${from}-`],
  ]);
}

const FRAMINGS = ['length', 'length', 'chunked', 'until-close'] as const;

function orderFor(
  { random, nonce, isTame }: Choice,
  asked: {
    readonly method: string;
    readonly target: string;
    readonly body: number;
    readonly version: string;
  },
): Order {
  const { method, target } = asked;
  const framing = random.pick(FRAMINGS);
  const fault = faultFor(choiceOfFault(random, asked, isTame, framing), random);
  const isOwn = resourceOf(target).age === undefined;
  const statuses = [200, 200, 200, 200, 201, 404, 500, 204] as const;
  const order: Omit<Order, 'waits'> = {
    nonce,
    method,
    target,
    body: asked.body,
    status: isOwn ? random.pick(statuses) : 200,
    framing,
    interims: random.chance(0.1) ? random.between(1, 3) : 0,
    trailers: framing === 'chunked' && random.chance(0.3),
    pieces: random.pick([1, 1, 2, 5]),
    pause: random.chance(0.3) ? random.between(1, 150) : 0,
    lag: random.chance(0.1) ? random.between(1, 150) : 0,
    fault,
    cutAt: random.next(),
    lives: random.pick(['on', 'on', 'on', 'close', 0, 20, 200]),
  };
  return { ...order, waits: asked.version === '1.0' && isCut(fault) };
}

// Where a resource may be kept, and 1.0 asks for it too, the origin is sound:
// to a client of 1.0 a response that is cut short for the sake of another
// client can, on Node 20, look as if it ended (a reset that comes right
// behind data is reported as an end).
function choiceOfFault(
  random: Random,
  asked: { readonly method: string; readonly target: string },
  isTame: boolean,
  framing: Order['framing'],
): 'none' | 'refused' | 'cut' | 'odd' {
  const number = /^\/kept\/(\d+)/.exec(asked.target)?.[1];
  const isSound = isTame || (number !== undefined && Number(number) % 2 === 0);
  if (isSound || random.chance(0.75)) return 'none';
  // Behind a body that ends with the connection nothing is missing that one
  // could see, and nothing is too much.
  if (framing === 'until-close') return 'refused';
  return random.pick(['refused', 'cut', 'cut', 'odd']);
}

function faultFor(
  choice: 'none' | 'refused' | 'cut' | 'odd',
  random: Random,
): Fault {
  if (choice === 'refused') return random.pick(REFUSED);
  if (choice === 'cut') return random.pick(CUT);
  if (choice === 'odd') return random.pick(['says more', 'answers early']);
  return 'none';
}

function isCut(fault: Fault): boolean {
  return CUT.some((each) => each === fault);
}
