import { askedBy } from './asked.ts';
import { Conversation } from './conversation.ts';
import { Counts } from './counts.ts';
import { type Fault, Findings } from './findings.ts';
import type { Ground } from './ground.ts';
import { Random } from './random.ts';
import type { Script } from './script.ts';

/** What a plain client does. */
export interface Visit {
  /** Names it: below 0, as those of the storm are above. */
  readonly number: number;
  readonly requests: number;
  /** In seconds. */
  readonly patience: number;
}

/** Asks as a well-behaved client does, and says what it did not get. */
export async function askPlainly(
  ground: Ground,
  visit: Visit,
): Promise<Fault | undefined> {
  const own = { ...ground, findings: new Findings(), counts: new Counts() };
  const { patience, requests } = visit;
  const conversation = new Conversation(plainScript(ground.seed, visit), own);
  const giveUp = () => conversation.giveUp(patience);
  const late = setTimeout(giveUp, patience * 1000);
  await conversation.play();
  clearTimeout(late);
  const [first] = own.findings.list;
  const answered = own.counts.complete + own.counts.refused;
  if (answered === requests && !first) return undefined;
  const got = `${answered}${first ? `, and ${first.got}` : ''}`;
  const expected = `${requests} responses`;
  return { invariant: 'served', expected, got };
}

function plainScript(seed: number, { number, requests: count }: Visit): Script {
  const random = new Random(seed, 0, number);
  const requests = Array.from({ length: count }, (_, at) => {
    const common = { random, source: () => random, isLast: false };
    const nonce = `${number}.${at}`;
    const asked = askedBy({ ...common, nonce, isTame: true });
    const target = `/once/${nonce}?length=999`;
    const order = { ...asked.order, method: 'GET', target, body: 0 };
    return { ...asked, order, version: '1.1', framing: 'none' } as const;
  });
  const manner = { reading: 'eager', writing: 'whole' } as const;
  const ending = { kind: 'politely' } as const;
  return { number, requests, isPipelined: false, ...manner, ending, random };
}
