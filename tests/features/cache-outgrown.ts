import { describe, expect } from 'vitest';
import { GET, getOf, head, OK } from '../kit/bytes.ts';
import { MIB } from '../kit/long-body.ts';
import { receiveResponse } from '../kit/message.ts';
import type { WireEnd } from '../kit/wire-end.ts';
import {
  askedAtOnce,
  chunkOf,
  digestOf,
  fetched,
  LAST_CHUNK,
  noiseOf,
  requestsOf,
  untilBody,
} from './cache-scenes.ts';
import { timedScene } from './client-timeouts.ts';
import { SECOND } from './hand-clock.ts';
import { replyOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';
import { LONG_AGO } from './stored.ts';

const HINT =
  'What turns out too large is not stored, and who reads along goes on from ' +
  'an answer of its own: whole and right to the byte, or cut off.';

const FIELDS = ['Cache-Control: max-age=100', 'ETag: "a"'];
const TYPE = 'Content-Type: text/plain';
const CHUNKED = head(
  'HTTP/1.1 200 OK',
  ...FIELDS,
  'Transfer-Encoding: chunked',
);

/** In a cache of a mebibyte an eighth is this; the whole body is four. */
const EIGHTH = MIB / 8;
const BODY = noiseOf(4 * EIGHTH);
const READ = (EIGHTH / 4) * 3; // by all, and more than one block of memory
const WHOLE = CHUNKED + chunkOf(BODY) + LAST_CHUNK;

/** Clients of a response that turns out too large to be stored. */
export function cacheOutgrown(stage: FeaturesStage): void {
  describe('what outgrows an eighth', { meta: { hint: HINT } }, () => {
    /** A first reader and others, half-way; and then there is too much. */
    const outgrown = async (followers: number) => {
      const { all, clock } = await timedScene(stage, {
        cacheSize: MIB,
      });
      const requests = Array<string>(1 + followers).fill(GET);
      const clients = await askedAtOnce(all, ...requests);
      const { end } = await all.origin.nextRequest();
      end.send(CHUNKED + chunkOf(BODY.slice(0, READ)));
      for (const client of clients) await untilBody(client, READ);
      end.send(chunkOf(BODY.slice(READ)) + LAST_CHUNK);
      return { all, clock, clients };
    };

    const expectWhole = async (client: WireEnd): Promise<void> => {
      const { body } = await receiveResponse(client);
      expect(digestOf(body)).toBe(digestOf(BODY));
    };

    testOfOptions('4.454 each goes on from an answer of its own', async () => {
      const { all, clients } = await outgrown(3);
      for (const { end } of await requestsOf(all, 3)) end.send(WHOLE);
      for (const client of clients) await expectWhole(client);
    });

    testOfOptions('4.776 also if hints come before that', async () => {
      const { all, clients } = await outgrown(1);
      const { end } = await all.origin.nextRequest();
      end.send(head('HTTP/1.1 103 Early Hints') + WHOLE);
      for (const client of clients) await expectWhole(client);
    });

    testOfOptions('4.454 the next time nobody waits', async () => {
      const { all, clients } = await outgrown(0);
      for (const client of clients) await expectWhole(client);
      const next = await askedAtOnce(all, GET, GET, GET);
      for (const { end } of await requestsOf(all, 3)) end.send(OK);
      for (const client of next) await receiveResponse(client);
    });

    testOfOptions(
      '4.455 an answer that comes byte by byte will do',
      async () => {
        const { all, clients } = await outgrown(1);
        const { end } = await all.origin.nextRequest();
        end.send(CHUNKED);
        for (const byte of BODY.slice(0, 99)) end.send(chunkOf(byte));
        await all.fence();
        end.send(chunkOf(BODY.slice(99)) + LAST_CHUNK);
        for (const client of clients) await expectWhole(client);
      },
    );

    testOfOptions('4.455 also if others had pushed it out before', async () => {
      const { all } = await timedScene(stage, { cacheSize: MIB });
      const clients = await askedAtOnce(all, GET, GET);
      const { end } = await all.origin.nextRequest();
      end.send(CHUNKED + chunkOf(BODY.slice(0, READ)));
      for (const client of clients) await untilBody(client, READ);
      for (let each = 0; each < 10; each++) {
        const page = replyOf(BODY.slice(0, READ), ...FIELDS);
        await fetched(all, getOf(`/${each}`), page);
      }
      end.send(chunkOf(BODY.slice(READ, READ + 1)));
      for (const client of clients) await untilBody(client, READ + 1);
      end.send(chunkOf(BODY.slice(READ + 1)) + LAST_CHUNK);
      (await all.origin.nextRequest()).end.send(WHOLE);
      for (const client of clients) await expectWhole(client);
    });

    for (const [what, reply] of [
      ['one byte', CHUNKED + chunkOf(`x${BODY.slice(1)}`) + LAST_CHUNK],
      [
        'the last byte seen',
        CHUNKED +
          chunkOf(
            `${BODY.slice(0, READ - 1)}${String.fromCharCode(BODY.charCodeAt(READ - 1) ^ 1)}${BODY.slice(READ)}`,
          ) +
          LAST_CHUNK,
      ],
      ['the tag', WHOLE.replace('"a"', '"b"')],
      ['no tag', WHOLE.replace('ETag: "a"\r\n', '')],
      ['the status', WHOLE.replace('200 OK', '203 Maybe')],
      ['the media type', WHOLE.replace('\r\n', `\r\n${TYPE}\r\n`)],
      ['the coding', WHOLE.replace('\r\n', '\r\nContent-Encoding: x\r\n')],
      ['the date', WHOLE.replace('\r\n', `\r\n${LONG_AGO}\r\n`)],
      ['an error', OK.replace('200 OK', '503 Not Now')],
      ['no HTTP', 'hello\r\n\r\n'],
    ] as const) {
      testOfOptions(`4.456 another answer cuts it off: ${what}`, async () => {
        const { all, clients } = await outgrown(1);
        const { end } = await all.origin.nextRequest();
        end.send(reply);
        await clients[1]!.untilRst();
        await expectWhole(clients[0]!);
      });
    }

    for (const ending of ['FIN', 'RST']) {
      testOfOptions(
        `4.457 its own answer cut short by ${ending}: reset`,
        async () => {
          const { all, clients } = await outgrown(1);
          const { end } = await all.origin.nextRequest();
          end.send(CHUNKED + chunkOf(BODY.slice(0, EIGHTH)));
          await untilBody(clients[1]!, EIGHTH);
          if (ending === 'FIN') end.sendFin();
          else end.sendRst();
          await clients[1]!.untilRst();
          await expectWhole(clients[0]!);
        },
      );
    }

    testOfOptions(
      '4.458 a follower that leaves lets its origin go',
      async () => {
        const { all, clients } = await outgrown(1);
        const { end } = await all.origin.nextRequest();
        clients[1]!.sendRst();
        await end.expectEnd();
        await expectWhole(clients[0]!);
      },
    );

    testOfOptions('4.459 its own answer has 60 s, as any other', async () => {
      const { all, clock, clients } = await outgrown(1);
      await all.origin.nextRequest();
      await expectWhole(clients[0]!);
      clock.turn(60 * SECOND);
      await clients[1]!.untilRst();
    });
  });
}
