import { describe, expect, test } from 'vitest';
import { GET, head, OK } from '../kit/bytes.ts';
import { receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';
import { getWith, replyOf } from './messages.ts';
import { FRESH, isHit, LONG_AGO, sceneAfter } from './stored.ts';

const HINT =
  'Each condition of RFC 9111 3 must hold before a response is stored: its ' +
  'method, its status, its directives, and whom it is for.';

/** These may be kept for a while without a word of their origin. */
const HEURISTIC = [200, 203, 300, 301, 308, 404, 405, 410, 414, 501];

/** These need a word; and with it they are stored. */
const EXPLICIT = [201, 202, 299, 302, 303, 307, 400, 403, 429, 451, 500, 503];

/** These answer a condition or a range of one client. */
const NEVER = [206, 304, 412, 416];

/** Methods whose answer is none to a GET. */
const METHODS = ['HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'BREW'];

/** A status, what the response says, and whether it is stored. */
const MUST_UNDERSTAND = [
  [200, 'max-age=1000, must-understand', true],
  [200, 'max-age=1000, must-understand, no-store', true],
  [404, 'max-age=1000, no-store, must-understand', true],
  [299, 'max-age=1000, must-understand', false],
  [299, 'max-age=1000, must-understand, no-store', false],
  [206, 'max-age=1000, must-understand', false],
  [200, 'must-understand, no-store', false],
  [200, 'max-age=1000, must-understand, private', false],
] as const;

/** What answers one user, and whether it may answer all. */
const AUTHORIZED = [
  ['Cache-Control: max-age=1000', false],
  ['Cache-Control: max-age=1000, proxy-revalidate', false],
  ['Cache-Control: max-age=1000, private="X"', false],
  ['Expires: Thu, 01 Jan 2099 00:00:00 GMT', false],
  [LONG_AGO, false],
  [`Cache-Control: public\r\n${LONG_AGO}`, true],
  ['CDN-Cache-Control: max-age=1000, public', true],
] as const;

/** A cookie, and whether the rest of the head lets it go to all. */
const COOKIES = [
  [LONG_AGO, false],
  [`Cache-Control: public\r\n${LONG_AGO}`, false],
  ['Cache-Control: max-age=1000', true],
  ['Expires: Thu, 01 Jan 2099 00:00:00 GMT', true],
] as const;

function replyWith(status: number, ...fields: readonly string[]): string {
  if (status === 304) return head('HTTP/1.1 304 X', ...fields);
  return replyOf('page', ...fields).replace('200 OK', `${status} X`);
}

/** What is stored, by RFC 9111 3. */
export function cacheStoring(stage: Stage): void {
  describe('storing', { meta: { hint: HINT } }, () => {
    for (const status of HEURISTIC) {
      test(`4.300 ${status} is stored without a word of its origin (RFC 9110 15.1)`, async () => {
        const all = await sceneAfter(stage, replyWith(status, LONG_AGO));
        const { response } = await exchange(all, GET, OK);
        expect(response).toMatchObject({ status, body: 'page' });
        expect(all.origin.requests.length, 'requests at the origin').toBe(1);
      });
    }

    for (const status of EXPLICIT) {
      test(`4.301 ${status} is stored only if its origin says so (RFC 9111 3)`, async () => {
        const silent = await sceneAfter(stage, replyWith(status, LONG_AGO));
        expect(await isHit(silent)).toBe(false);
        const said = await sceneAfter(stage, replyWith(status, FRESH));
        const { response } = await exchange(said, GET, OK);
        expect(response).toMatchObject({ status, body: 'page' });
      });
    }

    test('4.302 public is word enough for any status (RFC 9111 4.2.2)', async () => {
      const fields = ['Cache-Control: public', LONG_AGO];
      const all = await sceneAfter(stage, replyWith(302, ...fields));
      expect(await isHit(all)).toBe(true);
    });

    for (const status of NEVER) {
      test(`4.303 ${status} is never stored (RFC 9111 3)`, async () => {
        const fields = [FRESH, 'ETag: "a"', LONG_AGO];
        const all = await sceneAfter(stage, replyWith(status, ...fields));
        expect(await isHit(all)).toBe(false);
      });
    }

    for (const method of METHODS) {
      test(`4.304 the answer to ${method} is none to GET (RFC 9111 3)`, async () => {
        const reply = head('HTTP/1.1 200 OK', FRESH, 'Content-Location: /');
        const ending = method === 'HEAD' ? '' : '0\r\n\r\n';
        const framed = reply.replace(
          /\r\n$/,
          `Transfer-Encoding: chunked\r\n\r\n${ending}`,
        );
        const request = GET.replace('GET', method);
        const all = await sceneAfter(stage, framed, request);
        expect(await isHit(all)).toBe(false);
      });
    }

    for (const [status, said, isStored] of MUST_UNDERSTAND) {
      const what = isStored ? 'stored' : 'not stored';
      test(`4.305 ${what}: ${status} with ${said} (RFC 9111 5.2.2.3)`, async () => {
        const reply = replyWith(status, `Cache-Control: ${said}`);
        expect(await isHit(await sceneAfter(stage, reply))).toBe(isStored);
      });
    }

    for (const [fields, isShared] of AUTHORIZED) {
      const what = isShared ? 'for all' : 'not for others';
      test(`4.306 asked by one user, ${what}: ${JSON.stringify(fields)} (RFC 9111 3.5)`, async () => {
        const request = getWith('Authorization: Basic eDp5');
        const reply = replyOf('page', fields);
        const all = await sceneAfter(stage, reply, request);
        expect(await isHit(all)).toBe(isShared);
      });
    }

    for (const [fields, isShared] of COOKIES) {
      const what = isShared ? 'for all' : 'for one';
      test(`4.307 a cookie ${what}: ${JSON.stringify(fields)} (RFC 9111 7.3)`, async () => {
        const reply = replyOf('page', 'Set-Cookie: a=b', fields);
        const all = await sceneAfter(stage, reply);
        expect(await isHit(all)).toBe(isShared);
      });
    }

    test('4.308 interim responses are relayed, and not stored (RFC 9111 3)', async () => {
      const { origin, connect } = await scene(stage);
      const early = head('HTTP/1.1 103 Early Hints', FRESH, 'Link: </a>');
      origin.answer(early + replyOf('page', FRESH));
      const client = await connect();
      client.send(head('GET / HTTP/1.1', 'Host: a.example'));
      const hints = await receiveResponse(client);
      expect(hints.fields).toEqual([
        ['Cache-Control', 'max-age=1000'],
        ['Link', '</a>'],
      ]);
      expect((await receiveResponse(client)).body).toBe('page');
      client.send(GET);
      const hit = await receiveResponse(client);
      expect(hit).toMatchObject({ status: 200, body: 'page' });
      expect(origin.requests.length, 'requests at the origin').toBe(1);
    });

    test('4.309 the freshness of an interim response says nothing of the final one (RFC 9111 3)', async () => {
      const { origin, connect } = await scene(stage);
      origin.answer(head('HTTP/1.1 103 Early Hints', FRESH) + OK);
      for (let count = 1; count <= 2; count++) {
        const client = await connect();
        client.send(GET);
        expect((await receiveResponse(client)).status).toBe(103);
        expect((await receiveResponse(client)).body).toBe('ok');
        expect(origin.requests.length, 'requests at the origin').toBe(count);
      }
    });
  });
}
