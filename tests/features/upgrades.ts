import { describe, expect, test } from 'vitest';
import { head, OK } from '../kit/bytes.ts';
import { receiveHead, receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';

const HINT =
  'Upgrade is hop-by-hop: the proxy asks for websocket itself, and behind the ' +
  '101 passes bytes, not messages (RFC 9110 7.8, RFC 6455).';

const UPGRADE = ['Connection: Upgrade', 'Upgrade: websocket'];

const ASK = head(
  'GET /chat HTTP/1.1',
  'Host: a',
  ...UPGRADE,
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
);

const AGREE = head('HTTP/1.1 101 Switching Protocols', ...UPGRADE, 'X: y');

const TRAILERS = '2\r\nhi\r\n0\r\nX-Sum: 7\r\nContent-Length: 9\r\n\r\n';

/** Tunnels, trailers, and a Host that is missing. */
export function upgrades(stage: Stage): void {
  describe('tunnels', { meta: { hint: HINT } }, () => {
    test('4.80 websocket: bytes go both ways, whatever they are', async () => {
      const { connect, origin } = await scene(stage);
      const client = await connect();
      client.send(ASK);
      const { head: asked, end } = await origin.nextRequest();
      expect(valuesOf(asked, 'Upgrade')).toEqual(['websocket']);
      expect(valuesOf(asked, 'Connection')).toEqual(['Upgrade']);
      end.send(AGREE);
      const agreed = await receiveHead(client);
      expect(agreed.line).toMatch(/^HTTP\/1\.1 101 /);
      expect(valuesOf(agreed, 'Upgrade')).toEqual(['websocket']);
      expect(valuesOf(agreed, 'Transfer-Encoding')).toEqual([]);
      client.send('GET / HTTP/9\n\0\xff');
      await end.expectBytes('GET / HTTP/9\n\0\xff');
      end.send('\x81\x02hi');
      await client.expectBytes('\x81\x02hi');
      client.sendFin();
      await end.expectFin();
      end.send('bye');
      end.sendFin();
      await client.expectBytes('bye');
      await client.expectFin();
    });

    test('4.81 the origin declines: HTTP goes on', async () => {
      const { connect, origin } = await scene(stage);
      const client = await connect();
      for (let count = 0; count < 2; count++) {
        client.send(ASK);
        const { end } = await origin.nextRequest();
        end.send(OK);
        expect((await receiveResponse(client)).body).toBe('ok');
      }
    });

    test('4.82 a 101 that nobody asked for is a 502', async () => {
      const { connect, origin } = await scene(stage);
      const client = await connect();
      client.send(head('GET / HTTP/1.1', 'Host: a'));
      const { end } = await origin.nextRequest();
      end.send(AGREE);
      expect((await receiveResponse(client)).status).toBe(502);
    });

    for (const fields of [
      ['Connection: Upgrade', 'Upgrade: h2c'],
      ['Connection: Upgrade', 'Upgrade: websocket, h2c'],
      ['Upgrade: websocket'],
    ]) {
      test(`4.83 not asked for: ${fields.join(', ')}`, async () => {
        const { connect, origin } = await scene(stage);
        const client = await connect();
        client.send(head('GET / HTTP/1.1', 'Host: a', ...fields));
        const { head: asked } = await origin.nextRequest();
        expect(valuesOf(asked, 'Upgrade')).toEqual([]);
        expect(valuesOf(asked, 'Connection')).toEqual([]);
      });
    }

    test('4.84 bytes ahead of the 101 are not taken for anything', async () => {
      const { connect, origin } = await scene(stage);
      const client = await connect();
      client.send(`${ASK}early`);
      const { end } = await origin.nextRequest();
      end.send(AGREE);
      expect((await receiveResponse(client)).status).toBe(400);
      await end.untilEnd();
    });
  });

  describe('trailers', () => {
    test('4.85 a request: passed on, all but those that frame', async () => {
      const { connect, origin } = await scene(stage);
      const client = await connect();
      const fields = ['Host: a', 'Transfer-Encoding: chunked'];
      client.send(head('POST / HTTP/1.1', ...fields) + TRAILERS);
      const { end } = await origin.nextRequest();
      await end.expectBytes('2\r\nhi\r\n0\r\nX-Sum: 7\r\n\r\n');
    });

    test('4.86 a response: likewise', async () => {
      const { connect, origin } = await scene(stage);
      const client = await connect();
      client.send(head('GET / HTTP/1.1', 'Host: a'));
      const { end } = await origin.nextRequest();
      end.send(
        head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked') + TRAILERS,
      );
      await receiveHead(client);
      await client.expectBytes('2\r\nhi\r\n0\r\nX-Sum: 7\r\n\r\n');
    });

    test('4.87 not to HTTP/1.0, which has no chunks', async () => {
      const { connect, origin } = await scene(stage);
      const client = await connect();
      client.send(head('GET / HTTP/1.0'));
      const { end } = await origin.nextRequest();
      end.send(
        head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked') + TRAILERS,
      );
      await receiveHead(client);
      await client.expectBytes('hi');
      await client.expectFin();
    });
  });

  test('4.88 an HTTP/1.1 request without Host gets 400', async () => {
    const { connect, origin } = await scene(stage);
    const client = await connect();
    client.send(head('GET / HTTP/1.1'));
    expect((await receiveResponse(client)).status).toBe(400);
    await client.expectFin();
    expect(origin.connections).toHaveLength(0);
  });
}
