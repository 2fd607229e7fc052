import { describe, expect } from 'vitest';
import { chunks, head, OK, postHead, postOf } from '../kit/bytes.ts';
import { receiveResponse, valuesOf } from '../kit/message.ts';
import type { WireEnd } from '../kit/wire-end.ts';
import { gatewayScene } from './gateway-scene.ts';
import { openOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'What a client may use is bounded: the bytes of a body, the requests on one ' +
  'connection, and the connections, where who is too many waits in line.';

const CHUNKED = postHead('Transfer-Encoding: chunked');

/** Expects 413, and goodbye. */
async function expectTooLarge(client: WireEnd, method?: string): Promise<void> {
  const response = await receiveResponse(client, method);
  expect(response.line).toBe('HTTP/1.1 413 Content Too Large');
  expect(valuesOf(response, 'Connection')).toEqual(['close']);
  await client.expectFin();
}

/** What clients may use of the proxy. */
export function ownLimits(stage: FeaturesStage): void {
  describe('limits of clients', { meta: { hint: HINT } }, () => {
    for (const request of [
      postHead('Content-Length: 11'),
      postHead('Content-Length: 11', 'Expect: 100-continue'),
      postHead('Content-Length: 999999999999999'),
      `${postHead('Content-Length: 11')}some of it`,
    ]) {
      const what = JSON.stringify(request.slice(50));
      testOfOptions(`4.645 too long by its length: 413: ${what}`, async () => {
        const { all, log } = await gatewayScene(stage, {
          limits: { body: 10 },
        });
        const client = await all.connect();
        client.send(request);
        await expectTooLarge(client);
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          0,
        );
        expect(log.records).toMatchObject([{ method: 'POST', status: 413 }]);
      });
    }

    testOfOptions('4.646 as many bytes as allowed go on', async () => {
      const { all } = await gatewayScene(stage, { limits: { body: 10 } });
      all.origin.answer(OK);
      const requests = [
        postOf('0123456789'),
        CHUNKED + chunks('01234', '56789'),
      ];
      for (const request of requests) {
        const client = await all.connect();
        client.send(request);
        expect((await receiveResponse(client)).status).toBe(200);
      }
      const bodies = all.origin.requests.map(({ body }) => body);
      expect(bodies).toEqual(['0123456789', '0123456789']);
    });

    testOfOptions('4.647 too long by its chunks: 413 half-way', async () => {
      const { all, log } = await gatewayScene(stage, { limits: { body: 10 } });
      const client = await all.connect();
      client.send(`${CHUNKED}a\r\n0123456789\r\n`);
      const { end } = await all.origin.nextRequest();
      await end.expectBytes('a\r\n0123456789\r\n');
      client.send(chunks('x'));
      await expectTooLarge(client);
      await end.expectRst();
      expect(log.records).toMatchObject([{ method: 'POST', status: 413 }]);
    });

    testOfOptions('4.648 behind the answer it is cut short', async () => {
      const { all, log } = await gatewayScene(stage, { limits: { body: 4 } });
      const client = await all.connect();
      client.send(`${CHUNKED}4\r\n0123\r\n`);
      const { end } = await all.origin.nextRequest();
      await end.expectBytes('4\r\n0123\r\n');
      end.send(head('HTTP/1.1 200 OK', 'Content-Length: 9'));
      await client.receiveUntil('\r\n\r\n');
      client.send(chunks('x'));
      await client.expectRst();
      await end.expectRst();
      expect(log.records).toMatchObject([
        { status: 200, notes: expect.arrayContaining(['cut short']) },
      ]);
    });

    testOfOptions('4.649 a tunnel carries what it likes', async () => {
      const { all } = await gatewayScene(stage, { limits: { body: 10 } });
      const client = await all.connect();
      const upgrade = ['Connection: Upgrade', 'Upgrade: websocket'];
      client.send(head('GET / HTTP/1.1', 'Host: a', ...upgrade));
      const { end } = await all.origin.nextRequest();
      end.send(head('HTTP/1.1 101 Switching Protocols', ...upgrade));
      await client.receiveUntil('\r\n\r\n');
      client.send('01234567890123456789');
      await end.expectBytes('01234567890123456789');
    });

    testOfOptions(
      '4.650 the last request of a connection says so',
      async () => {
        const { all } = await gatewayScene(stage, { limits: { requests: 3 } });
        all.origin.answer(OK);
        const client = await all.connect();
        client.send(openOf('GET', '/').repeat(5));
        const told = [];
        for (const _ of '123') {
          const response = await receiveResponse(client);
          told.push(valuesOf(response, 'Connection').join());
        }
        expect(told).toEqual(['', '', 'close']);
        await client.expectFin();
        await all.fence();
        expect(all.origin.requests.length, 'requests at the origin').toBe(3);
      },
    );

    testOfOptions('4.651 also where the last is a 502', async () => {
      const { all } = await gatewayScene(stage, { limits: { requests: 2 } });
      await all.origin.goDown();
      const client = await all.connect();
      client.send(openOf('GET', '/').repeat(2));
      const told = [];
      for (const _ of '12') {
        const response = await receiveResponse(client);
        told.push([response.status, ...valuesOf(response, 'Connection')]);
      }
      expect(told).toEqual([[502], [502, 'close']]);
      await client.expectFin();
    });
  });
}
