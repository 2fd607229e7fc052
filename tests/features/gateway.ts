import { describe, expect, test } from 'vitest';
import { head, OK } from '../kit/bytes.ts';
import { receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';

const TRAILERS_HINT =
  'Fields behind a chunked body go on to the next recipient, but for those ' +
  'that would change how the message is framed or routed (RFC 9110 6.5.1).';

const HOST_HINT =
  'A request of HTTP/1.1 without Host could be for any site: 400 (RFC 9112 ' +
  '3.2). Stages 1 to 3 let it pass for those who type.';

const OPEN = ['Host: a.example', 'Transfer-Encoding: chunked'];
const UPLOAD = head('POST / HTTP/1.1', 'Connection: close', ...OPEN);
const CHUNKED = head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked');
const GET = head('GET / HTTP/1.1', 'Host: a.example', 'Connection: close');

/** A chunked body with these field lines behind it. */
function bodyWith(...trailers: readonly string[]): string {
  return `3\r\nabc\r\n${head('0', ...trailers)}`;
}

/** Fields that are dropped from trailers. */
const FORBIDDEN = [
  'Content-Length: 5',
  'Transfer-Encoding: chunked',
  'Host: evil.example',
  'Connection: close',
  'Content-Encoding: gzip',
  'Content-Type: text/html',
  'trailer: X-Sum',
  'TE: trailers',
  'Upgrade: h2c',
];

/** Requests without Host that are refused. */
const HOSTLESS = [
  head('GET / HTTP/1.1'),
  head('GET / HTTP/1.1', 'X-Host: a.example'),
  head('GET http://a.example/ HTTP/1.1'),
  head('GET / HTTP/1.9'),
];

/** What stage 4 takes more seriously than the stages before it. */
export function gateway(stage: Stage): void {
  describe('trailers', { meta: { hint: TRAILERS_HINT } }, () => {
    test('4.100 those of a request reach the origin, in order', async () => {
      const all = await scene(stage);
      const body = bodyWith('X-Sum: 6', 'x-sum: 7', 'X-Empty:');
      const { request } = await exchange(all, UPLOAD + body);
      expect(request.body).toBe('abc');
      expect(request.trailers).toEqual([
        ['X-Sum', '6'],
        ['x-sum', '7'],
        ['X-Empty', ''],
      ]);
    });

    test('4.101 those of a response reach the client', async () => {
      const all = await scene(stage);
      const reply = CHUNKED + bodyWith('X-Sum: 6', 'X-Too: 7');
      const { response } = await exchange(all, GET, reply);
      expect(response.body).toBe('abc');
      expect(response.trailers).toEqual([
        ['X-Sum', '6'],
        ['X-Too', '7'],
      ]);
    });

    for (const line of FORBIDDEN) {
      test(`4.102 dropped, both ways: ${line}`, async () => {
        const all = await scene(stage);
        const body = bodyWith(line, 'X-Sum: 6');
        const both = await exchange(all, UPLOAD + body, CHUNKED + body);
        expect(both.request.trailers).toEqual([['X-Sum', '6']]);
        expect(both.response.trailers).toEqual([['X-Sum', '6']]);
      });
    }

    test('4.103 a client of HTTP/1.0 gets the body alone', async () => {
      const all = await scene(stage);
      const old = head('GET / HTTP/1.0', 'Host: a.example');
      const reply = CHUNKED + bodyWith('X-Sum: 6');
      const { response } = await exchange(all, old, reply);
      expect(response).toMatchObject({ framing: 'until-close', body: 'abc' });
    });

    test('4.104 behind trailers comes the next exchange', async () => {
      const { origin, connect } = await scene(stage);
      origin.answer(CHUNKED + bodyWith('X-Sum: 6'), OK);
      const client = await connect();
      client.send(head('POST / HTTP/1.1', ...OPEN) + bodyWith('X-Sum: 6'));
      expect((await receiveResponse(client)).body).toBe('abc');
      client.send(GET);
      expect((await receiveResponse(client)).body).toBe('ok');
      expect(origin.connections.length, 'connections to the origin').toBe(1);
    });
  });

  describe('no Host', { meta: { hint: HOST_HINT } }, () => {
    for (const request of HOSTLESS) {
      test(`4.105 400: ${JSON.stringify(request)}`, async () => {
        const { origin, connect } = await scene(stage);
        const client = await connect();
        client.send(request);
        expect((await receiveResponse(client)).status).toBe(400);
        await client.expectFin();
        expect(origin.connections.length, 'connections to the origin').toBe(0);
      });
    }
  });
}
