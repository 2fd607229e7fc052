import { describe, expect, test } from 'vitest';
import { GET, getOf, head, OK, postOf } from '../kit/bytes.ts';
import { receiveResponse } from '../kit/message.ts';
import { type Scene, scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';
import { getWith, replyOf } from './messages.ts';
import { FRESH, isHit, STALE, sceneAfter } from './stored.ts';

const HINT =
  'A request that changes something makes what is stored for its target, and ' +
  'for what its response names, a thing of the past (RFC 9111 4.4).';

const DONE = 'HTTP/1.1 200 OK';
const EMPTY = 'Content-Length: 0';

/** What a request to change /form brings; is /page forgotten? */
const NAMED = [
  ['POST', '201 Created', 'Location: /page', true],
  ['POST', '303 See Other', 'Location: http://a.example/page', true],
  ['PUT', '200 OK', 'Location: http://A.example:80/page#top', true],
  ['PUT', '200 OK', 'Location: page', true],
  ['PUT', '200 OK', 'Location: /x/../page', true],
  ['PATCH', '200 OK', 'Content-Location: /page', true],
  ['BREW', '200 OK', 'Content-Location: //a.example/page', true],
  ['DELETE', '204 No Content', 'Content-Location: /page', true],
  ['POST', '201 Created', 'Location: http://b.example/page', false],
  ['POST', '201 Created', 'Location: https://a.example/page', false],
  ['POST', '201 Created', 'Location: http://a.example:81/page', false],
  ['POST', '201 Created', 'Content-Location: //b.example/page', false],
  ['POST', '201 Created', 'Location: /page?', false],
  ['POST', '201 Created', 'Location: /Page', false],
  ['POST', '201 Created', 'Location: http://[/page', false],
  ['POST', '201 Created', 'X-Location: /page', false],
  ['POST', '400 Bad Request', 'Location: /page', false],
  ['POST', '500 Oops', 'Content-Location: /page', false],
  ['GET', '302 Found', 'Location: /page', false],
  ['OPTIONS', '200 OK', 'Content-Location: /page', false],
] as const;

/** Requests of which others do not share the answer. */
const UNSHARED = [
  'If-None-Match: "x"',
  'Range: bytes=0-99',
  'Authorization: Basic eDp5',
];

/** Something changes while a GET is under way; its answer is not stored. */
async function changeMeanwhile(all: Scene, request: string): Promise<void> {
  const { origin, connect } = all;
  const client = await connect();
  client.send(request);
  const { end } = await origin.nextRequest();
  const other = await connect();
  other.send(postOf('a'));
  const post = await origin.nextRequest();
  await post.end.receive(1);
  post.end.send(head(DONE, EMPTY));
  await receiveResponse(other);
  end.send(replyOf('old', 'Cache-Control: public, max-age=1000', 'ETag: "o"'));
  expect((await receiveResponse(client)).body).toBe('old');
}

/** What is stored no longer holds. */
export function cacheInvalidation(stage: Stage): void {
  describe('invalidation', { meta: { hint: HINT } }, () => {
    for (const [method, status, field, isGone] of NAMED) {
      const what = isGone ? 'forgotten' : 'still there';
      test(`4.372 /page is ${what}: ${method} /form, ${status}, ${field} (RFC 9111 4.4)`, async () => {
        const page = getOf('/page');
        const all = await sceneAfter(stage, replyOf('page', FRESH), page);
        const request = getOf('/form').replace('GET', method);
        const isBodiless = status.startsWith('204');
        const own = isBodiless ? [field] : [field, EMPTY];
        await exchange(all, request, head(`HTTP/1.1 ${status}`, ...own));
        expect(await isHit(all, page)).toBe(!isGone);
      });
    }

    test('4.373 all variants are forgotten (RFC 9111 4.4)', async () => {
      const all = await scene(stage);
      const requests = ['1', '2'].map((name) => getWith(`X: ${name}`));
      for (const request of requests) {
        await exchange(all, request, replyOf('page', FRESH, 'Vary: X'));
      }
      await exchange(all, postOf('a'), OK);
      for (const request of requests) {
        expect(await isHit(all, request)).toBe(false);
      }
    });

    test('4.374 what is forgotten is not asked about (RFC 9111 4.4)', async () => {
      const all = await sceneAfter(stage, replyOf('x', STALE, 'ETag: "a"'));
      await exchange(all, postOf('a'), OK);
      const { request } = await exchange(all, GET);
      expect(request.raw).not.toContain('If-None-Match');
    });

    test('4.375 until the answer comes nothing has changed (RFC 9111 4.4)', async () => {
      const all = await sceneAfter(stage, replyOf('page', FRESH));
      const client = await all.connect();
      client.send(
        head('PUT / HTTP/1.1', 'Host: a.example', EMPTY.replace('0', '1')),
      );
      await all.fence();
      expect(await isHit(all)).toBe(true);
    });

    test('4.376 a change of one Host is none of another (RFC 9111 4.4)', async () => {
      const all = await sceneAfter(stage, replyOf('page', FRESH));
      const other = postOf('a').replace('a.example', 'b.example');
      await exchange(all, other, OK);
      expect(await isHit(all)).toBe(true);
    });
  });

  describe('invalidation meanwhile', { meta: { hint: HINT } }, () => {
    test('4.377 what was under way is not stored (RFC 9111 4.4)', async () => {
      const all = await scene(stage);
      await changeMeanwhile(all, GET);
      expect(await isHit(all)).toBe(false);
    });

    for (const field of UNSHARED) {
      test(`4.378 nor what was under way for one client alone: ${field} (RFC 9111 4.4)`, async () => {
        const all = await scene(stage);
        await changeMeanwhile(all, getWith(field));
        expect(await isHit(all)).toBe(false);
      });
    }

    test('4.378 nor what nobody waits for any longer, since once it was in vain (RFC 9111 4.4)', async () => {
      const all = await scene(stage);
      const clients = [await all.connect(), await all.connect()];
      clients[0]?.send(GET);
      const { end } = await all.origin.nextRequest();
      clients[1]?.send(GET);
      await all.fence();
      end.send(OK);
      const next = await all.origin.nextRequest();
      next.end.send(OK);
      for (const client of clients) await receiveResponse(client);
      await changeMeanwhile(all, GET);
      expect(await isHit(all)).toBe(false);
    });

    test('4.379 nor what came in part (RFC 9111 4.4)', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.send(GET);
      const { end } = await all.origin.nextRequest();
      end.send(replyOf('page', FRESH).slice(0, -1));
      await client.receiveUntil('pag');
      const other = await all.connect();
      other.send(postOf('a'));
      const post = await all.origin.nextRequest();
      await post.end.receive(1);
      post.end.send(head(DONE, EMPTY));
      await receiveResponse(other);
      end.send('e');
      await client.receiveUntil('e');
      await client.expectFin();
      expect(all.proxy.countOf(/Caching/g)).toBe(0);
      expect(await isHit(all)).toBe(false);
    });

    test('4.380 nor what a 304 confirms that was under way (RFC 9111 4.4)', async () => {
      const stored = replyOf('page', STALE, 'ETag: "a"');
      const all = await scene(stage);
      const first = await all.connect();
      first.send(GET);
      (await all.origin.nextRequest()).end.send(stored);
      await receiveResponse(first);
      const client = await all.connect();
      client.send(GET);
      const { end } = await all.origin.nextRequest();
      const other = await all.connect();
      other.send(postOf('a'));
      const post = await all.origin.nextRequest();
      await post.end.receive(1);
      post.end.send(head(DONE, EMPTY));
      await receiveResponse(other);
      end.send(head('HTTP/1.1 304 Not Modified', 'ETag: "a"', FRESH));
      expect((await receiveResponse(client)).body).toBe('page');
      expect(await isHit(all)).toBe(false);
    });

    test('4.381 who asks after the change does not wait for what was under way (RFC 9111 4.4)', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.send(GET);
      const { end } = await all.origin.nextRequest();
      const other = await all.connect();
      other.send(postOf('a'));
      const post = await all.origin.nextRequest();
      await post.end.receive(1);
      post.end.send(head(DONE, EMPTY));
      await receiveResponse(other);
      const later = await all.connect();
      later.send(GET);
      const next = await all.origin.nextRequest();
      next.end.send(replyOf('new', FRESH));
      expect((await receiveResponse(later)).body).toBe('new');
      end.send(replyOf('old', FRESH));
      expect((await receiveResponse(client)).body).toBe('old');
      expect((await exchange(all, GET)).response.body).toBe('new');
    });
  });
}
