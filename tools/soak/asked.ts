import { orderFor } from './choose-order.ts';
import type { Order } from './order.ts';
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
  /** What it says to caches: the value of Cache-Control. */
  readonly wish: string | undefined;
  /** Does it say by whom it is sent (Authorization)? */
  readonly isOfUser: boolean;
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
  const { random, nonce, isTame, isLast } = choice;
  const version = random.chance(0.2) ? '1.0' : '1.1';
  const method = random.pick(METHODS);
  const isKept = version === '1.1' && random.chance(0.5);
  const target = targetFor(choice, method, isKept, version);
  const hasBody = method === 'POST' || method === 'PUT';
  const body = hasBody ? bodyLength(random, isTame) : 0;
  const outline = { nonce, method, target, body, version } as const;
  const order = orderFor(outline, random, isTame);
  const isCached = resourceOf(target).age !== undefined && !hasBody;
  return {
    order,
    version,
    framing: hasBody ? framingFor(random, version) : 'none',
    // Of coded bytes nobody could say how many are to come before the cut.
    acceptsGzip: !order.waits && random.chance(0.5),
    language: random.pick(['de', 'en', 'fr']),
    condition: isCached && method === 'GET' ? conditionFor(random) : undefined,
    wish: undefined,
    isOfUser: false,
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

/** Chooses a condition, or a part, or neither. */
export function conditionFor(random: Random): Asked['condition'] {
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
