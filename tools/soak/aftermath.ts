import { askedBy } from './asked.ts';
import { Conversation } from './conversation.ts';
import { Counts } from './counts.ts';
import { type Fault, Findings } from './findings.ts';
import type { Ground } from './ground.ts';
import { Random } from './random.ts';
import type { Script } from './script.ts';

const REQUESTS = 5;

/** Asks as a well-behaved client does, and says what it did not get. */
export async function askAfterwards(
  ground: Ground,
  seed: number,
): Promise<Fault | undefined> {
  const own = { ...ground, findings: new Findings(), counts: new Counts() };
  const conversation = new Conversation(plainScript(seed), own);
  const late = setTimeout(() => conversation.giveUp(30), 30_000);
  await conversation.play();
  clearTimeout(late);
  const [first] = own.findings.list;
  const { complete } = own.counts;
  if (complete === REQUESTS && !first) return undefined;
  const got = `${complete}${first ? `, and ${first.got}` : ''}`;
  return { invariant: 'after', expected: `${REQUESTS} responses`, got };
}

function plainScript(seed: number): Script {
  const random = new Random(seed, 0);
  const requests = Array.from({ length: REQUESTS }, (_, at) => {
    const common = { random, source: () => random, isLast: false };
    const asked = askedBy({ ...common, nonce: `0.${at}`, isTame: true });
    const order = {
      ...asked.order,
      method: 'GET',
      target: `/once/0.${at}?length=999`,
      body: 0,
    };
    return { ...asked, order, version: '1.1', framing: 'none' } as const;
  });
  const manner = { reading: 'eager', writing: 'whole' } as const;
  const ending = { kind: 'politely' } as const;
  return { number: 0, requests, isPipelined: false, ...manner, ending, random };
}
