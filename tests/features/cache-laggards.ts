import { describe, expect } from 'vitest';
import { GET, getOf, head } from '../kit/bytes.ts';
import { MIB, receiveLongBody, sendLongBody } from '../kit/long-body.ts';
import { receiveHead, receiveResponse } from '../kit/message.ts';
import {
  asked,
  askedAtOnce,
  fetched,
  requestsOf,
  shown,
} from './cache-scenes.ts';
import { timedScene } from './client-timeouts.ts';
import { SECOND } from './hand-clock.ts';
import { replyOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'What somebody has yet to read takes memory, whoever has brought it there: ' +
  'it counts until it has been read, be it stored or not.';

const FRESH = 'Cache-Control: max-age=100';

/** Of a cache of so many, one response may take an eighth. */
const SIZE = 64 * MIB;
const EIGHTH = SIZE / 8;
const START = head('HTTP/1.1 200 OK', FRESH, `Content-Length: ${EIGHTH}`);

/** Clients that read more slowly than others have. */
export function cacheLaggards(stage: FeaturesStage): void {
  describe('clients that lag behind', { meta: { hint: HINT } }, () => {
    testOfOptions('4.830 what was brought by who left counts', async () => {
      const { all } = await timedScene(stage, { cacheSize: SIZE });
      for (let each = 0; each < 7; each++) {
        const first = await asked(all, getOf(`/${each}`));
        const { end } = await all.origin.nextRequest();
        end.send(START);
        await receiveHead(first);
        const other = await asked(all, getOf(`/${each}`));
        await receiveHead(other);
        other.stopReading();
        const length = EIGHTH - 1; // so it is still to come
        const sent = sendLongBody(end, length);
        await receiveLongBody(first, length);
        await sent;
        first.sendRst();
        await all.proxy.says(/the client left/);
      }
      // One more pushes out the others, which are being read: no room is left.
      const page = replyOf('x'.repeat(EIGHTH), FRESH);
      for (const _ of '12') {
        const client = await asked(all, GET);
        (await all.origin.nextRequest()).end.send(page);
        await receiveHead(client);
        await client.receive(EIGHTH);
      }
    });

    for (const [what, isShared] of [
      ['', false],
      [', also when others have waited long enough', true],
    ] as const) {
      testOfOptions(
        `4.833 what the origin is asked about counts${what}`,
        async () => {
          const { all, clock } = await timedScene(stage, { cacheSize: MIB });
          const body = 'x'.repeat(MIB / 8);
          const stale = replyOf(body, 'Cache-Control: max-age=1', 'ETag: "a"');
          const requests = [...'1234567'].map((each) => getOf(`/${each}`));
          for (const request of requests) await fetched(all, request, stale);
          clock.turn(SECOND);
          const clients = await askedAtOnce(all, ...requests);
          const waiting = await requestsOf(all, clients.length);
          if (isShared) {
            const others = await askedAtOnce(all, ...requests);
            clock.turn(5 * SECOND);
            const own = await requestsOf(all, others.length);
            for (const other of others) other.sendRst();
            for (const { end } of own) await end.expectEnd();
          }
          const page = replyOf(body, FRESH);
          for (const _ of '12') await fetched(all, GET, page);
          for (const { end } of waiting) {
            end.send(head('HTTP/1.1 304 Not Modified', 'ETag: "a"'));
          }
          for (const client of clients) {
            expect((await receiveResponse(client)).body).toBe(body);
          }
          await fetched(all, GET, page);
          expect((await shown(all, GET)).body).toBe(body);
        },
      );
    }

    testOfOptions(
      '4.888 what nobody asks about any more does not',
      async () => {
        const { all, clock } = await timedScene(stage, { cacheSize: MIB });
        const body = 'x'.repeat(MIB / 8);
        const page = replyOf(body, 'Cache-Control: max-age=1', 'ETag: "a"');
        await fetched(all, GET, page);
        for (let time = 0; time < 9; time++) {
          clock.turn(5 * SECOND);
          const clients = await askedAtOnce(all, GET, GET, GET);
          const { end } = await all.origin.nextRequest();
          end.send(head('HTTP/1.1 304 Not Modified', 'ETag: "a"'));
          for (const client of clients) await receiveResponse(client);
          clock.turn(5 * SECOND); // who waited has waited long enough
          await fetched(all, GET, page);
        }
        clock.turn(5 * SECOND);
        const kept = replyOf(body, FRESH);
        await fetched(all, GET, kept);
        expect((await shown(all, GET)).body).toBe(body);
      },
    );
  });
}
