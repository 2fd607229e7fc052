import { describe, expect, test } from 'vitest';
import { GET, getOf, head, OK } from '../kit/bytes.ts';
import { MIB } from '../kit/long-body.ts';
import { receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import { exchange } from '../kit/steps.ts';
import { asked, askedAtOnce, fetched, shown } from './cache-scenes.ts';
import { getWith, replyOf } from './messages.ts';
import { type FeaturesStage, testOfOptions, withOptions } from './stage.ts';
import { FRESH, isHit, LONG_AGO, STALE, sceneAfter } from './stored.ts';

const HINT =
  'What an answer says of what is stored: that it is right, that it is not, or ' +
  'nothing at all (RFC 9111 4.3.3 to 4.3.5).';

const ANEW = getWith('Cache-Control: no-cache');
const OOPS = OK.replace('200 OK', '503 Not Now');

/** A 304 with these field lines. */
function sameOf(...fields: readonly string[]): string {
  return head('HTTP/1.1 304 Not Modified', ...fields);
}

/** What becomes of what is stored when the origin has answered. */
export function cacheJudging(stage: FeaturesStage): void {
  describe('what an answer says of what is stored', {
    meta: { hint: HINT },
  }, () => {
    test('4.809 a tag names another variant, whatever date stands with it (RFC 9111 4.3.4)', async () => {
      const all = await scene(stage);
      for (const name of ['1', '2']) {
        const fields = [FRESH, 'Vary: X', `ETag: "${name}"`, LONG_AGO];
        await exchange(all, getWith(`X: ${name}`), replyOf(name, ...fields));
      }
      const asking = getWith('X: 1', 'Cache-Control: no-cache');
      const same = sameOf('ETag: "2"', LONG_AGO);
      const { response } = await exchange(all, asking, same);
      expect(response).toMatchObject({ status: 200, body: '2' });
      expect(all.origin.requests.length, 'requests at the origin').toBe(3);
    });

    test('4.810 a 304 to the tag of a client says nothing of what has none (RFC 9111 4.3.3)', async () => {
      const said = 'Cache-Control: max-age=5, stale-if-error=1000';
      const all = await sceneAfter(stage, replyOf('old', said, 'Age: 9'));
      const asking = getWith('If-None-Match: "mine"');
      const { response } = await exchange(all, asking, sameOf('ETag: "mine"'));
      expect(response.status).toBe(304);
      const covered = await exchange(all, GET, OOPS);
      expect(covered.response).toMatchObject({ status: 200, body: 'old' });
    });

    test('4.811 a GET whose answer is not stored ends what is, be it as long (RFC 9111 4.3.3)', async () => {
      const all = await sceneAfter(stage, replyOf('page', FRESH));
      const { response } = await exchange(all, ANEW, replyOf('gape'));
      expect(response.body).toBe('gape');
      expect(await isHit(all)).toBe(false);
    });

    test('4.812 a cookie in a 304 that says for how long is for all (RFC 9111 7.3)', async () => {
      const all = await sceneAfter(stage, replyOf('x', STALE, 'ETag: "a"'));
      await exchange(all, GET, sameOf('ETag: "a"', FRESH, 'Set-Cookie: a=b'));
      const { response } = await exchange(all, GET, OK);
      expect(response.body).toBe('x');
      expect(valuesOf(response, 'Set-Cookie')).toEqual(['a=b']);
    });

    test('4.819 an error that is covered up is not read to its end (RFC 5861 4)', async () => {
      const all = await scene(stage);
      const said = 'Cache-Control: max-age=0, stale-if-error=1000';
      await fetched(all, GET, replyOf('old', said));
      const client = await asked(all, GET);
      const { end } = await all.origin.nextRequest();
      end.send(OOPS.slice(0, -1));
      expect((await receiveResponse(client)).body).toBe('old');
      await end.expectEnd();
    });

    test('4.820 nor what is of no use to those who are left', async () => {
      const all = await scene(stage);
      const [first, other] = await askedAtOnce(all, GET, GET);
      const { end } = await all.origin.nextRequest();
      first!.sendRst();
      await all.proxy.says(/the client left/);
      end.send(OK.slice(0, -1));
      const own = await all.origin.nextRequest();
      own.end.send(OK);
      expect((await receiveResponse(other!)).body).toBe('ok');
      await end.expectEnd();
    });

    testOfOptions(
      '4.813 what is confirmed again and again takes no more memory',
      async () => {
        const all = await scene(withOptions(stage, { cacheSize: MIB }));
        await fetched(all, getOf('/other'), replyOf('other', FRESH));
        const own = `X: ${'x'.repeat(8000)}`;
        await exchange(all, GET, replyOf('x', FRESH, 'ETag: "a"', own));
        for (let count = 0; count < 150; count++) {
          await exchange(all, ANEW, sameOf('ETag: "a"', own));
        }
        expect((await shown(all, getOf('/other'))).body).toBe('other');
      },
    );
  });
}
