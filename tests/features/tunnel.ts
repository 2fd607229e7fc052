import { describe, expect, test } from 'vitest';
import { GET, OK } from '../kit/bytes.ts';
import {
  MIB,
  receiveLongBody,
  sendLongBody,
  untilStuck,
} from '../kit/long-body.ts';
import {
  receiveHead,
  receiveResponse,
  statusOf,
  valuesOf,
} from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange, expectServed } from '../kit/steps.ts';
import { AGREE, ASK, asking, IGNORED, open, SPELLINGS } from './handshake.ts';

const HINT =
  'Behind a 101 there is no HTTP any more: bytes go both ways as they come, ' +
  'until one side ends. But only behind one that was asked for.';

const EVERY_BYTE = String.fromCharCode(...Array(256).keys());

/** WebSocket goes through; no other protocol does. */
export function tunnel(stage: Stage): void {
  describe('tunnels', { meta: { hint: HINT } }, () => {
    for (const lines of [
      ...SPELLINGS,
      [
        /* the usual one */
      ],
    ]) {
      test(`4.106 the handshake: ${lines.join(' / ') || 'the usual one'}`, async () => {
        const { origin, connect } = await scene(stage);
        const client = await connect();
        client.send(lines.length > 0 ? asking(...lines) : ASK);
        const request = await origin.nextRequest();
        const told = (name: string) =>
          valuesOf(request.head, name).join().toLowerCase();
        expect(told('Connection')).toBe('upgrade');
        expect(told('Upgrade')).toBe('websocket');
        expect(told('Sec-WebSocket-Key')).toBe('dghlihnhbxbszsbub25jzq==');
        request.end.send(AGREE);
        const answer = await receiveHead(client);
        expect(statusOf(answer)).toBe(101);
        expect(valuesOf(answer, 'Connection')).toEqual(['Upgrade']);
        expect(valuesOf(answer, 'Upgrade')).toEqual(['websocket']);
        expect(valuesOf(answer, 'Sec-WebSocket-Accept')).toHaveLength(1);
      });
    }

    test('4.107 every byte goes both ways, and means nothing', async () => {
      const [client, end] = await open(await scene(stage));
      for (const bytes of [EVERY_BYTE, GET, '\r\n\r\n', AGREE, '0\r\n\r\n']) {
        client.send(bytes);
        await end.expectBytes(bytes);
        end.send(bytes);
        await client.expectBytes(bytes);
      }
    });

    test('4.108 bytes right behind the 101 reach the client', async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(ASK);
      const { end } = await origin.nextRequest();
      end.send(`${AGREE}hello`);
      await receiveHead(client);
      await client.expectBytes('hello');
    });

    for (const other of ['Upgrade: h2c', 'X: y']) {
      test(`4.736 a 101 to another protocol: 502, ${other}`, async () => {
        const all = await scene(stage);
        const client = await all.connect();
        client.send(ASK);
        const { end } = await all.origin.nextRequest();
        end.send(AGREE.replace('Upgrade: websocket', other));
        expect((await receiveResponse(client)).status).toBe(502);
        await end.untilEnd();
        client.sendFin();
        await expectServed(all);
      });
    }

    test('4.109 bytes of a client that does not wait: no tunnel', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.send(ASK + GET);
      const { end } = await all.origin.nextRequest();
      end.send(AGREE);
      expect((await receiveResponse(client)).status).toBeGreaterThanOrEqual(
        400,
      );
      await client.expectFin();
      await end.expectEnd();
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        1,
      );
      client.sendFin();
      await expectServed(all);
    });

    test('4.110 FIN of the client: the origin may go on', async () => {
      const [client, end] = await open(await scene(stage));
      client.send('bye');
      client.sendFin();
      await end.expectBytes('bye');
      await end.expectFin();
      end.send('bye, bye');
      await client.expectBytes('bye, bye');
      end.sendFin();
      await client.expectFin();
    });

    test('4.111 FIN of the origin ends it', async () => {
      const all = await scene(stage);
      const [client, end] = await open(all);
      end.send('bye');
      end.sendFin();
      await client.expectBytes('bye');
      await client.expectFin();
      client.sendFin();
      await end.expectEnd();
      await expectServed(all);
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        2,
      );
    });

    test('4.112 RST of either reaches the other', async () => {
      const all = await scene(stage);
      const [a, one] = await open(all);
      a.sendRst();
      await one.expectEnd();
      const [b, two] = await open(all);
      two.sendRst();
      await b.expectRst();
      await expectServed(all);
    });

    test('4.113 declined: an answer like any other', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.send(ASK);
      const { end } = await all.origin.nextRequest();
      const line = '426 Upgrade Required\r\nUpgrade: websocket';
      end.send(OK.replace('200 OK', line));
      expect(await receiveResponse(client)).toMatchObject({
        status: 426,
        body: 'ok',
      });
      client.send(GET);
      const next = await all.origin.nextRequest();
      next.end.send(OK);
      expect((await receiveResponse(client)).body).toBe('ok');
    });

    test('4.114 it is not asked for on a used connection', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.send(GET);
      const { end } = await all.origin.nextRequest();
      end.send(OK);
      expect((await receiveResponse(client)).body).toBe('ok');
      await open(all);
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        2,
      );
    });

    for (const request of IGNORED) {
      const [, what = ''] = JSON.stringify(request).split('==\\r\\n');
      test(`4.115 not asked for: ${request.slice(0, 4)} ${what}`, async () => {
        const all = await scene(stage);
        const seen = await exchange(all, request, OK);
        expect(seen.response.body).toBe('ok');
        for (const name of ['Upgrade', 'Connection', 'HTTP2-Settings']) {
          expect(valuesOf(seen.request, name)).toEqual([]);
        }
      });
    }

    for (const request of [GET, ...IGNORED.slice(0, 1)]) {
      test(`4.116 a 101 that nobody asked for: 502: ${request.length} bytes`, async () => {
        const all = await scene(stage);
        all.origin.answer(`${AGREE}evil`);
        const client = await all.connect();
        client.send(request);
        const response = await receiveResponse(client);
        expect(response).toMatchObject({ status: 502, body: '' });
        await all.origin.connections[0]?.expectEnd();
      });
    }

    for (const whoReads of ['client', 'origin']) {
      test(`4.117 the ${whoReads} is slow, and the other waits`, async () => {
        const all = await scene(stage);
        const ends = await open(all);
        if (whoReads === 'origin') ends.reverse();
        const [reader, writer] = ends;
        reader.stopReading();
        const sending = sendLongBody(writer, 32 * MIB);
        await untilStuck(writer, all.fence);
        expect(writer.isHeldBack).toBe(true);
        reader.readOn();
        await receiveLongBody(reader, 32 * MIB);
        await sending;
      });
    }
  });
}
