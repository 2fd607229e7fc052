import { describe, expect, test } from 'vitest';
import { GET, head, OK } from '../kit/bytes.ts';
import { MIB } from '../kit/long-body.ts';
import { receiveBody, receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import {
  asked,
  askedAtOnce,
  chunkOf,
  fetched,
  LAST_CHUNK,
  noiseOf,
  pageOf,
  REFRESHED,
  refreshAsked,
  requestsOf,
  responseTo,
  shown,
  untilBody,
  untilSeen,
} from './cache-scenes.ts';
import { timedScene } from './client-timeouts.ts';
import { SECOND } from './hand-clock.ts';
import { getWith } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'Two things at once: what is stale while it still comes, who waits for a ' +
  'refresh, and an origin that fails while others wait.';

const YOUNG = getWith('Cache-Control: max-age=5');
const EIGHTH = MIB / 8;
const CHUNKED = head(
  'HTTP/1.1 200 OK',
  'Cache-Control: max-age=10, stale-while-revalidate=60',
  'Transfer-Encoding: chunked',
);

/** How an origin fails before the head of its answer. */
const FAILURES = [
  ['reset', '', 'RST'],
  ['closed', '', 'FIN'],
  ['no HTTP', 'hello\r\n\r\n', 'FIN'],
] as const;

const EVIL = 'GET /evil HTTP/1.1\r\n\r\n';

/** What goes to the origin in any case, whatever others ask. */
const OF_THE_ORIGIN = [
  [getWith(`Content-Length: ${EVIL.length}`), EVIL],
  [getWith('Transfer-Encoding: chunked'), chunkOf(EVIL) + LAST_CHUNK],
] as const;

/** What comes together seldom. */
export function cacheEdges(stage: FeaturesStage): void {
  describe('two things at once', { meta: { hint: HINT } }, () => {
    for (const [what, bytes, ending] of FAILURES) {
      testOfOptions(
        `4.444 ${what} before the head: each has a try of its own`,
        async () => {
          const all = await scene(stage);
          const [first, b, c] = await askedAtOnce(all, GET, GET, GET);
          const { end } = await all.origin.nextRequest();
          if (bytes) end.send(bytes);
          if (ending === 'FIN') end.sendFin();
          else end.sendRst();
          expect((await receiveResponse(first!)).status).toBe(502);
          const [one, other] = await requestsOf(all, 2);
          one!.end.sendRst();
          other!.end.send(OK);
          const statuses: number[] = [];
          for (const client of [b!, c!]) {
            statuses.push((await receiveResponse(client)).status);
          }
          expect(statuses.sort()).toEqual([200, 502]);
          expect(
            all.origin.connections.length,
            'connections to the origin',
          ).toBe(3);
        },
      );
    }

    testOfOptions(
      '4.480 half a response is never shown as a whole',
      async () => {
        const { all, clock } = await timedScene(stage);
        const first = await asked(all, GET);
        const half = await all.origin.nextRequest();
        half.end.send(pageOf('max-age=1', 'to be, or not to be').slice(0, -9));
        await first.receiveUntil('to be');
        clock.turn(2 * SECOND);
        const second = await asked(all, GET);
        const other = await all.origin.nextRequest();
        half.end.sendRst();
        await first.untilRst();
        other.end.sendRst();
        const { status } = await responseTo(second, GET);
        expect(status).toBe(502);
      },
    );

    testOfOptions('4.481 nor instead of an error', async () => {
      const { all, clock } = await timedScene(stage);
      const said = 'max-age=1, stale-if-error=60';
      const first = await asked(all, GET);
      const half = await all.origin.nextRequest();
      half.end.send(pageOf(said, 'to be, or not to be').slice(0, -9));
      await first.receiveUntil('to be');
      clock.turn(2 * SECOND);
      const second = await asked(all, GET);
      const other = await all.origin.nextRequest();
      half.end.sendRst();
      await first.untilRst();
      other.end.send(OK.replace('200 OK', '503 Not Now'));
      const { status } = await responseTo(second, GET);
      expect(status).toBe(503);
    });

    test('4.479 nor what was pushed out while it came', async () => {
      const all = await scene(stage);
      const first = await asked(all, GET);
      const pushed = await all.origin.nextRequest();
      const page = pageOf('max-age=0', noiseOf(MIB), 'x');
      pushed.end.send(page.slice(0, MIB / 2));
      await untilSeen(first, page.slice(MIB / 4, MIB / 2));
      const second = await asked(all, GET);
      const other = await all.origin.nextRequest();
      await fetched(all, GET.replace('GET', 'DELETE'), OK);
      pushed.end.send(page.slice(MIB / 2));
      expect((await receiveResponse(first)).body).toHaveLength(MIB);
      other.end.sendRst();
      expect((await responseTo(second, GET)).status).toBe(502);
    });

    testOfOptions(
      '4.483 one of two that wait for a refresh leaves',
      async () => {
        const { all, end } = await refreshAsked(stage);
        const [b, c] = await askedAtOnce(all, YOUNG, YOUNG);
        b!.sendRst();
        await all.proxy.says(/the client left/);
        end.send(pageOf(REFRESHED, 'new'));
        all.origin.answer(pageOf(REFRESHED, 'new'));
        expect((await receiveResponse(c!)).body).toBe('new');
      },
    );

    testOfOptions(
      '4.818 the only one that waits for a refresh leaves',
      async () => {
        const { all, end } = await refreshAsked(stage);
        const [b] = await askedAtOnce(all, YOUNG);
        b!.sendRst();
        await all.proxy.says(/the client left/);
        end.send(pageOf(REFRESHED, 'new'));
        const wish = getWith('Cache-Control: max-age=5, only-if-cached');
        let response = await shown(all, wish);
        while (response.status === 504) response = await shown(all, wish);
        expect(response.body).toBe('new');
      },
    );

    testOfOptions(
      '4.484 a refresh that outgrows the store ends there',
      async () => {
        const { all, clock } = await timedScene(stage, { cacheSize: MIB });
        await fetched(all, GET, pageOf(REFRESHED));
        clock.turn(11 * SECOND);
        await shown(all, GET);
        const { end } = await all.origin.nextRequest();
        end.send(CHUNKED + chunkOf(noiseOf(EIGHTH)));
        end.send(chunkOf(noiseOf(EIGHTH)));
        await end.expectEnd();
        expect((await fetched(all, GET, OK)).body).toBe('ok');
      },
    );

    testOfOptions(
      '4.485 its own answer is shorter than what was sent: reset',
      async () => {
        const { all } = await timedScene(stage, { cacheSize: MIB });
        const body = noiseOf(2 * EIGHTH);
        const [first, follower] = await askedAtOnce(all, GET, GET);
        const { end } = await all.origin.nextRequest();
        end.send(CHUNKED + chunkOf(body.slice(0, EIGHTH / 2)));
        await untilBody(first!, EIGHTH / 2);
        await untilBody(follower!, EIGHTH / 2);
        end.send(chunkOf(body.slice(EIGHTH / 2)) + LAST_CHUNK);
        const own = await all.origin.nextRequest();
        own.end.send(CHUNKED + chunkOf(body.slice(0, 99)) + LAST_CHUNK);
        await follower!.untilRst();
      },
    );

    for (const [request, body] of OF_THE_ORIGIN) {
      const what = JSON.stringify(request.slice(0, -4).split('\r\n').slice(3));
      test(`4.482 waits for none, nor is waited for: ${what}`, async () => {
        const all = await scene(stage);
        const clients = await askedAtOnce(all, request, GET, request, GET);
        const own = [clients[0]!, clients[2]!];
        const [one, shared, other] = await requestsOf(all, 3);
        for (const [index, { end, head }] of [one!, other!].entries()) {
          own[index]!.send(body);
          expect((await receiveBody(end, head)).body).toContain('evil');
          end.send(OK);
          expect((await receiveResponse(own[index]!)).body).toBe('ok');
        }
        shared!.end.send(pageOf('max-age=100'));
        for (const client of [clients[1]!, clients[3]!]) {
          expect((await receiveResponse(client)).body).toBe('old');
        }
        expect(shared!.end.inbox.peek(), 'what follows it').toHaveLength(0);
      });
    }
  });
}
