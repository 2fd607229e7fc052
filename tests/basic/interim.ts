import { describe, expect, test } from 'vitest';
import { GET, head, OK, postHead } from '../kit/bytes.ts';
import { receiveHead, receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';

const HINT =
  'A 1xx response is interim: it has no body, and the final response is ' +
  'still to come. Pass it on and read the next head.';

const EARLY = head('HTTP/1.1 103 Early Hints', 'Link: </a.css>');

/** Interim responses, and those who wait for one. */
export function interim(stage: Stage): void {
  describe('interim responses', { meta: { hint: HINT } }, () => {
    test('1.25 103 before 200: both reach the client', async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(GET);
      const { end } = await origin.nextRequest();
      end.send(EARLY);
      const first = await receiveResponse(client);
      expect(first.status).toBe(103);
      expect(valuesOf(first, 'Link')).toEqual(['</a.css>']);
      end.send(OK);
      expect((await receiveResponse(client)).body).toBe('ok');
    });

    test('1.26 an interim response has no body, whatever it says', async () => {
      const { origin, connect } = await scene(stage);
      const odd = EARLY.replace('Link', 'Content-Length: 5\r\nLink');
      origin.answer(odd + OK);
      const client = await connect();
      client.send(GET);
      expect((await receiveResponse(client)).status).toBe(103);
      expect((await receiveResponse(client)).body).toBe('ok');
    });

    test('1.27 Expect: 100-continue: the body waits for the 100', async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(postHead('Content-Length: 5', 'Expect: 100-continue'));
      const request = await origin.nextRequest();
      expect(valuesOf(request.head, 'Expect')).toEqual(['100-continue']);
      request.end.send(head('HTTP/1.1 100 Continue'));
      expect((await receiveHead(client)).line).toBe('HTTP/1.1 100 Continue');
      client.send('hello');
      await request.end.expectBytes('hello');
      request.end.send(OK);
      expect((await receiveResponse(client)).status).toBe(200);
    });

    test('1.28 Expect: 100-continue, and the origin declines', async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(postHead('Content-Length: 5', 'Expect: 100-continue'));
      const { end } = await origin.nextRequest();
      end.send(head('HTTP/1.1 417 Expectation Failed', 'Content-Length: 0'));
      expect((await receiveResponse(client)).status).toBe(417);
      await client.expectFin();
    });

    test('1.29 a client of HTTP/1.0 gets the final response only', async () => {
      const { response } = await exchange(
        await scene(stage),
        head('GET / HTTP/1.0', 'Host: a.example'),
        { bytes: EARLY + OK },
      );
      expect(response).toMatchObject({ status: 200, body: 'ok' });
    });

    test('1.30 twenty interim responses are passed on', async () => {
      const { origin, connect } = await scene(stage);
      origin.answer(EARLY.repeat(20) + OK);
      const client = await connect();
      client.send(GET);
      for (let count = 0; count < 20; count++) {
        expect((await receiveResponse(client)).status).toBe(103);
      }
      expect((await receiveResponse(client)).status).toBe(200);
    });

    test('1.31 of an endless row of them the client is spared', async () => {
      const { origin, connect } = await scene(stage);
      origin.answer(EARLY.repeat(100));
      const client = await connect();
      client.send(GET);
      let status = 103;
      let count = -1;
      for (; status === 103; count++) {
        status = (await receiveResponse(client)).status;
      }
      expect(status).toBe(502);
      expect(count, 'interim responses that reached A').toBeLessThanOrEqual(20);
    });
  });
}
