import type { Asked, Choice } from './asked.ts';
import { conditionFor } from './asked.ts';
import { orderFor } from './choose-order.ts';
import { type Order, REFUSED } from './order.ts';
import type { Random } from './random.ts';
import { isKeepable, resourceOf } from './resources.ts';

const METHODS = [
  ...(['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'GET'] as const),
  ...(['GET', 'GET', 'GET', 'GET', 'HEAD', 'PUT', 'POST'] as const),
  ...(['DELETE', 'DELETE'] as const),
] as const satisfies readonly [string, ...string[]];

const WISHES = [
  ...(['no-cache', 'no-store', 'max-age=0', 'max-stale'] as const),
  ...(['min-fresh=1', 'only-if-cached'] as const),
] as const;

/**
 * Chooses a request for what many others ask for at this moment: some of them
 * may share an answer, some must not, and some change what they ask for.
 */
export function askedInCrowd(choice: Choice, target: string): Asked {
  const { random, nonce, isTame, isLast } = choice;
  const method = random.pick(METHODS);
  const body = bodyLength(method, random);
  const version = '1.1';
  const outline = { nonce, method, target, body, version } as const;
  const ordered = orderFor(outline, random, isTame);
  const isPlain = method === 'GET' && body === 0;
  const isOfMany = isPlain && random.chance(0.6);
  const isOfOne = isPlain && !isOfMany && isKeepable(resourceOf(target));
  const status = isOfOne && random.chance(0.3) ? 503 : ordered.status;
  const order = { ...ordered, status };
  const condition = isPlain && !isOfMany ? conditionFor(random) : undefined;
  return {
    order: { ...order, ...paceFor(order, random) },
    version,
    framing: body === 0 ? 'none' : random.pick(['length', 'chunked']),
    acceptsGzip: random.chance(0.5),
    language: random.pick(['de', 'en']),
    condition,
    wish: isOfMany || random.chance(0.7) ? undefined : random.pick(WISHES),
    isOfUser: isOfOne && random.chance(0.3),
    keeps: !isLast || random.chance(0.5),
    expects: body > 0 && !isTame && random.chance(0.2),
  };
}

// A GET with a body is read by the origin alone.
function bodyLength(method: string, random: Random): number {
  const isUpload = method === 'PUT' || method === 'POST';
  if (!isUpload && !(method === 'GET' && random.chance(0.15))) return 0;
  return random.between(1, 2000);
}

// Slow enough for others to come meanwhile, and to see the answer grow. A
// failure may come when what has grown meanwhile is complete.
function paceFor(
  { fault, status }: Order,
  random: Random,
): Pick<Order, 'pieces' | 'pause'> {
  const isError = status >= 500 || REFUSED.some((each) => each === fault);
  const pieces = random.pick(isError ? [1] : [1, 2, 5, 8]);
  const most = random.pick(isError ? [60, 250, 600] : [0, 20, 60, 250]);
  return { pieces, pause: random.between(0, most) };
}
