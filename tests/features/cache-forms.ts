import { describe, expect, test } from 'vitest';
import { GET, head, OK } from '../kit/bytes.ts';
import { MIB, untilStuck } from '../kit/long-body.ts';
import { receiveHead, receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import {
  asked,
  askedAtOnce,
  chunkOf,
  fetched,
  LAST_CHUNK,
  noiseOf,
  shown,
} from './cache-scenes.ts';
import { timedScene } from './client-timeouts.ts';
import { CODING_NAMES, testOf } from './codings.ts';
import { SECOND } from './hand-clock.ts';
import {
  codingOf,
  decoded,
  getWith,
  openOf,
  replyOf,
  TEXT,
  textOf,
  zippedReader,
} from './messages.ts';
import { type FeaturesStage, testOfOptions, withOptions } from './stage.ts';

const HINT =
  'A stored body is compressed once for each coding, and kept so with it: ' +
  'each client gets its form, and the form goes when its body goes.';

const FRESH = 'Cache-Control: max-age=100';
const LONG = TEXT.repeat(99);
const GZIPPING = /gzipping\.\.\./g;

const inCoding = (name: string) => getWith(`Accept-Encoding: ${name}`);

/** Forms of stored bodies. */
export function cacheForms(stage: FeaturesStage): void {
  describe('stored and compressed', { meta: { hint: HINT } }, () => {
    for (const name of CODING_NAMES) {
      testOf(name)(`4.460 ${name}: made once, then sent as it is`, async () => {
        const all = await scene(stage);
        const says = name === 'gzip' ? GZIPPING : /compressing with/g;
        const page = textOf(LONG, FRESH, 'ETag: "a"');
        const first = await fetched(all, inCoding(name), page);
        expect(codingOf(first)).toBe(name);
        const bodies = new Set([first.body]);
        for (let count = 0; count < 5; count++) {
          const hit = await shown(all, inCoding(name));
          expect(codingOf(hit)).toBe(name);
          expect(decoded(hit)).toBe(LONG);
          expect(valuesOf(hit, 'ETag')).toEqual(['W/"a"']);
          expect(hit.framing).toBe('length'); // it is known in advance now
          bodies.add(hit.body);
          expect((await shown(all, GET)).body).toBe(LONG);
        }
        expect(all.proxy.countOf(says)).toBe(1);
        expect(bodies.size).toBe(1);
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          1,
        );
      });

      testOf(name)(`4.461 ${name}: HEAD tells its length`, async () => {
        const all = await scene(stage);
        await fetched(all, inCoding(name), textOf(LONG, FRESH));
        const hit = await shown(all, inCoding(name));
        const client = await asked(all, inCoding(name).replace('GET', 'HEAD'));
        const answer = await receiveHead(client);
        await client.expectFin();
        expect(valuesOf(answer, 'Content-Length')).toEqual([
          String(hit.body.length),
        ]);
        expect(valuesOf(answer, 'Content-Encoding')).toEqual([name]);
      });
    }

    test('4.462 made of what was stored plain, and by followers', async () => {
      const all = await scene(stage);
      await fetched(all, GET, textOf(LONG, FRESH));
      const clients = await askedAtOnce(
        all,
        ...Array(9).fill(inCoding('gzip')),
      );
      for (const client of clients) {
        expect(decoded(await receiveResponse(client))).toBe(LONG);
      }
      const count = all.proxy.countOf(GZIPPING);
      expect(decoded(await shown(all, inCoding('gzip')))).toBe(LONG);
      expect(all.proxy.countOf(GZIPPING)).toBe(count);
    });

    testOfOptions(
      '4.463 the form of the old body is not sent for the new',
      async () => {
        const { all, clock } = await timedScene(stage);
        await fetched(all, inCoding('gzip'), textOf(LONG, FRESH, 'ETag: "a"'));
        await shown(all, inCoding('gzip'));
        clock.turn(101 * SECOND);
        await fetched(all, GET, textOf(`new ${LONG}`, FRESH, 'ETag: "b"'));
        const hit = await shown(all, inCoding('gzip'));
        expect(decoded(hit)).toBe(`new ${LONG}`);
        expect(valuesOf(hit, 'ETag')).toEqual(['W/"b"']);
      },
    );

    testOfOptions('4.464 a 304 keeps the forms', async () => {
      const { all, clock } = await timedScene(stage);
      await fetched(all, inCoding('gzip'), textOf(LONG, FRESH, 'ETag: "a"'));
      clock.turn(101 * SECOND);
      const same = head('HTTP/1.1 304 Not Modified', 'ETag: "a"', FRESH);
      const hit = await fetched(all, inCoding('gzip'), same);
      expect(decoded(hit)).toBe(LONG);
      expect(all.proxy.countOf(GZIPPING)).toBe(1);
    });

    testOfOptions('4.465 forms count in the memory of the cache', async () => {
      const all = await scene(withOptions(stage, { cacheSize: MIB }));
      const noise = noiseOf(MIB / 8 - 1000); // which does not shrink
      const ask = async (target: string, isKnown: boolean, coding: string) => {
        const client = await all.connect();
        const request = inCoding(coding).replace(' / ', ` ${target} `);
        client.send(request);
        if (!isKnown) {
          const { end } = await all.origin.nextRequest();
          end.send(textOf(noise, FRESH));
        }
        expect(decoded(await receiveResponse(client))).toBe(noise);
      };
      for (const target of ['/1', '/2', '/3', '/4', '/5', '/6', '/7']) {
        await ask(target, false, 'identity');
      }
      await ask('/1', true, 'gzip'); // one too many: /2 has to go for it
      await ask('/3', true, 'identity');
      await ask('/1', true, 'gzip');
      await ask('/2', false, 'identity');
    });

    test('4.466 ranges and conditions are of the plain bytes', async () => {
      const all = await scene(stage);
      await fetched(all, inCoding('gzip'), textOf(LONG, FRESH, 'ETag: "a"'));
      const gzip = 'Accept-Encoding: gzip';
      const part = await shown(all, getWith(gzip, 'Range: bytes=3-6'));
      expect(part).toMatchObject({ status: 206, body: LONG.slice(3, 7) });
      expect(codingOf(part)).toBeUndefined();
      const known = await shown(all, getWith(gzip, 'If-None-Match: W/"a"'));
      expect(known).toMatchObject({ status: 304, body: '' });
    });

    test('4.467 events arrive at once, plain and compressed', async () => {
      const all = await scene(stage);
      const [plain, zipped] = await askedAtOnce(all, GET, inCoding('gzip'));
      const { end } = await all.origin.nextRequest();
      const type = 'Content-Type: text/event-stream';
      end.send(
        head('HTTP/1.1 200 OK', FRESH, type, 'Transfer-Encoding: chunked'),
      );
      const unzip = zippedReader(zipped!);
      await receiveHead(plain!);
      await receiveHead(zipped!);
      for (let count = 0; count < 20; count++) {
        const event = `data: ${count}\n\n`;
        end.send(chunkOf(event));
        await plain!.expectBytes(chunkOf(event));
        await unzip(event);
      }
      end.send(LAST_CHUNK);
      await plain!.expectBytes(LAST_CHUNK);
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        1,
      );
    });
  });

  describe('many hits', { meta: { hint: HINT } }, () => {
    test('4.468 two thousand pipelined hits, compressed, in order', async () => {
      const all = await scene(stage);
      all.origin.answerBy(({ line }) => textOf(`${LONG}${line}`, FRESH));
      const client = await all.connect();
      const targets = [...Array(2000).keys()].map((index) => `/${index % 3}`);
      const gzip = (target: string) =>
        openOf('GET', target).replace(/\r\n$/, 'Accept-Encoding: gzip\r\n\r\n');
      client.send(targets.map(gzip).join(''));
      for (const target of targets) {
        const { body } = await receiveResponse(client).then((response) => ({
          body: decoded(response),
        }));
        expect(body.slice(LONG.length)).toBe(`GET ${target} HTTP/1.1`);
      }
      expect(all.proxy.countOf(GZIPPING)).toBe(3);
    });

    test('4.469 who pipelines and never reads is read no further', async () => {
      const all = await scene(stage);
      await fetched(all, GET, replyOf('x'.repeat(MIB), FRESH));
      const client = await all.connect();
      client.stopReading();
      const requests = openOf('GET', '/').repeat(1000);
      const isStuck = async (): Promise<boolean> => {
        const before = client.sent;
        await all.fence();
        return client.sent === before && client.isHeldBack;
      };
      for (let count = 0; count < 1000 && !(await isStuck()); count++) {
        client.send(requests);
      }
      expect(client.isHeldBack, 'the client is held back').toBe(true);
      await untilStuck(client, all.fence);
      const gets = all.proxy.countOf(/GET \/ 200/g);
      expect(gets).toBeLessThan(100); // of a mebibyte each
      expect((await fetched(all, getWith('Pragma: no-cache'), OK)).body).toBe(
        'ok',
      );
    });
  });
}
