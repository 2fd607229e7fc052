import { describe, expect, test } from 'vitest';
import { GET, head, OK } from '../kit/bytes.ts';
import { type Scene, scene } from '../kit/scene.ts';
import { exchange } from '../kit/steps.ts';
import { getWith, replyOf } from './messages.ts';
import { type FeaturesStage, testOfOptions, withOptions } from './stage.ts';
import { FRESH, isHit, sceneAfter } from './stored.ts';

const HINT =
  'A stored response answers requests for the same scheme, authority and ' +
  'target, whose fields that Vary names are the same (RFC 9111 2, 4.1).';

const SECURE = 'X-Forwarded-Proto: https';

/** Request lines with Host, and what else: two of them, and are they one? */
const TARGETS = [
  [['/', 'a.example'], ['/', 'A.EXAMPLE:80'], true],
  [['/', 'a.example'], ['http://a.example/', 'a.example'], true],
  [['/', 'a.example'], ['http://A.example:80/', 'a.example'], true],
  [['/', 'a.example'], ['http://a.example', 'a.example'], true],
  [['/', 'a.example', SECURE], ['/', 'a.example:443', SECURE], true],
  [['/', 'a.example'], ['/', 'a.example', SECURE], false],
  [['/', 'a.example', SECURE], ['/', 'a.example'], false],
  [['/', 'a.example'], ['/', 'a.example:443'], false],
  [['/', 'a.example'], ['/', 'a.example:8080'], false],
  [['/', 'a.example', SECURE], ['/', 'a.example:80', SECURE], false],
  [['/', 'a.example'], ['http://b.example/', 'a.example'], false],
  [['/', 'a.example'], ['/', 'a.example.'], false],
  [['/a/b', 'a'], ['/a%2Fb', 'a'], false],
  [['/a?b', 'a'], ['/a?b&', 'a'], false],
] as const;

/** What Vary says; the fields of two requests; may they share an answer? */
const SELECTED = [
  ['Accept-Language', 'Accept-Language: de,en', true],
  ['Accept-Language', 'Accept-Language: de\r\nAccept-Language: en', true],
  ['Accept-Language', 'Accept-Language: , DE ,, en,', true],
  ['Accept-Language', 'Accept-Language: en, de', false],
  ['Accept-Language', 'Accept-Language: de', false],
  ['Accept-Language', 'Accept-Language:', false],
  ['X', 'Accept-Language: de, en', true],
  ['X', 'X: 1', false],
] as const;

/** The same for a field of which nothing is known, which first was this. */
const OPAQUE = [
  ['X: a, b', 'X: a,b', false],
  ['X: a, b', 'X: a\r\nX: b', true],
  ['X: a, b', 'X: , a,, b,', false],
  ['X: a', 'X: A', false],
  ['X: a b', 'X: ab', false],
  ['X: "a,b"', 'X: "a, b"', false],
  ['X: a, b', 'X: b, a', false],
] as const;

type Line = readonly [target: string, host: string, ...fields: string[]];

function requestOf([target, host, ...fields]: Line): string {
  const own = [`Host: ${host}`, 'Connection: close'];
  return head(`GET ${target} HTTP/1.1`, ...own, ...fields);
}

async function bodyFor(all: Scene, request: string): Promise<string> {
  return (await exchange(all, request, OK)).response.body;
}

/** Which stored response answers a request. */
export function cacheKeys(stage: FeaturesStage): void {
  describe('keys', { meta: { hint: HINT } }, () => {
    for (const [one, other, isSame] of TARGETS) {
      const both = [one, other].map((line) => line.join(' ')).join(' / ');
      testOfOptions(
        `4.327 ${isSame ? 'one' : 'two'}: ${both} (RFC 9111 2)`,
        async () => {
          const reply = replyOf('page', FRESH);
          const trusting = withOptions(stage, { trustForwarded: true });
          const all = await sceneAfter(trusting, reply, requestOf(one));
          expect(await isHit(all, requestOf(other))).toBe(isSame);
          expect(await isHit(all, requestOf(one))).toBe(true);
        },
      );
    }
  });

  describe('variants by what they say', { meta: { hint: HINT } }, () => {
    for (const [vary, fields, isSame] of SELECTED) {
      const what = isSame ? 'shared' : 'kept apart';
      test(`4.328 ${what}: Vary: ${vary}, de, en / ${JSON.stringify(fields)} (RFC 9111 4.1)`, async () => {
        const reply = replyOf('page', FRESH, `Vary: ${vary}`);
        const first = getWith('Accept-Language: de, en');
        const all = await sceneAfter(stage, reply, first);
        expect(await isHit(all, getWith(fields))).toBe(isSame);
      });
    }

    for (const [one, other, isSame] of OPAQUE) {
      const what = isSame ? 'shared' : 'kept apart';
      test(`4.329 ${what}: ${one} / ${JSON.stringify(other)} (RFC 9111 4.1)`, async () => {
        const reply = replyOf('page', FRESH, 'Vary: X');
        const all = await sceneAfter(stage, reply, getWith(one));
        expect(await isHit(all, getWith(other))).toBe(isSame);
      });
    }

    for (const vary of ['*', 'X, *', 'X\r\nVary: *', '*, X']) {
      test(`4.330 never used again: Vary: ${JSON.stringify(vary)} (RFC 9111 4.1)`, async () => {
        const reply = replyOf('page', FRESH, `Vary: ${vary}`, 'ETag: "a"');
        const all = await sceneAfter(stage, reply);
        const { request, response } = await exchange(all, GET, OK);
        expect(response.body).toBe('ok');
        expect(request.raw).not.toContain('If-None-Match');
      });
    }

    test('4.331 each of several variants stays (RFC 9111 4.1)', async () => {
      const all = await scene(stage);
      const names = ['1', '2', '3', '4'];
      const requests = names.map((name) => getWith(`X: ${name}`));
      for (const [index, name] of names.entries()) {
        const reply = replyOf(name, FRESH, 'Vary: X');
        await exchange(all, requests[index]!, reply);
      }
      for (const [index, name] of names.entries()) {
        expect(await bodyFor(all, requests[index]!)).toBe(name);
      }
      expect(all.origin.requests.length, 'requests at the origin').toBe(
        names.length,
      );
    });

    test('4.332 a variant takes the place of its like, and of no other (RFC 9111 4.1)', async () => {
      const all = await scene(stage);
      const [one, two] = [getWith('X: 1'), getWith('X: 2')];
      await exchange(all, one, replyOf('one', FRESH, 'Vary: X'));
      await exchange(all, two, replyOf('two', FRESH, 'Vary: X'));
      const fresh = getWith('X: 1', 'Cache-Control: no-cache');
      await exchange(all, fresh, replyOf('new', FRESH, 'Vary: X'));
      expect(await bodyFor(all, one)).toBe('new');
      expect(await bodyFor(all, two)).toBe('two');
    });

    test('4.333 of two that fit, the newer one answers (RFC 9111 4.1)', async () => {
      const all = await scene(stage);
      const [one, two] = [getWith('X: 1'), getWith('X: 2')];
      await exchange(all, one, replyOf('one', FRESH, 'Vary: X'));
      await exchange(all, two, replyOf('all', FRESH));
      expect(await bodyFor(all, one)).toBe('all');
    });

    test('4.756 of two that fit, the one that was confirmed last (RFC 9111 4)', async () => {
      const all = await scene(stage);
      const [one, two] = [getWith('X: 1'), getWith('X: 2')];
      await exchange(all, one, replyOf('one', FRESH, 'Vary: X', 'ETag: "1"'));
      await exchange(all, two, replyOf('all', FRESH, 'ETag: "2"'));
      const asking = getWith('X: 1', 'Cache-Control: no-cache');
      const same = head('HTTP/1.1 304 Not Modified', 'ETag: "1"');
      const { response } = await exchange(all, asking, same);
      expect(response.body).toBe('one');
      expect(await bodyFor(all, one)).toBe('one');
      expect(await bodyFor(all, two)).toBe('all');
    });

    test('4.334 what the cache adds to a request counts for none (RFC 9111 4.1)', async () => {
      const all = await scene(stage);
      const vary = 'Vary: If-None-Match, Via, Host';
      await exchange(all, GET, replyOf('page', FRESH, vary));
      expect(await isHit(all)).toBe(true);
      expect(await isHit(all, getWith('If-None-Match: "b"'))).toBe(false);
    });
  });
}
