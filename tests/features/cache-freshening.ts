import { describe, expect, test } from 'vitest';
import { GET, head, OK } from '../kit/bytes.ts';
import { receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';
import { asked, fetched } from './cache-scenes.ts';
import { getWith, replyOf } from './messages.ts';
import { FRESH, isHit, STALE, sceneAfter } from './stored.ts';

const HINT =
  'What a 304 says anew takes the place of what was said before; what is ' +
  'said of the stored bytes stays (RFC 9111 3.2).';

/** A 304 that makes fresh what it speaks of. */
function sameOf(...fields: readonly string[]): string {
  return head('HTTP/1.1 304 Not Modified', FRESH, ...fields);
}

/** What a stored response says, a 304, and what a hit says then. */
const FIELDS = [
  ['X: 1', 'X: 2', 'X', ['2']],
  ['X: 1\r\nx: 2', 'x: 3', 'X', ['3']],
  ['X: 1', 'X: 2\r\nX: 3', 'X', ['2', '3']],
  ['X: 1', 'Y: 2', 'X', ['1']],
  ['X: 1', 'Y: 2', 'Y', ['2']],
  ['Content-Type: a/b', 'Content-Type: c/d', 'Content-Type', ['c/d']],
  ['X: 1', 'Content-Length: 9', 'Content-Length', ['4']],
  ['Content-Encoding: x', 'Content-Encoding: y', 'Content-Encoding', ['x']],
  ['X: 1', 'Content-Encoding: y', 'Content-Encoding', []],
  ['X: 1', 'Content-Range: bytes 0-1/2', 'Content-Range', []],
  ['X: 1', 'Connection: X\r\nX: 2', 'X', ['1']],
  ['Set-Cookie: a=1', 'Y: 2', 'Set-Cookie', ['a=1']],
  ['X: 1', 'Proxy-Authenticate: a', 'Proxy-Authenticate', []],
  ['X: 1', 'Cache-Control: private="X"\r\nX: 2', 'X', []],
] as const;

/** What the origin says to who asks about the same thing. */
const ANSWERS = [
  ['and is confirmed', sameOf('ETag: "a"')],
  ['and in vain', undefined],
] as const;

/** What a 304 changes of a stored head. */
export function cacheFreshening(stage: Stage): void {
  describe('freshening', { meta: { hint: HINT } }, () => {
    for (const [stored, told, name, values] of FIELDS) {
      const what = JSON.stringify(`${stored} / ${told}`);
      test(`4.343 ${name} is then ${values.join() || 'not there'}: ${what} (RFC 9111 3.2)`, async () => {
        const fields = [STALE, 'ETag: "a"', 'Vary: X', stored];
        const all = await sceneAfter(stage, replyOf('page', ...fields));
        await exchange(all, GET, sameOf('ETag: "a"', told));
        const { response } = await exchange(all, GET);
        expect(response.body).toBe('page');
        expect(all.origin.requests.length, 'requests at the origin').toBe(2);
        expect(valuesOf(response, name)).toEqual(values);
      });
    }

    test('4.344 what only one client may see does not come in by a 304 (RFC 9111 5.2.2.7)', async () => {
      const control = 'Cache-Control: max-age=0, private="X"';
      const all = await sceneAfter(stage, replyOf('x', control, 'ETag: "a"'));
      const same = ['HTTP/1.1 304 Not Modified', 'ETag: "a"', 'X: secret'];
      await exchange(all, GET, head(...same));
      const other = await exchange(all, GET, head(...same.slice(0, 2)));
      expect(valuesOf(other.response, 'X')).toEqual([]);
    });

    for (const said of ['private', 'no-cache']) {
      test(`4.804 but who has asked sees it: ${said} (RFC 9111 5.2.2.4, 5.2.2.7)`, async () => {
        const control = `Cache-Control: max-age=0, ${said}="Set-Cookie"`;
        const all = await sceneAfter(stage, replyOf('x', control, 'ETag: "a"'));
        const same = ['ETag: "a"', 'Set-Cookie: user=x'];
        const reply = head('HTTP/1.1 304 Not Modified', ...same);
        const { response } = await exchange(all, GET, reply);
        expect(response.body).toBe('x');
        expect(valuesOf(response, 'Set-Cookie')).toEqual(['user=x']);
        const other = await exchange(all, GET, sameOf('ETag: "a"'));
        expect(valuesOf(other.response, 'Set-Cookie')).toEqual([]);
      });
    }

    for (const said of [
      'Cache-Control: no-store',
      'Cache-Control: private',
      'Vary: *',
    ]) {
      test(`4.345 one that says ${said}: used, and forgotten (RFC 9111 4.3.4)`, async () => {
        const all = await sceneAfter(
          stage,
          replyOf('page', STALE, 'ETag: "a"'),
        );
        const same = ['ETag: "a"', said];
        const reply = head('HTTP/1.1 304 Not Modified', ...same);
        const { response } = await exchange(all, GET, reply);
        expect(response.body).toBe('page');
        const { request } = await exchange(all, GET);
        expect(valuesOf(request, 'If-None-Match')).toEqual([]);
      });
    }

    for (const [what, reply] of ANSWERS) {
      test(`4.754 nor to another one who asks at the same time, ${what} (RFC 9111 3.5, 5.2.2.7)`, async () => {
        const all = await scene(stage);
        await fetched(all, GET, replyOf('x', STALE, 'ETag: "a"'));
        const [one, two] = [await all.connect(), await all.connect()];
        one.send(getWith('Authorization: Basic eDp5'));
        const first = await all.origin.nextRequest();
        two.send(getWith('Authorization: Basic ejp6'));
        const second = await all.origin.nextRequest();
        first.end.send(sameOf('ETag: "a"', 'Set-Cookie: user=x'));
        const own = await receiveResponse(one);
        expect(valuesOf(own, 'Set-Cookie')).toEqual(['user=x']);
        if (reply) second.end.send(reply);
        else second.end.sendRst();
        const other = await receiveResponse(two);
        expect(other.body).toBe('x');
        expect(valuesOf(other, 'Set-Cookie')).toEqual([]);
      });
    }

    test('4.757 nor what is for others to one who has asked already (RFC 9111 4.1)', async () => {
      const all = await scene(stage);
      await fetched(all, GET, replyOf('x', STALE, 'ETag: "a"'));
      const own = 'If-None-Match: "b"'; // so each asks for itself
      const one = await asked(all, getWith('X: 1', own));
      const first = await all.origin.nextRequest();
      const two = await asked(all, getWith('X: 2', own));
      const second = await all.origin.nextRequest();
      const three = await asked(all, getWith('X: 3', own));
      const third = await all.origin.nextRequest();
      first.end.send(sameOf('ETag: "a"', 'Vary: X', 'Y: 1'));
      expect(valuesOf(await receiveResponse(one), 'Y')).toEqual(['1']);
      second.end.send(sameOf('ETag: "a"', 'Vary: X'));
      const again = await all.origin.nextRequest();
      again.end.send(OK);
      expect((await receiveResponse(two)).body).toBe('ok');
      third.end.sendRst();
      expect((await receiveResponse(three)).status).toBe(502);
    });

    for (const [method, status] of [
      ['GET', '304 Not Modified'],
      ['HEAD', '200 OK'],
    ] as const) {
      test(`4.755 nor a cookie of which only the 200 said for how long: ${method} (RFC 9111 7.3)`, async () => {
        const all = await sceneAfter(stage, replyOf('x', FRESH, 'ETag: "a"'));
        const asking = getWith('Cache-Control: no-cache');
        const cookie = ['ETag: "a"', 'Set-Cookie: user=x'];
        const reply = head(`HTTP/1.1 ${status}`, ...cookie);
        const own = await exchange(all, asking.replace('GET', method), reply);
        expect(valuesOf(own.response, 'Set-Cookie')).toEqual(['user=x']);
        const { response } = await exchange(all, GET, OK);
        expect(valuesOf(response, 'Set-Cookie')).toEqual([]);
      });
    }

    test('4.393 a Vary that it brings keeps apart from then on (RFC 9111 3.2, 4.1)', async () => {
      const all = await sceneAfter(stage, replyOf('1', STALE, 'ETag: "a"'));
      const one = getWith('X: 1');
      await exchange(all, one, sameOf('ETag: "a"', 'Vary: X'));
      expect(await isHit(all, getWith('X: 2'))).toBe(false);
    });
  });
}
