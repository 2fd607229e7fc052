import { describe, expect, test } from 'vitest';
import { GET, head, OK } from '../kit/bytes.ts';
import { valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';
import { fetched, shown } from './cache-scenes.ts';
import { getWith, replyOf } from './messages.ts';
import { FRESH, isHit, LONG_AGO, sceneAfter } from './stored.ts';

const HINT =
  'Who asks first gets what the origin sent; and however little of it this ' +
  'client needs, all of it is stored for the others (RFC 9111 3, 4.3.3).';

/** Directives that name fields of which others must not know. */
const NAMED = [
  'private="X-A"',
  'private=X-A',
  'no-cache="x-a"',
  'private="X-A", no-cache="X-B"',
];

const TAGGED = replyOf('page', FRESH, 'ETag: "a"');

/** Requests that need less than what the origin sends: all of the page. */
const MODEST = ['If-None-Match: "a"', 'Range: bytes=0-1', 'Range: bytes=-4'];

/** What the first client gets, and what it leaves behind. */
export function cacheFirst(stage: Stage): void {
  describe('who asks first', { meta: { hint: HINT } }, () => {
    for (const said of NAMED) {
      test(`4.311 gets what ${said} names (RFC 9111 5.2.2.4, 5.2.2.7)`, async () => {
        const control = `Cache-Control: max-age=1000, ${said}`;
        const reply = replyOf('page', control, 'X-A: 1', 'X-B: 2');
        const { response } = await exchange(await scene(stage), GET, reply);
        expect(valuesOf(response, 'X-A')).toEqual(['1']);
        expect(valuesOf(response, 'X-B')).toEqual(['2']);
      });
    }

    for (const fields of [FRESH, LONG_AGO]) {
      test(`4.361 leaves a 204, which has no body to wait for: ${fields} (RFC 9111 3)`, async () => {
        const reply = head('HTTP/1.1 204 No Content', fields);
        const all = await sceneAfter(stage, reply);
        const { response } = await exchange(all, GET, OK);
        expect(response).toMatchObject({ status: 204, body: '' });
        expect(valuesOf(response, 'Content-Length')).toEqual([]);
        expect(all.origin.requests.length, 'requests at the origin').toBe(1);
      });
    }

    for (const field of MODEST) {
      test(`4.370 leaves all that the origin has sent: ${field} (RFC 9111 3)`, async () => {
        const all = await sceneAfter(stage, TAGGED, getWith(field));
        expect(await isHit(all)).toBe(true);
        const { response } = await exchange(all, GET);
        expect(response).toMatchObject({ status: 200, body: 'page' });
      });
    }

    for (const [field, tag, tags] of [
      ['If-None-Match: "new"', 'ETag: "old"', ['"old"']],
      [LONG_AGO.replace('Last-Modified', 'If-Modified-Since'), 'X: y', []],
    ] as const) {
      test(`4.807 also if it is shown what is stale meanwhile: ${field} (RFC 5861 3)`, async () => {
        const all = await scene(stage);
        const said = 'Cache-Control: max-age=5, stale-while-revalidate=1000';
        await fetched(all, GET, replyOf('old', said, 'Age: 9', tag));
        expect((await shown(all, getWith(field))).body).toBe('old');
        const { head: request } = await all.origin.nextRequest();
        expect(valuesOf(request, 'If-None-Match')).toEqual(tags);
        expect(valuesOf(request, 'If-Modified-Since')).toEqual([]);
      });
    }

    for (const [said, status] of [
      ['stale-while-revalidate=1000', 200],
      ['stale-if-error=1000', 503],
    ] as const) {
      test(`4.815 leaves what is never fresh, but may be shown: ${said} (RFC 5861)`, async () => {
        const reply = replyOf('old', `Cache-Control: max-age=0, ${said}`);
        const all = await sceneAfter(stage, reply);
        const next = OK.replace('200 OK', `${status} Next`);
        const { response } = await exchange(all, GET, next);
        expect(response).toMatchObject({ status: 200, body: 'old' });
      });
    }

    test('4.371 gets a 200 if that is what the origin has sent (RFC 9111 4.3.3)', async () => {
      const all = await scene(stage);
      const asked = getWith('If-None-Match: "a"');
      const { response } = await exchange(all, asked, TAGGED);
      expect(response).toMatchObject({ status: 200, body: 'page' });
    });
  });
}
