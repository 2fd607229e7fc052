import { describe, expect, test } from 'vitest';
import { head, OK } from '../kit/bytes.ts';
import { receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';

const HINT =
  'TRACE and OPTIONS may say how often they are to be forwarded: at 0 we ' +
  'answer in our own name, else we count down (RFC 9110 7.6.2).';

/** A request on a connection that stays open. */
function requestOf(method: string, ...lines: readonly string[]): string {
  return head(`${method} /a HTTP/1.1`, 'Host: a.example', ...lines);
}

const ZERO = 'Max-Forwards: 0';
const CHUNKED = 'Transfer-Encoding: chunked';

/** Requests that are refused. */
const REFUSED = [
  requestOf('TRACE', 'Max-Forwards: -1'),
  requestOf('OPTIONS', 'Max-Forwards: 1, 2'),
  `${requestOf('TRACE', 'Content-Length: 3')}abc`,
  `${requestOf('TRACE', ZERO, CHUNKED)}0\r\n\r\n`,
  requestOf('OPTIONS', ZERO, CHUNKED, 'Expect: 100-continue'),
];

/** How often TRACE and OPTIONS are forwarded. */
export function maxForwards(stage: Stage): void {
  describe('Max-Forwards', { meta: { hint: HINT } }, () => {
    for (const method of ['TRACE', 'OPTIONS']) {
      test(`4.510 ${method} is counted down`, async () => {
        const sent = requestOf(method, 'Max-Forwards: 7');
        const { request } = await exchange(await scene(stage), sent);
        expect(valuesOf(request, 'Max-Forwards')).toEqual(['6']);
      });

      test(`4.511 ${method} at 0 is answered by us, and so is the next`, async () => {
        const { origin, connect } = await scene(stage);
        const client = await connect();
        for (let times = 0; times < 2; times++) {
          client.send(requestOf(method, ZERO));
          const response = await receiveResponse(client);
          expect(response.status).toBe(200);
          expect(valuesOf(response, 'foo')).toEqual(['bar']);
          expect(valuesOf(response, 'Date')).toHaveLength(1);
        }
        expect(origin.connections.length, 'connections to the origin').toBe(0);
      });
    }

    test('4.512 TRACE shows the request as it came, without secrets', async () => {
      const { connect } = await scene(stage);
      const client = await connect();
      const secrets = ['Authorization: Basic x', 'Cookie: a=b'];
      client.send(requestOf('TRACE', ZERO, ...secrets, 'X-Forwarded-For: a'));
      const response = await receiveResponse(client);
      expect(valuesOf(response, 'Content-Type')).toEqual(['message/http']);
      const shown = requestOf('TRACE', ZERO, 'X-Forwarded-For: a');
      expect(response.body).toBe(shown);
    });

    test('4.513 OPTIONS at 0 is answered once its body has come', async () => {
      const { origin, connect, fence } = await scene(stage);
      const client = await connect();
      client.send(requestOf('OPTIONS', ZERO, CHUNKED));
      await fence();
      expect(client.received).toBe(0);
      client.send('3\r\nabc\r\n0\r\n\r\n');
      const response = await receiveResponse(client);
      expect(valuesOf(response, 'Allow').join()).toMatch(/^GET, HEAD, /);
      expect(response.body).toBe('');
      origin.answer(OK);
      client.send(requestOf('GET', ZERO));
      expect((await receiveResponse(client)).body).toBe('ok');
    });

    test('4.874 who has no body waits for no 100', async () => {
      const client = await (await scene(stage)).connect();
      client.send(requestOf('OPTIONS', ZERO, 'Expect: 100-continue'));
      expect((await receiveResponse(client)).status).toBe(200);
    });

    test('4.870 thousands at once are answered, one after the other', async () => {
      const { connect } = await scene(stage);
      const client = await connect();
      client.send(requestOf('OPTIONS', ZERO).repeat(5000));
      for (let count = 0; count < 5000; count++) {
        expect((await receiveResponse(client)).status).toBe(200);
      }
    });

    for (const request of REFUSED) {
      test(`4.514 400: ${JSON.stringify(request.slice(0, 80))}`, async () => {
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
