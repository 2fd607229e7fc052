import { once } from 'node:events';
import type { Server } from 'node:net';
import { HOST, listen } from '../../shared/terminal/index.ts';
import { Recorder, type WireRecord } from '../wire/record.ts';
import { Client } from './end.ts';
import { fence } from './fence.ts';
import { Origin } from './origin.ts';
import { requestFor, type Situation } from './situations.ts';

/** A stage that takes part in the race. */
export interface Runner {
  readonly number: number;
  /** Does it serve one client after another? */
  readonly isSequential: boolean;
  readonly createProxy: (options: {
    readonly upstream: { readonly host: string; readonly port: number };
  }) => Server;
}

/**
 * Lets A begin, then B ask; then A goes on. Each step waits until the last
 * was seen at the far end, so the record is the same each time.
 *
 * @returns what the clients did and got.
 * @throws if B is not held up, or held up, where it should not be.
 */
export async function race(
  runner: Runner,
  situation: Situation,
): Promise<WireRecord> {
  const origin = new Origin();
  const upstream = { host: HOST, port: await origin.listen() };
  const proxy = runner.createProxy({ upstream });
  const port = await listen(proxy, 0);
  const recorder = new Recorder(titleFor(runner, situation));
  const a = await Client.connect(port, 'A', recorder);
  await situation.begin(a, origin);
  const b = await Client.connect(port, 'B', recorder);
  b.send(requestFor('/b'));
  if (runner.isSequential) await expectNothing(origin);
  else await serve(b, () => origin.answer('/b', 2));
  await serve(a, () => situation.finish(a, origin));
  if (runner.isSequential) await serve(b, () => origin.answer('/b', 2));
  origin.close();
  proxy.close();
  await once(proxy, 'close');
  return recorder.record;
}

function titleFor(
  { number, isSequential }: Runner,
  { until }: Situation,
): string {
  return isSequential
    ? `Stage ${number}: B gets nothing until A ${until}.`
    : `Stage ${number}: B is answered meanwhile.`;
}

/** Sees a client through to the end of its connection. */
async function serve(
  client: Client,
  answer: () => Promise<void>,
): Promise<void> {
  await answer();
  await client.until(() => client.hasEnded);
  client.end();
}

async function expectNothing(origin: Origin): Promise<void> {
  await fence();
  if (origin.find('/b')) throw new Error('B was to wait, and was served.');
}
