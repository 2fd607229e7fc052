import { describe, expect, test } from 'vitest';
import { GET, head } from '../kit/bytes.ts';
import { valuesOf } from '../kit/message.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';
import { getWith, replyOf } from './messages.ts';
import { FRESH, isHit, LONG_AGO, STALE, sceneAfter } from './stored.ts';

const HINT =
  'HEAD brings what GET would bring, but for the body: so it is answered ' +
  'from a stored GET, and its own answer shows whether that is still right.';

const HEAD = GET.replace('GET', 'HEAD');
const TAGGED = ['ETag: "a"', LONG_AGO];

/** What the origin answers to HEAD, and what becomes of the stored GET. */
const ANSWERS = [
  ['200 OK', 'ETag: "a"\r\nContent-Length: 4', 'is fresh'],
  ['200 OK', 'ETag: "a"', 'is fresh'],
  ['200 OK', 'ETag: "a"\r\nTransfer-Encoding: chunked', 'is fresh'],
  ['200 OK', 'Content-Length: 4', 'is fresh'],
  ['200 OK', `ETag: "a"\r\n${LONG_AGO}`, 'is fresh'],
  ['200 OK', 'ETag: "b"\r\nContent-Length: 4', 'is gone'],
  ['200 OK', 'ETag: W/"a"\r\nContent-Length: 4', 'is gone'],
  ['200 OK', 'ETag: "a"\r\nContent-Length: 5', 'is gone'],
  ['200 OK', 'ETag: "a"\r\nContent-Length: 0', 'is gone'],
  [
    '200 OK',
    'ETag: "a"\r\nLast-Modified: Wed, 01 Jan 2020 00:00:00 GMT',
    'is gone',
  ],
  ['404 Not Found', 'Content-Length: 0', 'is gone'],
  ['500 Oops', 'Content-Length: 0', 'is stale'],
] as const;

/** HEAD, and a stored GET. */
export function cacheHead(stage: Stage): void {
  describe('HEAD and the cache', { meta: { hint: HINT } }, () => {
    for (const [status, fields, becomes] of ANSWERS) {
      test(`4.353 HEAD, ${status}, ${JSON.stringify(fields)}: the stored GET ${becomes} (RFC 9111 4.3.5)`, async () => {
        const all = await sceneAfter(stage, replyOf('page', STALE, ...TAGGED));
        const reply = head(`HTTP/1.1 ${status}`, FRESH, fields, 'X: 2');
        const { response } = await exchange(all, HEAD, reply);
        expect(response.line).toContain(status);
        expect(valuesOf(response, 'X')).toEqual(['2']);
        const next = await exchange(all, GET);
        const wasAsked = all.origin.requests.length === 3;
        expect(wasAsked).toBe(becomes !== 'is fresh');
        const isTagged = next.request.raw.includes('If-None-Match: "a"');
        if (wasAsked) expect(isTagged).toBe(becomes === 'is stale');
        else expect(valuesOf(next.response, 'X')).toEqual(['2']);
        expect(next.response.body).toBe(wasAsked ? 'ok' : 'page');
      });
    }

    test('4.774 HEAD asks under no condition of ours', async () => {
      const all = await sceneAfter(stage, replyOf('page', STALE, ...TAGGED));
      const reply = head('HTTP/1.1 200 OK', FRESH);
      const { request } = await exchange(all, HEAD, reply);
      expect(request.raw).not.toMatch(/^If-/m);
    });

    test('4.354 what HEAD freshens keeps its length and its coding (RFC 9111 3.2)', async () => {
      const coded = ['Content-Encoding: x', 'ETag: "a"'];
      const all = await sceneAfter(stage, replyOf('page', STALE, ...coded));
      const reply = head('HTTP/1.1 200 OK', FRESH, 'Content-Encoding: y');
      await exchange(all, HEAD, reply);
      const { response } = await exchange(all, GET);
      expect(response).toMatchObject({ framing: 'length', body: 'page' });
      expect(valuesOf(response, 'Content-Encoding')).toEqual(['x']);
    });

    for (const field of ['Cache-Control: no-store', 'Vary: *']) {
      test(`4.392 a HEAD that says ${field} leaves nothing that is used again (RFC 9111 4.3.5)`, async () => {
        const all = await sceneAfter(stage, replyOf('page', STALE, ...TAGGED));
        await exchange(all, HEAD, head('HTTP/1.1 200 OK', FRESH, field));
        expect(await isHit(all)).toBe(false);
      });
    }

    test('4.355 a HEAD that finds nothing stored leaves nothing (RFC 9111 4.3.5)', async () => {
      const reply = head('HTTP/1.1 200 OK', FRESH, 'Content-Length: 4');
      const all = await sceneAfter(stage, reply, HEAD);
      expect(await isHit(all)).toBe(false);
    });

    for (const [field, status] of [
      ['If-None-Match: "a"', 304],
      ['If-None-Match: "b"', 200],
      [LONG_AGO.replace('Last-Modified', 'If-Modified-Since'), 304],
      ['Range: bytes=0-1', 200],
    ] as const) {
      test(`4.356 HEAD with ${field}, of a fresh one: ${status} (RFC 9111 4.3.2)`, async () => {
        const all = await sceneAfter(stage, replyOf('page', FRESH, ...TAGGED));
        const request = getWith(field).replace('GET', 'HEAD');
        const { response } = await exchange(all, request);
        expect(response.status).toBe(status);
        const lengths = valuesOf(response, 'Content-Length');
        if (status === 200) expect(lengths).toEqual(['4']);
        expect(all.origin.requests.length, 'requests at the origin').toBe(1);
      });
    }
  });
}
