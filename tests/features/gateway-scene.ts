import { onTestFinished } from 'vitest';
import type { AccessRecord } from '../../stages/features/access.ts';
import { Recorder } from '../../tools/wire/record.ts';
import { HOST } from '../kit/listen.ts';
import { News } from '../kit/news.ts';
import { Origin } from '../kit/origin.ts';
import { type Scene, scene } from '../kit/scene.ts';
import { HandClock } from './hand-clock.ts';
import type { FeaturesProxy, FeaturesStage, Options } from './stage.ts';

/** What the log was told, in order. */
export class AccessLog {
  readonly records: AccessRecord[] = [];
  readonly #news = new News();

  /** The option that the proxy is given. */
  readonly tell = (record: AccessRecord): void => {
    this.records.push(record);
    this.#news.tell();
  };

  /** Waits for so many records; returns the last of them. */
  async until(count: number): Promise<AccessRecord> {
    return this.#news.until(
      () => this.records[count - 1],
      () => `record ${count} of ${JSON.stringify(this.records)}`,
    );
  }
}

/** A scene in which one can see, and turn, what a gateway has. */
export interface GatewayScene {
  readonly all: Scene;
  /** All servers behind the proxy, in their order. */
  readonly origins: readonly [Origin, ...Origin[]];
  readonly clock: HandClock;
  readonly log: AccessLog;
  /** The server that `createProxy` has returned. */
  readonly proxy: FeaturesProxy;
}

/**
 * Sets a scene with several origins and a clock that stands still.
 *
 * @param count - How many origins there are.
 */
export async function gatewayScene(
  stage: FeaturesStage,
  options: Options = {},
  count = 1,
): Promise<GatewayScene> {
  const clock = new HandClock();
  const log = new AccessLog();
  const others = await Promise.all(Array.from({ length: count - 1 }, another));
  const more = others.map(({ port }) => ({ host: HOST, port }));
  const proxies: FeaturesProxy[] = [];
  const all = await scene({
    number: 4,
    createProxy: ({ upstream, ...own }) => {
      const told = { ...own, access: log.tell, clock, ...options };
      const proxy = stage.createProxy({
        ...told,
        upstream: [upstream, ...more],
      });
      proxies.push(proxy);
      return proxy;
    },
  });
  const origins = [all.origin, ...others] as const;
  return { all, origins, clock, log, proxy: proxies[0]! };
}

async function another(): Promise<Origin> {
  const origin = await Origin.start(new Recorder());
  onTestFinished(() => origin.goDown());
  return origin;
}
