import { describe, expect } from 'vitest';
import { getOf } from '../kit/bytes.ts';
import { MIB } from '../kit/long-body.ts';
import { type Scene, scene } from '../kit/scene.ts';
import type { WireEnd } from '../kit/wire-end.ts';
import { asked, fetched, shown } from './cache-scenes.ts';
import { replyOf } from './messages.ts';
import { type FeaturesStage, testOfOptions, withOptions } from './stage.ts';

const HINT =
  'What is to take the place of something stale is in memory while it comes, ' +
  'so it counts, as long as it comes.';

const EIGHTH = MIB / 8;
const FRESH = 'Cache-Control: max-age=100';
const STALE = 'Cache-Control: max-age=0, stale-while-revalidate=100';
const TARGETS = [...'12345678'].map((name) => getOf(`/${name}`));

/** What the memory of a cache is counted for before it is shown. */
export function cacheReplacing(stage: FeaturesStage): void {
  const smallScene = () => scene(withOptions(stage, { cacheSize: MIB }));

  /** Who is asked to replace what is stored, and sends all but a byte of it. */
  const replacing = async (all: Scene, request: string): Promise<WireEnd> => {
    await shown(all, request);
    const { end } = await all.origin.nextRequest();
    end.send(replyOf('x'.repeat(EIGHTH), STALE).slice(0, -1));
    return end;
  };

  describe('what is to take a place', { meta: { hint: HINT } }, () => {
    testOfOptions('4.890 there is no room for eight eighths', async () => {
      const all = await smallScene();
      for (const each of TARGETS) await fetched(all, each, replyOf('x', STALE));
      const ends: WireEnd[] = [];
      for (const each of TARGETS) ends.push(await replacing(all, each));
      await Promise.race(ends.map((end) => end.untilRst()));
    });

    testOfOptions('4.891 what has failed takes room no more', async () => {
      const all = await smallScene();
      for (const each of TARGETS) await fetched(all, each, replyOf('x', STALE));
      for (const each of TARGETS) {
        const end = await replacing(all, each);
        await all.fence();
        end.sendRst();
        await all.fence();
      }
      for (const each of TARGETS) await shown(all, each);
    });

    testOfOptions('4.892 what has taken it counts on', async () => {
      const all = await smallScene();
      for (const each of TARGETS) await fetched(all, each, replyOf('x', STALE));
      for (const each of TARGETS) {
        await shown(all, each);
        const { end } = await all.origin.nextRequest();
        end.send(replyOf('x'.repeat(EIGHTH), FRESH));
        while ((await shown(all, each)).body === 'x');
      }
      all.origin.answer(replyOf('new', FRESH));
      expect((await shown(all, TARGETS[0]!)).body).toBe('new');
    });

    testOfOptions('4.893 what is pushed out while it comes, once', async () => {
      const all = await smallScene();
      const client = await asked(all, getOf('/long'));
      const { end } = await all.origin.nextRequest();
      const long = replyOf('x'.repeat(EIGHTH), FRESH);
      end.send(long.slice(0, -20));
      await client.receive(EIGHTH - 20);
      all.origin.answer(replyOf('x'.repeat(8192), FRESH));
      const ask = (index: number) => shown(all, getOf(`/${index}`));
      for (let index = 0; index < 200; index++) await ask(index);
      for (const byte of long.slice(-20)) {
        end.send(byte);
        await all.fence();
      }
      for (let index = 0; index < 200; index++) await ask(index);
      const before = all.origin.requests.length;
      for (let index = 199; index >= 0; index--) await ask(index);
      expect(all.origin.requests.length - before).toBeGreaterThan(70);
    });
  });
}
