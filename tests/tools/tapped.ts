import { onTestFinished } from 'vitest';
import { Recorder, type WireEvent } from '../../tools/wire/record.ts';
import { Tap } from '../../tools/wire/tap.ts';
import { clientEnd, connectTo } from '../kit/client.ts';
import { HOST, listen } from '../kit/listen.ts';
import { News } from '../kit/news.ts';
import { Origin } from '../kit/origin.ts';
import type { WireEnd } from '../kit/wire-end.ts';

/** A tap, with the test at both of its ends. */
export interface Tapped {
  /** Where the tap listens. */
  readonly port: number;
  readonly origin: Origin;
  connect(): Promise<WireEnd>;
  /** Waits until the tap has seen so many events of a kind. */
  sees(kind: WireEvent['kind'], count?: number): Promise<void>;
  /** What the tap has seen, a word for each: `peer open`, `proxy "bytes"`. */
  readonly words: () => string[];
}

/** Puts a tap in front of an origin. */
export async function tapped(
  hop: WireEvent['hop'] = 'client',
): Promise<Tapped> {
  const recorder = new Recorder();
  const news = new News();
  const origin = await Origin.start(new Recorder());
  let count = 0;
  const tap = new Tap({
    hop,
    target: () => ({ host: HOST, port: origin.port }),
    name: () => `${++count}`,
    see: (sighting) => {
      recorder.add(sighting);
      news.tell();
    },
  });
  const port = await listen(tap.server);
  onTestFinished(async () => {
    tap.close();
    await origin.goDown();
  });
  return {
    port,
    origin,
    connect: async () => {
      const end = await clientEnd(connectTo(port), 'near', new Recorder());
      onTestFinished(() => end.destroy());
      return end;
    },
    sees: async (kind, wanted = 1) => {
      const seen = () =>
        recorder.record.events.filter((event) => event.kind === kind).length;
      await news.until(
        () => seen() >= wanted || undefined,
        () => `${wanted} ${kind}, and saw ${seen()}`,
      );
    },
    words: () => recorder.record.events.map(wordOf),
  };
}

function wordOf({ from, kind, bytes }: WireEvent): string {
  return `${from} ${kind === 'bytes' ? `"${bytes}"` : kind}`;
}
