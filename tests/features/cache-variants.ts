import { describe, expect, test } from 'vitest';
import { GET, head, OK } from '../kit/bytes.ts';
import { receiveHead, receiveResponse, valuesOf } from '../kit/message.ts';
import { type Scene, scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';
import * as features from './messages.ts';
import { dateIn } from './stored.ts';

const HINT =
  'The cache keeps what the origin sent. Each client then gets the form that ' +
  'it asked for; and of what Vary names, the variant.';

const FRESH = 'Cache-Control: max-age=1000';

// Dates do not depend on what clock hangs on the wall.
const LONG = 'Cache-Control: max-age=9999999999';

const { GET_GZIP, TEXT } = features;

/** Vary, and two requests that must not get each other's answer. */
const DIFFERENT = [
  ['Accept-Language', 'Accept-Language: de', 'Accept-Language: en'],
  ['Accept-Language', 'Accept-Language: de', 'X: y'],
  ['accept-language', 'X: y', 'ACCEPT-LANGUAGE: de'],
  ['Accept, X', 'X: 1', 'X: 2'],
  ['Accept\r\nVary: X', 'X: 1', 'X: 2'],
  ['Cookie', 'Cookie: user=a', 'Cookie: user=b'],
  ['Cookie', 'Cookie: user=a, b', 'Cookie: user=a,b'],
  ['Referer', 'Referer: http://a/x,,y', 'Referer: http://a/x,y'],
  ['X', 'X: 1\r\nX: 2', 'X: 1'],
  ['Accept-Encoding', 'Accept-Encoding: br', 'Accept-Encoding: gzip'],
] as const;

/** Two requests that may get the same answer. */
const EQUAL = [
  ['Accept-Language', 'Accept-Language: de', 'accept-language:  de '],
  ['Accept-Language', 'X: 1', 'X: 2'],
  ['X', 'X: 1\r\nX: 2', 'X: 1, 2'],
] as const;

/** An origin whose answer tells which request it is for. */
function answerByCount({ origin }: Scene, ...fields: string[]): void {
  origin.answerBy(() =>
    features.textOf(`${TEXT}${origin.requests.length}`, FRESH, ...fields),
  );
}

/** The body that a request gets, uncompressed. */
async function bodyFor(all: Scene, ...fields: string[]): Promise<string> {
  const client = await all.connect();
  client.send(features.getWith(...fields));
  return features.decoded(await receiveResponse(client)).slice(TEXT.length);
}

/** Cached responses that are not the same for all. */
export function cacheVariants(stage: Stage): void {
  describe('variants', { meta: { hint: HINT } }, () => {
    for (const [vary, one, other] of DIFFERENT) {
      const both = JSON.stringify(`${one} / ${other}`);
      test(`4.59 Vary: ${JSON.stringify(vary)} keeps apart ${both}`, async () => {
        const all = await scene(stage);
        answerByCount(all, `Vary: ${vary}`);
        expect(await bodyFor(all, one)).toBe('1');
        expect(await bodyFor(all, one)).toBe('1');
        expect(await bodyFor(all, other)).toBe('2');
        expect(await bodyFor(all, other)).toBe('2');
      });
    }

    for (const [vary, one, other] of EQUAL) {
      const both = JSON.stringify(`${one} / ${other}`);
      test(`4.60 Vary: ${vary} does not keep apart ${both}`, async () => {
        const all = await scene(stage);
        answerByCount(all, `Vary: ${vary}`);
        expect(await bodyFor(all, one)).toBe('1');
        expect(await bodyFor(all, other)).toBe('1');
      });
    }

    test('4.808 of two that would do, the one of the later Date (RFC 9111 4)', async () => {
      const all = await scene(stage);
      for (const [name, seconds] of [
        ['X', -10],
        ['Y', -20],
        ['Z', -10], // made in the same second, and come later
      ] as const) {
        const fields = [LONG, `Vary: ${name}`, `Date: ${dateIn(seconds)}`];
        const reply = features.replyOf(name, ...fields, `ETag: "${name}"`);
        await exchange(all, features.getWith(`${name}: 1`), reply);
      }
      const bodyOf = async (...fields: string[]): Promise<string> => {
        const request = features.getWith(...fields);
        return (await exchange(all, request, OK)).response.body;
      };
      expect(await bodyOf('X: 1', 'Y: 1')).toBe('X');
      expect(await bodyOf('X: 1', 'Z: 1')).toBe('Z');
      expect(await bodyOf('Y: 1')).toBe('Y');
      const same = ['ETag: "Y"', `Date: ${dateIn(0)}`];
      const reply = head('HTTP/1.1 304 Not Modified', ...same);
      const asking = features.getWith('Y: 1', 'Cache-Control: no-cache');
      await exchange(all, asking, reply);
      expect(await bodyOf('X: 1', 'Y: 1')).toBe('Y');
    });

    test('4.61 who forgets Vary: gzip of the origin is not for all', async () => {
      const all = await scene(stage);
      const reply = features.replyOf('zipped', FRESH, 'Content-Encoding: gzip');
      await exchange(all, GET_GZIP, reply);
      const { response } = await exchange(all, GET, OK);
      expect(response.body).toBe('ok');
    });
  });

  describe('the cache and gzip', { meta: { hint: HINT } }, () => {
    for (const [first, what] of [
      [GET_GZIP, 'gzip'],
      [GET, 'plain'],
    ] as const) {
      test(`4.62 stored for ${what}, each then gets its own form`, async () => {
        const all = await scene(stage);
        await exchange(all, first, features.textOf(TEXT, FRESH, 'ETag: "a"'));
        for (const request of [GET_GZIP, GET, GET_GZIP, GET_GZIP, GET]) {
          const { response } = await exchange(all, request, OK);
          const isGzip = request === GET_GZIP;
          expect(features.isGzipped(response)).toBe(isGzip);
          expect(features.decoded(response)).toEqualBytes(TEXT);
          const tags = valuesOf(response, 'ETag');
          expect(tags).toEqual([isGzip ? 'W/"a"' : '"a"']);
          expect(features.variesBy(response)).toEqual(['accept-encoding']);
        }
        expect(all.origin.requests.length, 'requests at the origin').toBe(1);
      });
    }

    test('4.63 what the origin compressed is not compressed again', async () => {
      const all = await scene(stage);
      const fields = ['Content-Encoding: gzip', 'Vary: Accept-Encoding'];
      const body = `(as if zipped) ${TEXT}`;
      const reply = features.textOf(body, FRESH, ...fields);
      for (let count = 0; count < 3; count++) {
        const { response } = await exchange(all, GET_GZIP, reply);
        expect(valuesOf(response, 'Content-Encoding')).toEqual(['gzip']);
        expect(response.body).toBe(body);
      }
      expect(all.origin.requests.length, 'requests at the origin').toBe(1);
    });

    test('4.64 HEAD of a hit, compressed: its fields, and no body', async () => {
      const all = await scene(stage);
      await exchange(all, GET, features.textOf(TEXT, FRESH, 'ETag: "a"'));
      const client = await all.connect();
      client.send(GET_GZIP.replace('GET', 'HEAD'));
      const answer = await receiveHead(client);
      await client.expectFin();
      expect(features.isGzipped(answer)).toBe(true);
      expect(valuesOf(answer, 'ETag')).toEqual(['W/"a"']);
      expect(valuesOf(answer, 'Content-Length')).toEqual([]);
      expect(all.origin.requests.length, 'requests at the origin').toBe(1);
    });

    test('4.65 a hundred pipelined hits, in both forms', async () => {
      const all = await scene(stage);
      answerByCount(all);
      const client = await all.connect();
      const plain = features.openOf('GET', '/');
      const zipped = plain.replace(/\r\n$/, 'Accept-Encoding: gzip\r\n\r\n');
      client.send((plain + zipped).repeat(50));
      for (let count = 0; count < 100; count++) {
        const response = await receiveResponse(client);
        expect(features.isGzipped(response)).toBe(count % 2 === 1);
        expect(features.decoded(response)).toBe(`${TEXT}1`);
      }
    });
  });
}
