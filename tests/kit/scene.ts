import { expect, onTestFinished, type TestContext } from 'vitest';
import { getCurrentTest } from 'vitest/suite';
import { Recorder, type WireRecord } from '../../tools/wire/record.ts';
import { letterOf } from '../../tools/wire/taps.ts';
import { connectEnd } from './client.ts';
import { createFence } from './fence.ts';
import { launch, type RunningProxy } from './launch.ts';
import { Origin } from './origin.ts';
import type { Stage } from './stage.ts';
import type { WireEnd } from './wire-end.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What a failure of this test usually means; the reporter shows it. */
    hint?: string;
    /** What went over the wire, if the test failed. */
    record?: WireRecord;
  }
}

/** So many tests may hang; the others are then skipped, or it takes ages. */
const HANGS_AT_MOST = 10;

const hangs = new WeakMap<Stage, number>();

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
  const recorder = new Recorder(expect.getState().currentTestName ?? '');
  const clients: WireEnd[] = [];
  const origin = await Origin.start(recorder);
  onTestFinished(() => origin.goDown());
  const proxy = await launch(stage, origin.port);
  onTestFinished(async ({ task }) => {
    if (hasHung(task)) hangs.set(stage, (hangs.get(stage) ?? 0) + 1);
    if (task.result?.state === 'fail') task.meta.record = recorder.record;
    for (const client of clients) client.destroy();
    await proxy.stop();
  });
  let fence: Scene['fence'] | undefined;
  return {
    proxy,
    origin,
    connect: async () => {
      const name = letterOf(clients.length);
      const client = await connectEnd(proxy.port, name, recorder);
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
