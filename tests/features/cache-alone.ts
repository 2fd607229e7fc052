import { describe, expect } from 'vitest';
import { GET, getOf, head, OK, postOf } from '../kit/bytes.ts';
import { MIB } from '../kit/long-body.ts';
import { receiveResponse } from '../kit/message.ts';
import {
  asked,
  askedAtOnce,
  chunkOf,
  digestOf,
  fetched,
  LAST_CHUNK,
  noiseOf,
  requestsOf,
  untilSeen,
} from './cache-scenes.ts';
import { timedScene } from './client-timeouts.ts';
import { openOf, replyOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'Who has to go on alone has been promised a length: more bytes than that ' +
  'are the next response, to who reads them, and fewer are none.';

const FIELDS = ['Cache-Control: max-age=100', 'ETag: "a"'];
const CHUNKED = head(
  'HTTP/1.1 200 OK',
  ...FIELDS,
  'Transfer-Encoding: chunked',
);

/** Of a cache of a mebibyte, as much as one response may take. */
const BODY = noiseOf(MIB / 8);
const PAGE = replyOf(BODY, ...FIELDS);
const START = PAGE.length - BODY.length;
const HALF = BODY.length / 2;

/** Clients that cannot read along any longer. */
export function cacheAlone(stage: FeaturesStage): void {
  describe('alone from the middle on', { meta: { hint: HINT } }, () => {
    /** A client has read half of a page, and there is room for little more. */
    const begun = async () => {
      const { all } = await timedScene(stage, { cacheSize: MIB });
      // Two read each, and a byte is still to come: so none of them can go.
      for (let each = 0; each < 7; each++) {
        const target = getOf(`/${each}`);
        const two = await askedAtOnce(all, target, target);
        (await all.origin.nextRequest()).end.send(PAGE.slice(0, -1));
        for (const client of two) await client.receive(BODY.length);
      }
      const first = await asked(all, GET);
      const { end } = await all.origin.nextRequest();
      end.send(PAGE.slice(0, START + HALF));
      await untilSeen(first, BODY.slice(HALF - 99, HALF));
      return { all, first, end };
    };

    /** Two have read half of a page; then there is no more room. */
    const crowded = async (request: string) => {
      const { all, first, end } = await begun();
      const other = await asked(all, request);
      await untilSeen(other, BODY.slice(HALF - 99, HALF));
      end.send(PAGE.slice(START + HALF, -999));
      const own = await all.origin.nextRequest();
      end.send(PAGE.slice(-999));
      expect(digestOf((await receiveResponse(first)).body)).toBe(
        digestOf(BODY),
      );
      return { all, other, own };
    };

    const open = openOf('GET', '/');
    const rangeOf = (range: string) =>
      open.replace(/\r\n$/, `Range: bytes=${range}\r\n\r\n`);
    const ofPart = rangeOf(`9-${BODY.length - 10}`);

    testOfOptions('4.800 of a part, the part and no more', async () => {
      const { all, other, own } = await crowded(ofPart);
      own.end.send(PAGE);
      const { status, body } = await receiveResponse(other);
      expect(status).toBe(206);
      expect(digestOf(body)).toBe(digestOf(BODY.slice(9, -9)));
      other.send(open);
      (await all.origin.nextRequest()).end.send(OK);
      expect((await receiveResponse(other)).body).toBe('ok');
    });

    testOfOptions('4.802 of parts, of which nothing has come yet', async () => {
      const { all, first, end } = await begun();
      const clients = await askedAtOnce(all, rangeOf('-8'), rangeOf('-9'));
      end.send(PAGE.slice(START + HALF, -999));
      for (const own of await requestsOf(all, 2)) own.end.send(PAGE);
      end.send(PAGE.slice(-999));
      for (const [index, length] of [8, 9].entries()) {
        const { status, body } = await receiveResponse(clients[index]!);
        expect(status).toBe(206);
        expect(body).toBe(BODY.slice(-length));
      }
      const { body } = await receiveResponse(first);
      expect(digestOf(body)).toBe(digestOf(BODY));
    });

    testOfOptions('4.887 of the end, when the first has left', async () => {
      const { all } = await timedScene(stage, { cacheSize: MIB });
      const first = await asked(all, GET);
      const { end } = await all.origin.nextRequest();
      end.send(PAGE.slice(0, START + 9));
      await untilSeen(first, BODY.slice(0, 9));
      const [other] = await askedAtOnce(all, rangeOf('-8'));
      first.sendRst();
      await all.proxy.says(/the client left/);
      await fetched(all, postOf('a'), OK); // it is stored no more
      end.send(PAGE.slice(START + 9, START + 99));
      await all.fence();
      end.send(PAGE.slice(START + 99));
      expect((await receiveResponse(other!)).body).toBe(BODY.slice(-8));
    });

    testOfOptions(
      '4.857 who goes alone does not fail with the first',
      async () => {
        const { all, first, end } = await begun();
        const other = await asked(all, open);
        await untilSeen(other, BODY.slice(HALF - 99, HALF));
        end.send(PAGE.slice(START + HALF, -999));
        const own = await all.origin.nextRequest();
        end.sendRst();
        await first.untilRst();
        own.end.send(PAGE);
        const { body } = await receiveResponse(other);
        expect(digestOf(body)).toBe(digestOf(BODY));
      },
    );

    testOfOptions(
      '4.856 who waits for the end has not read the most',
      async () => {
        const { all, first, end } = await begun();
        await askedAtOnce(all, rangeOf('-8'));
        end.send(PAGE.slice(START + HALF, -999));
        await all.origin.nextRequest(); // never answered
        end.send(PAGE.slice(-999));
        const { body } = await receiveResponse(first);
        expect(digestOf(body)).toBe(digestOf(BODY));
      },
    );

    for (const [what, request, come, rest] of [
      ['a part, less than the part', ofPart, BODY.slice(0, -10), LAST_CHUNK],
      ['all, one byte less', open, BODY.slice(0, -1), LAST_CHUNK],
      ['all, one byte more', open, BODY, chunkOf('x')],
    ] as const) {
      testOfOptions(`4.801 of ${what}: reset`, async () => {
        const { other, own } = await crowded(request);
        own.end.send(CHUNKED + chunkOf(come));
        await untilSeen(other, come.slice(-99));
        own.end.send(rest);
        await other.untilRst();
      });
    }

    testOfOptions('4.801 of all, as much as was promised', async () => {
      const { other, own } = await crowded(open);
      own.end.send(CHUNKED + chunkOf(BODY) + LAST_CHUNK);
      const { body } = await receiveResponse(other);
      expect(digestOf(body)).toBe(digestOf(BODY));
    });

    testOfOptions(
      '4.803 who has sent a POST does not send it again',
      async () => {
        const { all } = await timedScene(stage, { cacheSize: 128 * MIB });
        const start = CHUNKED.replace(/\r\n$/, 'Content-Location: /\r\n\r\n');
        const body = noiseOf(24 * MIB);
        const poster = await asked(all, postOf('a'));
        const { end } = await all.origin.nextRequest();
        await end.receive(1);
        end.send(start);
        await untilSeen(poster, '\r\n\r\n');
        poster.stopReading(); // so the other one reads more of it
        const getter = await asked(all, GET);
        await untilSeen(getter, '\r\n\r\n');
        end.send(chunkOf(body) + LAST_CHUNK);
        const own = await all.origin.nextRequest();
        expect(own.head.line).toBe('GET / HTTP/1.1');
        own.end.send(CHUNKED + chunkOf(body) + LAST_CHUNK);
        poster.readOn();
        for (const client of [poster, getter]) {
          const { body: seen } = await receiveResponse(client);
          expect(digestOf(seen)).toBe(digestOf(body));
        }
      },
    );
  });
}
