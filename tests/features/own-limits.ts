import { describe, expect } from 'vitest';
import { chunks, GET, head, OK, postHead, postOf } from '../kit/bytes.ts';
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

/** Asks, on a connection that stays open, and waits for `ok`. */
async function expectOk(client: WireEnd): Promise<void> {
  client.send(openOf('GET', '/'));
  expect((await receiveResponse(client)).body).toBe('ok');
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
        expect(all.origin.connections).toHaveLength(0);
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
        expect(all.origin.requests).toHaveLength(3);
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

    testOfOptions('4.652 too many clients wait, and go in order', async () => {
      const { all } = await gatewayScene(stage, { limits: { connections: 2 } });
      all.origin.answer(OK);
      const clients = [];
      for (const _ of '12345') clients.push(await all.connect());
      const [a, b, c, d, e] = clients as [
        WireEnd,
        WireEnd,
        WireEnd,
        WireEnd,
        WireEnd,
      ];
      for (const client of clients)
        client.send(openOf('GET', `/${client.name}`));
      for (const client of [a, b]) await receiveResponse(client);
      await all.fence();
      expect([c, d, e].map(({ received }) => received)).toEqual([0, 0, 0]);
      a.sendFin();
      await receiveResponse(c);
      await all.fence();
      expect([d, e].map(({ received }) => received)).toEqual([0, 0]);
      b.sendRst();
      await receiveResponse(d);
      c.sendFin();
      await receiveResponse(e);
      // And those who are served go on.
      for (const client of [d, e]) await expectOk(client);
    });

    for (const how of ['FIN', 'RST'] as const) {
      testOfOptions(`4.653 ${how} of who waits hurts nobody`, async () => {
        const { all } = await gatewayScene(stage, {
          limits: { connections: 1 },
        });
        all.origin.answer(OK);
        const first = await all.connect();
        await expectOk(first);
        const quitters = [await all.connect(), await all.connect()];
        for (const client of quitters) {
          if (how === 'FIN') client.sendFin();
          else client.sendRst();
        }
        const [next, last] = [await all.connect(), await all.connect()];
        await all.fence();
        first.sendFin();
        await first.expectFin();
        await expectOk(next);
        next.sendRst();
        await expectOk(last);
      });
    }

    testOfOptions(
      '4.654 who leaves while it waits gets its answer',
      async () => {
        const { all } = await gatewayScene(stage, {
          limits: { connections: 1 },
        });
        all.origin.answer(OK);
        const [first, second] = [await all.connect(), await all.connect()];
        second.send(GET);
        second.sendFin();
        await all.fence();
        await expectOk(first);
        expect(second.received).toBe(0);
        first.sendFin();
        expect((await receiveResponse(second)).body).toBe('ok');
        await second.expectFin();
      },
    );

    testOfOptions('4.655 500 heads in drops do not stop one more', async () => {
      const { all, log } = await gatewayScene(stage);
      all.origin.answer(OK);
      const slow = [];
      for (let count = 0; count < 500; count++) slow.push(await all.connect());
      const one = await all.connect();
      for (const byte of GET.slice(0, 8)) {
        for (const client of slow) client.send(byte);
        await expectOk(one);
      }
      for (const client of slow) client.send(GET.slice(8));
      for (const client of slow) {
        expect((await receiveResponse(client)).body).toBe('ok');
      }
      await log.until(508);
    });
  });
}
