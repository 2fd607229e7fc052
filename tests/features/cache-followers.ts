import { describe, expect } from 'vitest';
import { GET, head } from '../kit/bytes.ts';
import {
  MIB,
  receiveLongBody,
  sendLongBody,
  untilStuck,
} from '../kit/long-body.ts';
import { receiveHead, receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import {
  asked,
  askedAtOnce,
  chunkOf,
  LAST_CHUNK,
  shown,
  untilSeen,
} from './cache-scenes.ts';
import { timedScene } from './client-timeouts.ts';
import { SECOND } from './hand-clock.ts';
import { decoded, getWith, TEXT } from './messages.ts';
import { type FeaturesStage, testOfOptions, withOptions } from './stage.ts';

const HINT =
  'Many read one response while it comes, each at its own pace: whole and ' +
  'right to the byte, or cut off, but never wrong.';

const FIELDS = ['Cache-Control: max-age=100', 'ETag: "a"'];
const CHUNKED = head(
  'HTTP/1.1 200 OK',
  ...FIELDS,
  'Transfer-Encoding: chunked',
);

/** A body in two pieces, framed in each way: head, pieces, and the end. */
const ONE = TEXT.repeat(20);
const TWO = 'Whether ’tis nobler in the mind'.replace('’', "'").repeat(20);
const TYPE = 'Content-Type: text/plain';
const FRAMINGS = [
  [
    'Content-Length',
    head(
      'HTTP/1.1 200 OK',
      ...FIELDS,
      TYPE,
      `Content-Length: ${ONE.length + TWO.length}`,
    ),
    ONE,
    TWO,
  ],
  [
    'chunked',
    CHUNKED.replace('\r\n', `\r\n${TYPE}\r\n`),
    chunkOf(ONE),
    chunkOf(TWO) + LAST_CHUNK,
  ],
  ['until FIN', head('HTTP/1.1 200 OK', ...FIELDS, TYPE), ONE, TWO],
] as const;

/** Clients that read a response while it comes. */
export function cacheFollowers(stage: FeaturesStage): void {
  describe('clients that read along', { meta: { hint: HINT } }, () => {
    for (const [what, start, one, two] of FRAMINGS) {
      testOfOptions(`4.450 early and late ones, ${what}`, async () => {
        const all = await scene(stage);
        const gzip = getWith('Accept-Encoding: gzip');
        const old = head('GET / HTTP/1.0', 'Host: a.example');
        const forms = [GET, gzip, old, GET];
        const early = await askedAtOnce(all, ...forms);
        const { end } = await all.origin.nextRequest();
        end.send(start + one);
        await untilSeen(early[0]!, ONE);
        await untilSeen(early[2]!, ONE);
        const late = await askedAtOnce(all, ...forms);
        await untilSeen(late[0]!, ONE);
        end.send(two);
        if (what === 'until FIN') end.sendFin();
        for (const client of [...early, ...late]) {
          expect(decoded(await receiveResponse(client))).toBe(ONE + TWO);
        }
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          1,
        );
        expect((await shown(all, GET)).body).toBe(ONE + TWO);
      });

      testOfOptions(`4.451 HEAD and 304 while it comes, ${what}`, async () => {
        const all = await scene(stage);
        const first = await asked(all, GET);
        const { end } = await all.origin.nextRequest();
        end.send(start + one);
        await untilSeen(first, ONE);
        const known = await shown(all, getWith('If-None-Match: "a"'));
        expect(known.status).toBe(304);
        const other = await asked(all, GET.replace('GET', 'HEAD'));
        const answer = await receiveHead(other);
        await other.expectFin();
        const isKnown = what === 'Content-Length';
        const length = String(ONE.length + TWO.length);
        expect(valuesOf(answer, 'Content-Length')).toEqual(
          isKnown ? [length] : [],
        );
        end.send(two);
        if (what === 'until FIN') end.sendFin();
        expect((await receiveResponse(first)).body).toBe(ONE + TWO);
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          1,
        );
      });
    }

    testOfOptions(
      '4.452 one that stalls holds up nobody, for 60 s',
      async () => {
        const { all, clock } = await timedScene(stage, {
          cacheSize: 512 * MIB,
        });
        const [first, other] = await askedAtOnce(all, GET, GET);
        const { end } = await all.origin.nextRequest();
        end.send(
          head('HTTP/1.1 200 OK', ...FIELDS, `Content-Length: ${32 * MIB}`),
        );
        await receiveHead(first!);
        await receiveHead(other!);
        first!.stopReading();
        await Promise.all([
          sendLongBody(end, 32 * MIB),
          receiveLongBody(other!, 32 * MIB),
        ]);
        await other!.expectFin();
        clock.turn(60 * SECOND);
        first!.readOn();
        await first!.untilEnd();
        expect(first!.received).toBeLessThan(32 * MIB);
      },
    );

    testOfOptions(
      '4.453 who comes late is not held up by one that stalls',
      async () => {
        const all = await scene(withOptions(stage, { cacheSize: 512 * MIB }));
        const first = await asked(all, GET);
        const { end } = await all.origin.nextRequest();
        const length = `Content-Length: ${32 * MIB}`;
        end.send(head('HTTP/1.1 200 OK', 'Cache-Control: max-age=99', length));
        await receiveHead(first);
        first.stopReading();
        const sending = sendLongBody(end, 32 * MIB);
        await untilStuck(end, all.fence);
        const late = await asked(all, GET);
        await receiveHead(late);
        await receiveLongBody(late, 32 * MIB);
        await sending;
      },
    );

    testOfOptions('4.453 all stall: the origin waits', async () => {
      const all = await scene(withOptions(stage, { cacheSize: 1024 * MIB }));
      const clients = await askedAtOnce(all, GET, GET);
      const { end } = await all.origin.nextRequest();
      end.send(
        head('HTTP/1.1 200 OK', ...FIELDS, `Content-Length: ${64 * MIB}`),
      );
      for (const client of clients) {
        await receiveHead(client);
        client.stopReading();
      }
      const sending = sendLongBody(end, 64 * MIB);
      await untilStuck(end, all.fence);
      expect(end.isHeldBack, 'the origin is held back').toBe(true);
      for (const client of clients) client.readOn();
      await Promise.all(clients.map((each) => receiveLongBody(each, 64 * MIB)));
      await sending;
    });
  });
}
