import { describe, expect, test } from 'vitest';
import { GET, head, OK } from '../kit/bytes.ts';
import { receiveHead, receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';
import * as features from './messages.ts';

const HINT =
  'A hit is answered from memory, and only from memory: no connection, not ' +
  'one byte goes to the origin.';

const EVERY_BYTE = String.fromCharCode(...Array(256).keys());

/** What the person types who plays the origin in the tutorial. */
const TYPED = [
  'HTTP/1.1 200 OK\r\n',
  'Cache-control: max-age=10000\r\n',
  'Content-length: 6\r\n',
  '\r\n',
  'yoyoyo\n',
];

/** A request of curl, which lets the connection stay. */
const CURL = head('GET / HTTP/1.1', 'Host: a.example', 'Accept: */*');

/** What a hit is, and what it is not. */
export function cacheHits(stage: Stage): void {
  describe('cached responses', { meta: { hint: HINT } }, () => {
    test('4.26 yoyoyo: an origin played by hand, and then again', async () => {
      const { origin, proxy, connect } = await scene(stage);
      const curl = await connect();
      curl.send(CURL);
      const { end } = await origin.nextRequest();
      for (const line of TYPED) end.send(line);
      expect((await receiveResponse(curl)).body).toBe('yoyoyo');
      await proxy.says(/Caching \/ for 10000 seconds/);
      await end.expectEnd();
      await origin.goDown();
      await origin.comeBack();
      origin.answer(OK);
      curl.send(CURL);
      expect((await receiveResponse(curl)).body).toBe('yoyoyo');
      await proxy.says(/Returning cached response/);
      curl.sendFin();
      await curl.expectFin(); // the seventh byte, the newline, is nowhere
      expect(origin.connections.length, 'connections to the origin').toBe(1);
      expect(origin.requests.length, 'requests at the origin').toBe(0);
    });

    test('4.27 a hit has the head and all bytes of the first', async () => {
      const all = await scene(stage);
      const fields = ['Cache-Control: max-age=1000', 'X: 1', 'x: 2', 'Date: x'];
      const reply = features.replyOf(EVERY_BYTE, ...fields);
      const first = await exchange(all, GET, reply);
      const { response } = await exchange(all, GET, OK);
      expect(all.origin.requests.length, 'requests at the origin').toBe(1);
      expect(response.body).toEqualBytes(EVERY_BYTE);
      const isNew = (name: string) => !/^(age|date|cache-status)$/i.test(name);
      const kept = response.fields.filter(([name]) => isNew(name));
      const sent = first.response.fields.filter(([name]) => isNew(name));
      expect([...kept].sort()).toEqual([...sent].sort());
      expect(valuesOf(response, 'Age')).toEqual(['0']);
      expect(valuesOf(first.response, 'Age')).toEqual([]);
    });

    test('4.28 hits with the origin down, each on a new connection', async () => {
      const all = await scene(stage);
      const reply = features.replyOf('page', 'Cache-Control: max-age=1000');
      await exchange(all, GET, reply);
      await all.origin.goDown();
      for (let count = 0; count < 3; count++) {
        const client = await all.connect();
        client.send(GET);
        const response = await receiveResponse(client);
        expect(response).toMatchObject({ status: 200, body: 'page' });
        await client.expectFin();
      }
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        1,
      );
      expect(all.proxy.countOf(/Returning cached response/g)).toBe(3);
      expect(all.proxy.countOf(/Caching/g)).toBe(1);
    });

    test('4.29 HEAD, from a stored GET: its head, and no body', async () => {
      const all = await scene(stage);
      const reply = features.replyOf('page', 'Cache-Control: max-age=1000');
      await exchange(all, GET, reply);
      const client = await all.connect();
      client.send(GET.replace('GET', 'HEAD'));
      const answer = await receiveHead(client);
      expect(valuesOf(answer, 'Content-Length')).toEqual(['4']);
      await client.expectFin();
      expect(all.origin.requests.length, 'requests at the origin').toBe(1);
    });

    test('4.30 HTTP/1.0 gets it too, and what was chunked in one piece', async () => {
      const all = await scene(stage);
      const fields = [
        'Cache-Control: max-age=1000',
        'Transfer-Encoding: chunked',
      ];
      const body = '2\r\npa\r\n2\r\nge\r\n0\r\n\r\n';
      await exchange(all, GET, head('HTTP/1.1 200 OK', ...fields) + body);
      const old = head('GET / HTTP/1.0', 'Host: a.example');
      const { response } = await exchange(all, old, OK);
      expect(response).toMatchObject({ framing: 'length', body: 'page' });
      expect(all.origin.requests.length, 'requests at the origin').toBe(1);
    });

    test('4.31 each target and each Host has its own', async () => {
      const all = await scene(stage);
      const { origin } = all;
      origin.answerBy(({ raw, line }) => {
        const [, host] = /^Host: (.*)\r$/m.exec(raw) ?? [];
        const body = `${host} ${line}`;
        return features.replyOf(body, 'Cache-Control: max-age=1000');
      });
      const asked = [
        ['/', 'a'],
        ['/', 'b'],
        ['/', 'a:81'],
        ['/?', 'a'],
        ['/?x', 'a'],
        ['/X', 'a'],
        ['/x', 'a'],
      ];
      const client = await all.connect();
      for (let round = 0; round < 2; round++) {
        for (const [target, host] of asked) {
          client.send(head(`GET ${target} HTTP/1.1`, `Host: ${host}`));
          const { body } = await receiveResponse(client);
          expect(body).toBe(`${host} GET ${target} HTTP/1.1`);
        }
      }
      expect(origin.requests.length, 'requests at the origin').toBe(
        asked.length,
      );
    });

    test('4.32 capitals in Host make no difference', async () => {
      const all = await scene(stage);
      const reply = features.replyOf('page', 'Cache-Control: max-age=1000');
      await exchange(all, GET, reply);
      await exchange(all, GET.replace('a.example', 'A.Example'), OK);
      expect(all.origin.requests.length, 'requests at the origin').toBe(1);
    });

    test('4.33 two thousand pipelined hits, all answered in order', async () => {
      const { origin, connect } = await scene(stage);
      origin.answerBy(({ line }) =>
        features.replyOf(line, 'Cache-Control: max-age=1000'),
      );
      const client = await connect();
      const targets = [...Array(2000).keys()].map((index) => `/${index % 3}`);
      const requests = targets.map((target) => features.openOf('GET', target));
      client.send(requests.join(''));
      client.sendFin();
      const all = (await client.receiveRest()).toString('latin1');
      const answered = all.matchAll(/\r\n\r\nGET (\/\d) HTTP\/1\.1/g);
      expect([...answered].map(([, target]) => target)).toEqual(targets);
      expect(origin.requests.length, 'requests at the origin').toBe(3);
    });

    test('4.34 hits and misses in turn, pipelined, keep their order', async () => {
      const { origin, connect } = await scene(stage);
      origin.answerBy(({ line }) => {
        const isKept = line.includes('kept');
        return features.replyOf(
          line,
          `Cache-Control: ${isKept ? 'max-age=99' : 'no-store'}`,
        );
      });
      const client = await connect();
      const targets = ['/kept', '/a', '/kept', '/kept', '/b', '/kept'];
      const requests = targets.map((target) => features.openOf('GET', target));
      client.send(requests.join(''));
      for (const target of targets) {
        const { body } = await receiveResponse(client);
        expect(body).toBe(`GET ${target} HTTP/1.1`);
      }
      expect(origin.requests.length, 'requests at the origin').toBe(3);
    });
  });
}
