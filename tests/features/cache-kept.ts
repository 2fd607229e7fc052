import { describe, expect, test } from 'vitest';
import { GET, OK, postOf } from '../kit/bytes.ts';
import { receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';
import { getWith, replyOf } from './messages.ts';
import { FRESH, isHit, LONG_AGO, sceneAfter } from './stored.ts';

const HINT =
  'Not every field of a response is stored with it; and what a POST brought ' +
  'is stored if it says that GET would bring the same (RFC 9111 3.1).';

/** Directives that name fields, and those of X-A, X-B that hits lack. */
const NAMED = [
  ['private="X-A"', 'X-A'],
  ['private=X-A', 'X-A'],
  ['no-cache="x-a"', 'X-A'],
  ['no-cache="X-B,  x-a"', 'X-A X-B'],
  ['private="X-A", no-cache="X-B"', 'X-A X-B'],
  ['private="X-A", private="X-B"', 'X-A X-B'],
] as const;

/** Answers to POST: their fields, and whether they answer GET from then on. */
const POSTED = [
  [`${FRESH}\r\nContent-Location: /`, true],
  [`${FRESH}\r\nContent-Location: http://a.example/`, true],
  [`${FRESH}\r\nContent-Location: HTTP://A.example:80/`, true],
  [`Expires: Thu, 01 Jan 2099 00:00:00 GMT\r\nContent-Location: /`, true],
  [FRESH, false],
  [`${FRESH}\r\nContent-Location: /other`, false],
  [`${FRESH}\r\nContent-Location: /?`, false],
  [`${FRESH}\r\nContent-Location: http://b.example/`, false],
  [`${FRESH}\r\nContent-Location: https://a.example/`, false],
  [`${FRESH}\r\nLocation: /`, false],
  [`${LONG_AGO}\r\nContent-Location: /`, false],
] as const;

/** What is stored of a response, and of whose. */
export function cacheKept(stage: Stage): void {
  describe('storing a part of the head', { meta: { hint: HINT } }, () => {
    for (const [said, left] of NAMED) {
      test(`4.310 hits lack what ${said} names (RFC 9111 5.2.2.4, 5.2.2.7)`, async () => {
        const fields = ['X-A: 1', 'X-B: 2', 'x-a: 3', 'X-C: 4'];
        const control = `Cache-Control: max-age=1000, ${said}`;
        const all = await sceneAfter(
          stage,
          replyOf('page', control, ...fields),
        );
        const { response } = await exchange(all, GET, OK);
        expect(response.body).toBe('page');
        for (const name of ['X-A', 'X-B', 'X-C']) {
          const isThere = valuesOf(response, name).length > 0;
          expect(isThere, name).toBe(!left.split(' ').includes(name));
        }
      });
    }

    test('4.312 of a connection nothing is stored (RFC 9111 3.1)', async () => {
      const own = ['Connection: X-Hop', 'X-Hop: 1', 'Keep-Alive: timeout=5'];
      const proxy = ['Proxy-Authenticate: Basic', 'X-End: 1'];
      const reply = replyOf('page', FRESH, ...own, ...proxy);
      const { response } = await exchange(await sceneAfter(stage, reply), GET);
      const names = response.fields.map(([name]) => name.toLowerCase());
      for (const name of ['x-hop', 'keep-alive', 'proxy-authenticate']) {
        expect(names).not.toContain(name);
      }
      expect(names).toContain('x-end');
    });
  });

  describe('storing what a POST brought', { meta: { hint: HINT } }, () => {
    for (const [fields, isStored] of POSTED) {
      const what = isStored ? 'answers GET' : 'answers no GET';
      test(`4.313 ${what}: ${JSON.stringify(fields)} (RFC 9110 9.3.3)`, async () => {
        const all = await sceneAfter(stage, replyOf('x', fields), postOf('a'));
        expect(await isHit(all)).toBe(isStored);
      });
    }

    test('4.314 it answers HEAD, and no other POST (RFC 9111 4)', async () => {
      const reply = replyOf('page', FRESH, 'Content-Location: /');
      const all = await sceneAfter(stage, reply, postOf('a'));
      expect(await isHit(all, GET.replace('GET', 'HEAD'))).toBe(true);
      expect(await isHit(all, postOf('a'))).toBe(false);
    });

    test('4.315 it takes the place of what was stored (RFC 9111 4.4)', async () => {
      const all = await sceneAfter(stage, replyOf('old', FRESH));
      const reply = replyOf('new', FRESH, 'Content-Location: /');
      await exchange(all, postOf('a'), reply);
      const { response } = await exchange(all, GET, OK);
      expect(response.body).toBe('new');
    });

    test('4.313 answers no GET: it came before the POST was complete', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.send(postOf('body').slice(0, -1));
      const { end } = await all.origin.nextRequest();
      end.send(replyOf('page', FRESH, 'Content-Location: /'));
      const { body } = await receiveResponse(client);
      expect(body).toBe('page');
      expect(await isHit(all)).toBe(false);
    });

    for (const field of ['If-None-Match: "a"', 'Range: bytes=0-1']) {
      test(`4.389 ${field} of a POST is for its origin alone (RFC 9110 13.1.2, 14.2)`, async () => {
        const fields = [FRESH, 'Content-Location: /', 'ETag: "a"'];
        const request = postOf('a').replace('Content-', `${field}\r\nContent-`);
        const reply = replyOf('page', ...fields);
        const seen = await exchange(await scene(stage), request, reply);
        expect(seen.response).toMatchObject({ status: 200, body: 'page' });
      });
    }
  });

  describe('storing what GET with a body brought', {
    meta: { hint: HINT },
  }, () => {
    for (const [framing, body] of [
      ['Content-Length: 1', 'x'],
      ['Transfer-Encoding: chunked', '1\r\nx\r\n0\r\n\r\n'],
    ] as const) {
      test(`4.388 it is none for who sends no body: ${framing} (RFC 9110 9.3.1)`, async () => {
        const request = getWith(framing) + body;
        const all = await sceneAfter(stage, replyOf('page', FRESH), request);
        expect(await isHit(all)).toBe(false);
      });
    }
  });
}
