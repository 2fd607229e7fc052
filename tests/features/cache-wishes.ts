import { describe, expect, test } from 'vitest';
import { GET, getOf, head, OK, postHead } from '../kit/bytes.ts';
import {
  receiveHead,
  receiveResponse,
  statusOf,
  valuesOf,
} from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import { fetched, pageOf, REFRESHED, shown } from './cache-scenes.ts';
import { timedScene } from './client-timeouts.ts';
import { SECOND } from './hand-clock.ts';
import { getWith, isGzipped, TEXT, textOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'What a request says of how old an answer may be narrows what it is shown; ' +
  'it widens it only as far as the origin lets it (RFC 9111 5.2.1).';

const FRESH = 'max-age=100';

/** What is stored, its age in seconds, what is asked, and what comes. */
const WISHES = [
  [FRESH, 0, 'Cache-Control: no-cache', 'new'],
  [FRESH, 0, 'Cache-Control: no-store', 'new'],
  [FRESH, 0, 'Cache-Control: NO-CACHE', 'new'],
  [FRESH, 0, 'Cache-Control: x, no-cache', 'new'],
  [FRESH, 0, 'Cache-Control: x\r\nCache-Control: no-cache', 'new'],
  [FRESH, 0, 'Cache-Control: x="no-cache"', 'old'],
  [FRESH, 0, 'Cache-Control: no-cached', 'old'],
  [FRESH, 0, 'Pragma: no-cache', 'new'],
  [FRESH, 0, 'Pragma: x', 'old'],
  [FRESH, 0, 'Pragma: no-cache\r\nCache-Control: x', 'old'],
  [FRESH, 0, 'Pragma: no-cache\r\nCache-Control: max-age=9', 'old'],
  [FRESH, 9, 'Cache-Control: max-age=9', 'old'],
  [FRESH, 9, 'Cache-Control: max-age="9"', 'old'],
  [FRESH, 10, 'Cache-Control: max-age=9', 'new'],
  [FRESH, 1, 'Cache-Control: max-age=0', 'new'],
  [FRESH, 1, 'Cache-Control: max-age=soon', 'new'],
  [FRESH, 101, 'Cache-Control: max-age=999', 'new'],
  [FRESH, 49, 'Cache-Control: min-fresh=50', 'old'],
  [FRESH, 50, 'Cache-Control: min-fresh=50', 'old'],
  [FRESH, 51, 'Cache-Control: min-fresh=50', 'new'],
  [FRESH, 0, 'Cache-Control: min-fresh=101', 'new'],
  [FRESH, 999, 'Cache-Control: max-stale', 'old'],
  [FRESH, 110, 'Cache-Control: max-stale=10', 'old'],
  [FRESH, 111, 'Cache-Control: max-stale=10', 'new'],
  [FRESH, 101, 'Cache-Control: max-stale=0', 'new'],
  [FRESH, 101, 'Cache-Control: max-stale=much', 'new'],
  [FRESH, 110, 'Cache-Control: max-stale, max-age=9', 'old'],
  [FRESH, 110, 'Cache-Control: max-stale=10, max-age=100', 'old'],
  [FRESH, 111, 'Cache-Control: max-stale=10, max-age=100', 'new'],
  [FRESH, 0, 'Cache-Control: only-if-cached', 'old'],
  [FRESH, 101, 'Cache-Control: only-if-cached', '504'],
  [FRESH, 0, 'Cache-Control: only-if-cached, no-cache', '504'],
  [FRESH, 0, 'Cache-Control: only-if-cached, min-fresh=101', '504'],
  [FRESH, 110, 'Cache-Control: only-if-cached, max-stale=10', 'old'],
  [`${FRESH}, must-revalidate`, 110, 'Cache-Control: max-stale', 'new'],
  [`${FRESH}, proxy-revalidate`, 110, 'Cache-Control: max-stale', 'new'],
  ['s-maxage=100', 110, 'Cache-Control: max-stale', 'new'],
  [`${FRESH}, no-cache`, 0, 'Cache-Control: max-stale', 'new'],
] as const;

/** What requests may say of what they are shown. */
export function cacheWishes(stage: FeaturesStage): void {
  describe('what a request says', { meta: { hint: HINT } }, () => {
    for (const [said, age, fields, expected] of WISHES) {
      const what = `${said}, ${age} s old; ${JSON.stringify(fields)}`;
      testOfOptions(`4.420 ${what}: ${expected} (RFC 9111 5.2.1)`, async () => {
        const { all, clock } = await timedScene(stage);
        await fetched(all, GET, pageOf(said));
        clock.turn(age * SECOND);
        const request = getWith(fields);
        if (expected === 'new') {
          const { body } = await fetched(all, request, pageOf(said, 'new'));
          expect(body).toBe('new');
          return;
        }
        const { status, body } = await shown(all, request);
        expect(status === 200 ? body : String(status)).toBe(expected);
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          1,
        );
      });
    }

    test('4.421 only-if-cached, and nothing stored: 504 (5.2.1.7)', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      const wish = ['Host: a', 'Cache-Control: only-if-cached', '', ''];
      client.send(`GET / HTTP/1.1\r\n${wish.join('\r\n')}`);
      const response = await receiveResponse(client);
      expect(response.line).toBe('HTTP/1.1 504 Gateway Timeout');
      expect(valuesOf(response, 'foo')).toEqual(['bar']);
      client.send(`HEAD / HTTP/1.1\r\n${wish.join('\r\n')}`);
      expect(statusOf(await receiveHead(client))).toBe(504);
      client.send(GET);
      const { end } = await all.origin.nextRequest();
      end.send(OK);
      expect((await receiveResponse(client)).body).toBe('ok');
    });

    testOfOptions(
      '4.853 a refresh for who says it asks the origin all the same (5.2.1.7)',
      async () => {
        const { all, clock } = await timedScene(stage);
        await fetched(all, GET, pageOf(REFRESHED));
        clock.turn(15 * SECOND);
        const wish = getWith('Cache-Control: only-if-cached');
        expect((await shown(all, wish)).body).toBe('old');
        const { head: request } = await all.origin.nextRequest();
        expect(valuesOf(request, 'Cache-Control')).toEqual([]);
        expect(valuesOf(request, 'If-None-Match')).toEqual(['"old"']);
      },
    );

    test('4.426 only-if-cached, before a body that awaits a 100: 504', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      const fields = ['Cache-Control: only-if-cached', 'Expect: 100-continue'];
      client.send(postHead('Content-Length: 11', ...fields));
      expect((await receiveResponse(client, 'POST')).status).toBe(504);
      await client.expectFin();
    });

    test('4.884 only-if-cached, and a body: 504 when it has come', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      const fields = ['Content-Length: 11', 'Cache-Control: only-if-cached'];
      client.send(head('POST / HTTP/1.1', 'Host: a.example', ...fields));
      client.send('to be');
      await all.fence();
      client.send(', or n');
      expect((await receiveResponse(client, 'POST')).status).toBe(504);
      client.send(GET);
      const { end } = await all.origin.nextRequest();
      end.send(OK);
      expect((await receiveResponse(client)).body).toBe('ok');
    });

    for (const field of ['no-store', 'NO-STORE', 'max-age=9, no-store']) {
      test(`4.422 ${field}: nor is the answer stored (5.2.1.5)`, async () => {
        const all = await scene(stage);
        const request = getWith(`Cache-Control: ${field}`);
        await fetched(all, request, pageOf(FRESH));
        const { body } = await fetched(all, GET, pageOf(FRESH, 'new'));
        expect(body).toBe('new');
      });
    }

    test('4.423 the answer to no-cache is there for the next one', async () => {
      const all = await scene(stage);
      await fetched(all, GET, pageOf(FRESH));
      const request = getWith('Cache-Control: no-cache');
      await fetched(all, request, pageOf(FRESH, 'new'));
      expect((await shown(all, GET)).body).toBe('new');
    });

    test('4.424 no-transform: a hit as the origin sent it (5.2.1.6)', async () => {
      const all = await scene(stage);
      const page = textOf(TEXT, `Cache-Control: ${FRESH}`, 'ETag: "a"');
      const gzip = 'Accept-Encoding: gzip';
      await fetched(all, getWith(gzip), page);
      const request = getWith(gzip, 'Cache-Control: no-transform');
      const response = await shown(all, request);
      expect(isGzipped(response)).toBe(false);
      expect(response.body).toBe(TEXT);
      expect(valuesOf(response, 'ETag')).toEqual(['"a"']);
      expect(isGzipped(await shown(all, getWith(gzip)))).toBe(true);
    });

    test('4.425 what it says goes on to the origin', async () => {
      const all = await scene(stage);
      for (const wish of ['no-cache', 'max-age=5', 'x="y"']) {
        const client = await all.connect();
        client.send(
          getOf(`/${wish}`).replace(/\r\n$/, `Cache-Control: ${wish}\r\n\r\n`),
        );
        const { head, end } = await all.origin.nextRequest();
        expect(valuesOf(head, 'Cache-Control')).toEqual([wish]);
        end.send(OK);
        await receiveResponse(client);
      }
    });
  });
}
