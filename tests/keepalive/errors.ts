import { describe, expect, test } from 'vitest';
import { GET, head, OK } from '../kit/bytes.ts';
import { MIB, sendLongBody, untilSent, untilStuck } from '../kit/long-body.ts';
import { receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { expectServed } from '../kit/steps.ts';

const HINT =
  'A connection can go on only if you know where the next request begins: ' +
  'then the one before it was read to its end. Else say close, and close.';

const HOST = 'Host: a.example';
const OPEN_GET = head('GET / HTTP/1.1', HOST);
const UPLOAD = head('POST / HTTP/1.1', HOST, 'Content-Length: 1000');

/** What becomes of the connection when something goes wrong. */
export function errors(stage: Stage): void {
  describe('errors on a connection that stays', {
    meta: { hint: HINT },
  }, () => {
    test('2.20 502 for a request wholly read: the connection stays', async () => {
      const { origin, connect } = await scene(stage);
      await origin.goDown();
      const client = await connect();
      for (let count = 0; count < 2; count++) {
        client.send(OPEN_GET);
        const response = await receiveResponse(client);
        expect(response.status).toBe(502);
        expect(valuesOf(response, 'Connection')).toEqual([]);
      }
      await origin.comeBack();
      origin.answer(OK);
      client.send(OPEN_GET);
      expect((await receiveResponse(client)).body).toBe('ok');
    });

    test('2.21 502 in the middle of an upload: it closes, and says so', async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(`${UPLOAD}some of it`);
      const { end } = await origin.nextRequest();
      await end.expectBytes('some of it');
      end.sendFin();
      const response = await receiveResponse(client);
      expect(response.status).toBe(502);
      expect(valuesOf(response, 'Connection')).toEqual(['close']);
      await client.expectFin();
    });

    test('2.22 an early answer to an upload: it closes, and says so', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.send(`${UPLOAD}some of it`);
      const { end } = await all.origin.nextRequest();
      await end.expectBytes('some of it');
      end.send(OK.replace('200 OK', '413 Too Large'));
      const response = await receiveResponse(client);
      expect(response).toMatchObject({ status: 413, body: 'ok' });
      expect(valuesOf(response, 'Connection')).toEqual(['close']);
      await client.expectFin();
      client.sendFin();
      await expectServed(all);
    });

    for (const bytes of ['GARBAGE\r\n\r\n', `${OPEN_GET}GARBAGE\r\n\r\n`]) {
      test(`2.23 400 says close, and closes: ${bytes.length} bytes`, async () => {
        const { origin, connect } = await scene(stage);
        origin.answer(OK);
        const client = await connect();
        client.send(bytes);
        let response = await receiveResponse(client);
        if (response.status === 200) response = await receiveResponse(client);
        expect(response.status).toBe(400);
        expect(valuesOf(response, 'Connection')).toEqual(['close']);
        await client.expectFin();
      });
    }

    test('2.24 a client that leaves between requests', async () => {
      const all = await scene(stage);
      all.origin.answer(OK);
      for (const leave of ['sendFin', 'sendRst'] as const) {
        const client = await all.connect();
        client.send(OPEN_GET);
        expect((await receiveResponse(client)).body).toBe('ok');
        client[leave]();
        if (leave === 'sendFin') await client.expectFin();
      }
      await expectServed(all);
    });

    test('2.30 what comes behind 400 is read and dropped', async () => {
      const { origin, connect, fence } = await scene(stage);
      const client = await connect();
      client.send(`${OPEN_GET}GARBAGE\r\n\r\n${'x'.repeat(40_000)}`);
      const { end } = await origin.nextRequest();
      await fence(); // what comes now is read by itself
      const sending = sendLongBody(client, 64 * MIB);
      await untilStuck(client, fence);
      end.send(OK);
      expect((await receiveResponse(client)).status).toBe(200);
      expect((await receiveResponse(client)).status).toBe(400);
      await client.expectFin();
      await untilSent(client, sending);
      expect(client.isBroken, 'the upload is broken off').toBe(false);
    });

    test('2.33 what comes behind the last response is read and dropped', async () => {
      const { origin, connect, fence } = await scene(stage);
      const client = await connect();
      client.send(GET + 'x'.repeat(40_000));
      const { end } = await origin.nextRequest();
      const sending = sendLongBody(client, 64 * MIB);
      await untilStuck(client, fence);
      end.send(OK);
      expect((await receiveResponse(client)).status).toBe(200);
      await client.expectFin();
      await untilSent(client, sending);
      expect(client.isBroken, 'the upload is broken off').toBe(false);
    });

    test('2.34 400 behind a HEAD says why in its body', async () => {
      const { origin, connect } = await scene(stage);
      origin.answer(head('HTTP/1.1 200 OK', 'Content-Length: 2'));
      const client = await connect();
      client.send(`${OPEN_GET.replace('GET', 'HEAD')}GARBAGE\r\n\r\n`);
      expect((await receiveResponse(client, 'HEAD')).status).toBe(200);
      const { status, body } = await receiveResponse(client);
      expect(status).toBe(400);
      expect(body).toContain('GARBAGE');
      await client.expectFin();
    });

    test('2.25 half a second request, then FIN: 400, FIN', async () => {
      const { origin, connect } = await scene(stage);
      origin.answer(OK);
      const client = await connect();
      client.send(`${OPEN_GET}GET / HT`);
      expect((await receiveResponse(client)).body).toBe('ok');
      client.sendFin();
      expect((await receiveResponse(client)).status).toBe(400);
      await client.expectFin();
    });
  });
}
