import { expect, onTestFinished, type TestContext } from 'vitest';
import { getCurrentTest } from 'vitest/suite';
import { Recorder, type WireRecord } from '../../tools/wire/record.ts';
import { letterOf } from '../../tools/wire/taps.ts';
import { clientEnd } from './client.ts';
import { createFence } from './fence.ts';
import { launch, type ProgramReport, type RunningProxy } from './launch.ts';
import { Origin, type OriginReport } from './origin.ts';
import { StartError } from './program.ts';
import type { Stage } from './stage.ts';
import type { WireEnd } from './wire-end.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What a failure of this test usually means; the reporter shows it. */
    hint?: string;
    /** What went over the wire, if the test failed. */
    record?: WireRecord;
    /** How the origin fared, likewise. */
    origin?: OriginReport;
    /** How the proxy fared, likewise, if it is a program. */
    program?: ProgramReport | undefined;
  }
}

/** So many tests may hang; the others are then skipped, or it takes ages. */
const HANGS_AT_MOST = 5;

const hangs = new WeakMap<Stage, number>();

/** Those in whose place a program was to be tested that does not start. */
const unstarted = new WeakSet<Stage>();

/** The three parts of a test: clients, the proxy between, the origin. */
export interface Scene {
  readonly proxy: RunningProxy;
  readonly origin: Origin;
  /** Connects one more client: A, then B, ... */
  connect(): Promise<WireEnd>;
  /** Waits for some round trips beside the proxy: see `createFence`. */
  fence(trips?: number): Promise<void>;
}

/**
 * Sets a scene: an origin that listens, and a proxy in front of it. When the
 * test is over all is taken down; if it failed, what went over the wire
 * is handed to the reporter.
 */
export async function scene(stage: Stage): Promise<Scene> {
  if ((hangs.get(stage) ?? 0) >= HANGS_AT_MOST) {
    getCurrentTest()?.context.skip(`${HANGS_AT_MOST} tests hung before`);
  }
  if (unstarted.has(stage)) {
    getCurrentTest()?.context.skip('the program does not start');
  }
  const recorder = new Recorder(expect.getState().currentTestName ?? '');
  const clients: WireEnd[] = [];
  const origin = await Origin.start(recorder);
  onTestFinished(() => origin.goDown());
  const proxy = await launch(stage, origin.port);
  onTestFinished(async ({ task }) => {
    if (hasHung(task)) hangs.set(stage, (hangs.get(stage) ?? 0) + 1);
    const hasFailed = task.result?.state === 'fail';
    const ending = hasFailed ? undefined : proxy.report?.().ending;
    const { record } = recorder; // before anybody else connects
    if (hasFailed && !hasHung(task)) await proxy.settle?.();
    const { report } = origin; // before the proxy leaves it
    await proxy.stop();
    for (const client of clients) client.destroy();
    if (!hasFailed && !ending) return;
    task.meta.record = record;
    task.meta.origin = report;
    task.meta.program = proxy.report?.();
    if (ending) throw new Error('All went well, but the program has ended.');
  });
  let fence: Scene['fence'] | undefined;
  return {
    proxy,
    origin,
    connect: async () => {
      const name = letterOf(clients.length);
      const socket = proxy.connect().catch((error: unknown) => {
        if (error instanceof StartError) unstarted.add(stage);
        throw error;
      });
      const client = await clientEnd(socket, name, recorder);
      clients.push(client);
      return client;
    },
    fence: async (trips) => {
      fence ??= await createFence();
      await fence(trips);
    },
  };
}

function hasHung({ result }: TestContext['task']): boolean {
  return result?.errors?.some(({ name }) => name === 'DeadlineError') ?? false;
}
