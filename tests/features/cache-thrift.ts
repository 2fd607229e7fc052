import { describe, expect } from 'vitest';
import { GET, getOf, head, OK, postOf } from '../kit/bytes.ts';
import { MIB } from '../kit/long-body.ts';
import { receiveHead, receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import {
  askedAtOnce,
  chunkOf,
  fetched,
  noiseOf,
  pageOf,
  REFRESHED,
  refreshAsked,
  requestsOf,
  shown,
} from './cache-scenes.ts';
import { timedScene } from './client-timeouts.ts';
import { SECOND } from './hand-clock.ts';
import { getWith, openOf, replyOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'Nobody is asked more often than needed, nobody waits for what is of no use ' +
  'to him, and nothing is kept that the bound does not count.';

const NO_CACHE = getWith('Cache-Control: no-cache');
const EIGHTH = MIB / 8;
const CHUNKED = head(
  'HTTP/1.1 200 OK',
  `Cache-Control: ${REFRESHED}`,
  'Transfer-Encoding: chunked',
);

/** What a cache saves, and what it must not spend. */
export function cacheThrift(stage: FeaturesStage): void {
  describe('a cache that saves', { meta: { hint: HINT } }, () => {
    testOfOptions(
      '4.486 one refresh, also of what is never fresh',
      async () => {
        const { all } = await timedScene(stage);
        const said = 'max-age=0, stale-while-revalidate=60';
        await fetched(all, GET, pageOf(said));
        for (let count = 0; count < 9; count++) await shown(all, GET);
        await all.fence();
        expect(all.proxy.countOf(/Caching/g)).toBe(0);
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          2,
        );
      },
    );

    testOfOptions(
      '4.487 a refresh cut short leaves what there was',
      async () => {
        const { all, end } = await refreshAsked(stage);
        end.send(pageOf(REFRESHED, 'new').slice(0, -1));
        await all.fence();
        end.sendRst();
        await all.fence();
        await all.origin.goDown();
        expect((await shown(all, GET)).body).toBe('old');
      },
    );

    testOfOptions(
      '4.488 no-store of one client costs the others nothing',
      async () => {
        const all = await scene(stage);
        const own = getWith('Cache-Control: no-store');
        const [one, ...others] = await askedAtOnce(all, own, GET, GET, GET);
        const first = await all.origin.nextRequest();
        first.end.send(pageOf('max-age=99', 'own'));
        expect((await receiveResponse(one!)).body).toBe('own');
        const second = await all.origin.nextRequest();
        second.end.send(pageOf('max-age=99', 'all'));
        for (const client of others) {
          expect((await receiveResponse(client)).body).toBe('all');
        }
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          2,
        );
      },
    );

    testOfOptions(
      '4.489 who wants it from the origin does not wait',
      async () => {
        const all = await scene(stage);
        await askedAtOnce(all, GET, NO_CACHE, NO_CACHE);
        await requestsOf(all, 3);
      },
    );

    for (const wish of ['min-fresh=10', 'max-age=1000']) {
      testOfOptions(
        `4.490 not stale for who says ${wish} (5.2.1)`,
        async () => {
          const { all, clock } = await timedScene(stage);
          await fetched(all, GET, pageOf(REFRESHED));
          clock.turn(11 * SECOND);
          const request = getWith(`Cache-Control: ${wish}`);
          const { body } = await fetched(
            all,
            request,
            pageOf(REFRESHED, 'new'),
          );
          expect(body).toBe('new');
        },
      );
    }

    testOfOptions('4.491 what a 304 adds is counted in the bound', async () => {
      const { all, clock } = await timedScene(stage, { cacheSize: MIB });
      const page = replyOf('', 'Cache-Control: max-age=10', 'ETag: "a"');
      const large = `X: ${'x'.repeat(8192)}`;
      const same = head('HTTP/1.1 304 Not Modified', 'ETag: "a"', large);
      all.origin.answerBy(({ raw }) =>
        /If-None-Match/.test(raw) ? same : page,
      );
      const client = await all.connect();
      const ask = async (index: number): Promise<boolean> => {
        const before = all.origin.requests.length;
        client.send(openOf('GET', `/${index}`));
        const response = await receiveResponse(client);
        const isHit = all.origin.requests.length === before;
        return isHit && valuesOf(response, 'X').length > 0;
      };
      for (let index = 0; index < 200; index++) await ask(index);
      clock.turn(11 * SECOND);
      for (let index = 0; index < 200; index++) await ask(index);
      let grown = 0;
      for (let index = 199; index >= 0; index--) {
        if (await ask(index)) grown += 1;
      }
      expect(grown).toBeGreaterThan(10);
      expect(grown).toBeLessThanOrEqual(128);
    });

    testOfOptions(
      '4.883 what a refresh brings is counted in the bound',
      async () => {
        const { all, clock } = await timedScene(stage, { cacheSize: MIB });
        const large = pageOf(REFRESHED, 'x'.repeat(0.9 * EIGHTH), 'new');
        const requests = Array.from({ length: 12 }, (_, at) => getOf(`/${at}`));
        for (const request of requests) {
          await fetched(all, request, pageOf(REFRESHED));
        }
        clock.turn(15 * SECOND);
        all.origin.answerBy(() => large);
        for (const request of requests) {
          await shown(all, request);
          await all.fence();
        }
        const before = all.origin.requests.length;
        for (const request of requests.reverse()) await shown(all, request);
        const missing = all.origin.requests.length - before;
        expect(missing).toBeGreaterThan(0);
        expect(missing).toBeLessThan(12);
      },
    );

    testOfOptions(
      '4.492 pushed out while it comes: one that stalls is bounded',
      async () => {
        const { all } = await timedScene(stage, { cacheSize: MIB });
        const [first, stalled] = await askedAtOnce(all, GET, GET);
        const { end } = await all.origin.nextRequest();
        end.send(CHUNKED);
        await receiveHead(first!);
        await receiveHead(stalled!);
        stalled!.stopReading();
        for (let index = 0; index < 9; index++) {
          const request = GET.replace('/', `/${index}`);
          await fetched(
            all,
            request,
            pageOf('max-age=9', 'x'.repeat(EIGHTH), 'x'),
          );
        }
        end.send(chunkOf(noiseOf(2 * EIGHTH)));
        // Who reads on is not to make us keep it all for who does not: that one
        // goes on from an answer of its own, at its own pace.
        await all.origin.nextRequest();
      },
    );

    testOfOptions(
      '4.831 a refresh of what has gone is not read to its end',
      async () => {
        const { all, end } = await refreshAsked(stage);
        const page = pageOf(REFRESHED, 'new');
        end.send(page.slice(0, -2));
        await fetched(all, postOf('a'), OK);
        end.send(page.slice(-2, -1));
        await end.expectEnd();
      },
    );

    testOfOptions(
      '4.775 who waits for a refresh does not take it along',
      async () => {
        const { all, end } = await refreshAsked(stage);
        const young = getWith('Cache-Control: max-age=1');
        const [other] = await askedAtOnce(all, young);
        other!.sendRst();
        await all.proxy.says(/the client left/);
        end.send(pageOf(REFRESHED, 'new'));
        await all.fence();
        expect((await shown(all, GET)).body).toBe('new');
      },
    );
  });
}
