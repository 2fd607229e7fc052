import { describe, expect, test } from 'vitest';
import { GET, head, OK, postOf } from '../kit/bytes.ts';
import { MIB } from '../kit/long-body.ts';
import { receiveHead, receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import { exchange } from '../kit/steps.ts';
import * as features from './messages.ts';
import { type FeaturesStage, testOfOptions, withOptions } from './stage.ts';

const HINT =
  'What is stored must be whole, meant for this request, and not known to ' +
  'have changed (RFC 9111 3.3, 4.1, 4.4).';

const FRESH = 'Cache-Control: max-age=1000';
const PAGE = features.replyOf('page', FRESH);

/** Responses to an unsafe request: do they show that the page has changed? */
const UNSAFE = [
  ['POST', '200 OK', true],
  ['PUT', '201 Created', true],
  ['DELETE', '204 No Content', true],
  ['PATCH', '302 Found', true],
  ['BREW', '200 OK', true],
  ['POST', '400 Bad Request', false],
  ['PUT', '404 Not Found', false],
  ['DELETE', '500 Oops', false],
  ['OPTIONS', '200 OK', false],
] as const;

/** Responses that are never whole: what they are, the reply, how it ends. */
const CUT_SHORT = [
  ['FIN', PAGE.slice(0, -1)],
  ['RST', PAGE.slice(0, -1)],
  [
    'FIN',
    `${head('HTTP/1.1 200 OK', FRESH, 'Transfer-Encoding: chunked')}3\r\npag\r\n`,
  ],
  ['RST', `${head('HTTP/1.1 200 OK', FRESH)}pag`],
] as const;

/** When the cache has to be careful. */
export function cacheCare(stage: FeaturesStage): void {
  describe('cached with care', { meta: { hint: HINT } }, () => {
    for (const [method, status, isGone] of UNSAFE) {
      const what = isGone ? 'forgets the page' : 'changes nothing';
      test(`4.49 ${method}, answered with ${status}: ${what}`, async () => {
        const all = await scene(stage);
        await exchange(all, GET, PAGE);
        const reply = head(`HTTP/1.1 ${status}`, 'Content-Length: 0');
        await exchange(all, GET.replace('GET', method), reply);
        const { response } = await exchange(all, GET, OK);
        expect(response.body).toBe(isGone ? 'ok' : 'page');
      });
    }

    test('4.50 a page, and its POST: two answers', async () => {
      const all = await scene(stage);
      await exchange(all, GET, PAGE);
      const { response } = await exchange(all, postOf('abc'), OK);
      expect(response.body).toBe('ok');
      expect(all.origin.requests[1]?.body).toBe('abc');
    });

    for (const [ending, bytes] of CUT_SHORT) {
      test(`4.51 cut short by ${ending}: never stored: ${bytes.length} bytes`, async () => {
        const all = await scene(stage);
        const client = await all.connect();
        client.send(GET);
        const { end } = await all.origin.nextRequest();
        end.send(bytes);
        await client.receiveUntil('pag');
        if (ending === 'FIN') end.sendFin();
        else end.sendRst();
        await client.untilRst();
        const { response } = await exchange(all, GET, OK);
        expect(response.body).toBe('ok');
        expect(all.proxy.countOf(/Caching/g)).toBe(0);
      });
    }

    test('4.52 nor what its client did not wait for', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.send(GET);
      const { end } = await all.origin.nextRequest();
      end.send(PAGE.slice(0, -1));
      await client.receiveUntil('pag');
      client.sendRst();
      await end.expectEnd();
      const { response } = await exchange(all, GET, OK);
      expect(response.body).toBe('ok');
    });

    test('4.53 a 304 to one client is not stored for another', async () => {
      const all = await scene(stage);
      const condition = features.getWith('If-None-Match: "a"');
      const reply = head('HTTP/1.1 304 Not Modified', FRESH, 'ETag: "a"');
      await exchange(all, condition, reply);
      const { response } = await exchange(all, GET, OK);
      expect(response).toMatchObject({ status: 200, body: 'ok' });
    });

    test('4.54 a part of a page is not stored as the page', async () => {
      const all = await scene(stage);
      const range = features.getWith('Range: bytes=0-3');
      const reply = PAGE.replace('200 OK', '206 Partial Content').replace(
        '\r\n',
        '\r\nContent-Range: bytes 0-3/9\r\n',
      );
      await exchange(all, range, reply);
      const { response } = await exchange(all, GET, OK);
      expect(response).toMatchObject({ status: 200, body: 'ok' });
    });

    test('4.55 the answer to HEAD is not stored for GET', async () => {
      const all = await scene(stage);
      all.origin.answer(PAGE.slice(0, -4));
      const client = await all.connect();
      client.send(GET.replace('GET', 'HEAD'));
      await receiveHead(client);
      await client.expectFin();
      const { response } = await exchange(all, GET, OK);
      expect(response.body).toBe('ok');
    });
  });

  describe('the memory of a cache', { meta: { hint: HINT } }, () => {
    testOfOptions('4.56 the one not used for longest goes first', async () => {
      const { origin, connect } = await scene(
        withOptions(stage, { cacheSize: MIB }),
      );
      origin.answer(features.replyOf('x'.repeat(100_000), FRESH));
      const client = await connect();
      const ask = async (target: string): Promise<boolean> => {
        const before = origin.requests.length;
        client.send(features.openOf('GET', target));
        const response = await receiveResponse(client);
        expect(response.body).toHaveLength(100_000);
        expect(valuesOf(response, 'Age')).toHaveLength(
          origin.requests.length === before ? 1 : 0,
        );
        return origin.requests.length === before;
      };
      const targets = ['/1', '/2', '/3', '/4', '/5', '/6'];
      for (const target of targets) expect(await ask(target)).toBe(false);
      for (const target of targets) expect(await ask(target)).toBe(true);
      expect(await ask('/1')).toBe(true);
      for (let more = 0; more < 5; more++) {
        expect(await ask(`/more${more}`)).toBe(false);
        expect(await ask('/1')).toBe(true);
      }
      expect(await ask('/6')).toBe(true);
      expect(await ask('/2')).toBe(false);
    });

    testOfOptions('4.57 many small ones count, too', async () => {
      const { origin, connect } = await scene(
        withOptions(stage, { cacheSize: MIB }),
      );
      origin.answer(features.replyOf('', FRESH));
      const client = await connect();
      const ask = async (target: number): Promise<number> => {
        client.send(features.openOf('GET', `/${target}`));
        await receiveResponse(client);
        return origin.requests.length;
      };
      const many = 1500; // of at least a kilobyte each, with their heads
      for (let target = 0; target < many; target++) await ask(target);
      expect(await ask(many - 1)).toBe(many);
      expect(await ask(0)).toBe(many + 1);
    });

    testOfOptions(
      '4.58 what is too large passes, and displaces none',
      async () => {
        const all = await scene(withOptions(stage, { cacheSize: MIB }));
        await exchange(all, GET, PAGE);
        // So that there is no room for as much as one may take.
        const eighth = features.replyOf('x'.repeat(MIB / 8 - 1000), FRESH);
        for (const target of '1234567') {
          await exchange(all, GET.replace('/', `/${target}`), eighth);
        }
        const large = features.replyOf('x'.repeat(2 * MIB), FRESH);
        const request = GET.replace('/', '/large');
        for (let count = 0; count < 2; count++) {
          const { response } = await exchange(all, request, large);
          expect(response.body).toHaveLength(2 * MIB);
        }
        expect(all.origin.requests.length, 'requests at the origin').toBe(10);
        const { response } = await exchange(all, GET, OK);
        expect(response.body).toBe('page');
      },
    );
  });
}
