import { describe, expect, test } from 'vitest';
import { GET, head, OK } from '../kit/bytes.ts';
import { type Message, receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';
import { getWith, replyOf } from './messages.ts';
import { FRESH, isHit, LONG_AGO, STALE, sceneAfter } from './stored.ts';

const HINT =
  'A 304 speaks of one of the responses that are stored, and freshens that ' +
  'one; what it says anew takes the place of what was said (RFC 9111 4.3.4).';

const TAGGED = replyOf('page', STALE, 'ETag: "a"');
const LATER = 'Last-Modified: Wed, 01 Jan 2020 00:00:00 GMT';

/** A 304 that makes fresh what it speaks of. */
function sameOf(...fields: readonly string[]): string {
  return head('HTTP/1.1 304 Not Modified', FRESH, ...fields);
}

/** What is stored, and a 304 that speaks of it. */
const CONFIRMED = [
  ['ETag: "a"', 'ETag: "a"'],
  ['ETag: W/"a"', 'ETag: W/"a"'],
  ['ETag: "a"', 'ETag: W/"a"'],
  ['ETag: "a"', 'X: y'],
  [LONG_AGO, LONG_AGO],
  [LONG_AGO, 'X: y'],
  [`ETag: "a"\r\n${LONG_AGO}`, 'ETag: "a"'],
  [`ETag: "a"\r\n${LONG_AGO}`, LONG_AGO],
] as const;

/** What is stored, and a 304 that speaks of something else. */
const UNKNOWN = [
  ['ETag: "a"', 'ETag: "b"'],
  ['ETag: "a"', 'ETag: W/"b"'],
  [LONG_AGO, LATER],
  [`ETag: "a"\r\n${LONG_AGO}`, `ETag: "b"\r\n${LONG_AGO}`],
] as const;

/** Final responses to the question, and whether "a" is still stored. */
const OTHER = [
  ['200 OK', false],
  ['404 Not Found', false],
  ['302 Found', false],
  ['500 Oops', true],
  ['503 Later', true],
] as const;

function tagsOf(request: Message): string[] {
  return valuesOf(request, 'If-None-Match');
}

/** What the answer to the cache's question does. */
export function cacheConfirming(stage: Stage): void {
  describe('a 304', { meta: { hint: HINT } }, () => {
    for (const [stored, told] of CONFIRMED) {
      const what = JSON.stringify(`${stored} / ${told}`);
      test(`4.341 freshens what it speaks of: ${what} (RFC 9111 4.3.4)`, async () => {
        const all = await sceneAfter(stage, replyOf('page', STALE, stored));
        const { response } = await exchange(all, GET, sameOf(told));
        expect(response).toMatchObject({ status: 200, body: 'page' });
        expect(await isHit(all)).toBe(true);
      });
    }

    for (const [stored, told] of UNKNOWN) {
      const what = JSON.stringify(`${stored} / ${told}`);
      test(`4.342 of something else: asked again, without conditions: ${what} (RFC 9111 4.3.4)`, async () => {
        const all = await sceneAfter(stage, replyOf('page', STALE, stored));
        all.origin.answer(sameOf(told), OK);
        const client = await all.connect();
        client.send(GET);
        expect((await receiveResponse(client)).body).toBe('ok');
        await client.expectFin();
        const { requests } = all.origin;
        expect(requests).toHaveLength(3);
        expect(requests[1]?.raw).toMatch(/^If-/m);
        expect(requests[2]?.raw).not.toMatch(/^If-/m);
      });
    }
  });

  describe('a 304 and variants', { meta: { hint: HINT } }, () => {
    const [one, two] = [getWith('X: 1'), getWith('X: 2')];
    const variants = async (first: string, second: string) => {
      const all = await scene(stage);
      const own = [STALE, 'Vary: X'];
      await exchange(all, one, replyOf('one', ...own, `ETag: ${first}`));
      await exchange(all, two, replyOf('two', ...own, `ETag: ${second}`));
      return all;
    };

    test('4.346 that of another variant answers, and is fresh (RFC 9111 4.3.4)', async () => {
      const all = await variants('"a"', '"b"');
      const { response } = await exchange(all, one, sameOf('ETag: "b"'));
      expect(response).toMatchObject({ status: 200, body: 'two' });
      expect(await isHit(all, two)).toBe(true);
    });

    test('4.752 a date is none of another variant (RFC 9111 4.3.4)', async () => {
      const all = await scene(stage);
      const own = [STALE, 'Vary: X'];
      await exchange(all, one, replyOf('one', ...own, LONG_AGO));
      await exchange(all, two, replyOf('two', ...own, LATER));
      all.origin.answer(sameOf(LONG_AGO), OK);
      const client = await all.connect();
      client.send(two);
      expect((await receiveResponse(client)).body).toBe('ok');
      expect(await isHit(all, one)).toBe(false);
    });

    test('4.347 a strong tag freshens all that have it (RFC 9111 4.3.4)', async () => {
      const all = await variants('"a"', '"a"');
      await exchange(all, one, sameOf('ETag: "a"'));
      expect(await isHit(all, two)).toBe(true);
      expect(await isHit(all, one)).toBe(true);
    });

    for (const tag of ['W/"a"', '"a"']) {
      test(`4.348 a weak tag freshens one of them: ${tag} (RFC 9111 4.3.4)`, async () => {
        const all = await variants(tag, tag);
        await exchange(all, one, sameOf('ETag: W/"a"'));
        expect(await isHit(all, one)).toBe(true);
        expect(await isHit(all, two)).toBe(false);
      });
    }
  });

  describe('a 304 and its client', { meta: { hint: HINT } }, () => {
    test('4.349 for the tag of the client alone: passed on, freshens nothing (RFC 9111 4.3.3)', async () => {
      const all = await sceneAfter(stage, TAGGED);
      const asked = getWith('If-None-Match: "mine"');
      const { response } = await exchange(all, asked, sameOf('ETag: "mine"'));
      expect(response.status).toBe(304);
      expect(valuesOf(response, 'ETag')).toEqual(['"mine"']);
      expect(valuesOf(response, 'Age')).toEqual([]);
      expect(all.origin.requests.length, 'requests at the origin').toBe(2);
      const { request } = await exchange(all, GET, TAGGED);
      expect(tagsOf(request)).toEqual(['"a"']);
    });

    for (const [field, status] of [
      ['If-None-Match: "a"', 304],
      ['If-None-Match: W/"a"', 304],
      ['If-None-Match: "mine"', 200],
      ['If-None-Match: *', 304],
      ['Range: bytes=0-1', 206],
    ] as const) {
      test(`4.350 for the stored tag: ${field}: ${status} (RFC 9111 4.3.3)`, async () => {
        const all = await sceneAfter(stage, TAGGED);
        const seen = await exchange(all, getWith(field), sameOf('ETag: "a"'));
        expect(seen.response.status).toBe(status);
        expect(await isHit(all)).toBe(true);
      });
    }
  });

  describe('a 304 that does not say of what', { meta: { hint: HINT } }, () => {
    test('4.390 it may be for the tag of the client: freshens nothing (RFC 9111 4.3.4)', async () => {
      const all = await sceneAfter(stage, TAGGED);
      const asked = getWith('If-None-Match: "mine"');
      const { response } = await exchange(all, asked, sameOf());
      expect(response.status).toBe(304);
      expect(await isHit(all)).toBe(false);
    });

    test('4.391 of two it may be either: asked again (RFC 9111 4.3.4)', async () => {
      const all = await scene(stage);
      for (const name of ['1', '2']) {
        const fields = [STALE, 'Vary: X', `ETag: "${name}"`];
        await exchange(all, getWith(`X: ${name}`), replyOf(name, ...fields));
      }
      all.origin.answer(sameOf(), OK);
      const client = await all.connect();
      client.send(getWith('X: 1'));
      expect((await receiveResponse(client)).body).toBe('ok');
    });
  });

  describe('other answers to the question', { meta: { hint: HINT } }, () => {
    for (const [status, isKept] of OTHER) {
      const what = isKept ? 'keeps' : 'removes';
      test(`4.351 ${status} ${what} what was stored (RFC 9111 4.3.3)`, async () => {
        const all = await sceneAfter(stage, TAGGED);
        const reply = OK.replace('200 OK', status);
        const { response } = await exchange(all, GET, reply);
        expect(response.status).toBe(Number(status.slice(0, 3)));
        const { request } = await exchange(all, GET);
        expect(tagsOf(request)).toEqual(isKept ? ['"a"'] : []);
      });
    }

    test('4.352 a 200 takes the place of what was stored (RFC 9111 4.3.3)', async () => {
      const all = await sceneAfter(stage, TAGGED);
      const fresh = replyOf('new', FRESH, 'ETag: "b"');
      expect((await exchange(all, GET, fresh)).response.body).toBe('new');
      expect((await exchange(all, GET)).response.body).toBe('new');
      expect(all.origin.requests.length, 'requests at the origin').toBe(2);
      const again = getWith('Cache-Control: no-cache');
      expect(tagsOf((await exchange(all, again)).request)).toEqual(['"b"']);
    });
  });
}
