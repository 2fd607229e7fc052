import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { GET, head, postHead } from '../kit/bytes.ts';
import {
  MIB,
  receiveLongBody,
  sendLongBody,
  untilStuck,
} from '../kit/long-body.ts';
import { receiveHead, receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import { stuckDownload } from '../kit/steps.ts';
import type { WireEnd } from '../kit/wire-end.ts';
import { asked, fetched, noiseOf } from './cache-scenes.ts';
import { gatewayScene } from './gateway-scene.ts';
import { SECOND } from './hand-clock.ts';
import { open } from './handshake.ts';
import { GET_GZIP, isGzipped, textOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'Who reads, however slowly, gets all of it; who does not is broken off. So ' +
  'one has to see whether a client reads: give it a piece at a time.';

const OPEN_GZIP = head(
  'GET / HTTP/1.1',
  'Host: a.example',
  'Accept-Encoding: gzip',
);

/** A scene in which one can see how much the proxy holds for its clients. */
async function sceneOfSockets(stage: FeaturesStage) {
  const scene = await gatewayScene(stage);
  const sockets: Socket[] = [];
  scene.proxy.on('connection', (socket) => sockets.push(socket));
  return { ...scene, sockets };
}

const LENGTH = 48 * MIB;

/** Receives so many bytes, whatever they are. */
async function skip(client: WireEnd, length: number): Promise<void> {
  for (let left = length; left > 0; ) {
    left -= (await client.receiveSome(left)).length;
  }
}

/** Clients that take their time. */
export function lateReaders(stage: FeaturesStage): void {
  describe('late readers', { meta: { hint: HINT } }, () => {
    testOfOptions(
      '4.730 to send a byte now and then is not to read',
      async () => {
        const { all, clock } = await gatewayScene(stage);
        const { client, end, sending } = await stuckDownload(all, 64 * MIB);
        for (const byte of 'GET') {
          clock.turn(20 * SECOND);
          client.send(byte);
          await all.fence();
        }
        await sending;
        expect(end.isBroken).toBe(true);
      },
    );

    test('4.781 who reads late may say goodbye in time', async () => {
      const all = await scene(stage);
      const [client, end] = await open(all);
      client.stopReading();
      const sending = sendLongBody(end, 64 * MIB);
      await untilStuck(end, () => all.fence());
      client.sendFin();
      await end.expectFin();
      client.sendRst();
      await sending;
    });

    testOfOptions(
      '4.784 who reads a part, and then no more, is late',
      async () => {
        const { all, clock, sockets } = await sceneOfSockets(stage);
        const { client, end, sending } = await stuckDownload(all, 64 * MIB);
        clock.turn(50 * SECOND);
        client.readOn();
        await skip(client, 16 * MIB);
        client.stopReading();
        await untilStuck(end, () => all.fence());
        const written = () => sockets[0]?.bytesWritten;
        let before = written();
        clock.turnAlmost(60);
        await all.fence();
        expect(end.isBroken).toBe(false);
        clock.turn(1);
        // Where the kernel has found room for more, the time begins anew.
        for (; !end.isBroken; await all.fence()) {
          if (written() === before) continue;
          before = written();
          clock.turn(60 * SECOND);
        }
        await sending;
      },
    );

    testOfOptions('4.900 compressed, too, it is to be read', async () => {
      const { all, clock, sockets } = await sceneOfSockets(stage);
      const client = await asked(all, GET_GZIP);
      const { end } = await all.origin.nextRequest();
      const fields = ['Content-Type: text/plain', `Content-Length: ${LENGTH}`];
      end.send(head('HTTP/1.1 200 OK', ...fields));
      await receiveHead(client);
      client.stopReading();
      const sending = sendLongBody(end, LENGTH);
      while (!sockets[0]?.writableNeedDrain) await all.fence();
      clock.turn(60 * SECOND);
      await sending;
      expect(end.isBroken).toBe(true);
    });

    testOfOptions('4.731 a stored form goes out as it is read', async () => {
      const { all, log, sockets } = await sceneOfSockets(stage);
      const page = textOf(noiseOf(3 * MIB), 'Cache-Control: max-age=9999');
      expect(isGzipped(await fetched(all, GET_GZIP, page))).toBe(true);
      // Several, since the kernel has room for one.
      const client = await asked(all, OPEN_GZIP.repeat(4));
      client.stopReading();
      await all.fence(50);
      expect(sockets[1]!.writableLength).toBeLessThan(MIB / 4);
      client.readOn();
      for (const _ of '1234') {
        const { body } = await receiveResponse(client);
        expect(body.length).toBeGreaterThan(3 * MIB);
      }
      const notes = ['hit', 'compressed'];
      expect(await log.until(5)).toMatchObject({ status: 200, notes });
    });

    testOfOptions('4.742 a shutdown takes back nothing', async () => {
      const { all, clock, log, proxy } = await gatewayScene(stage);
      const client = await asked(all, GET);
      const { end } = await all.origin.nextRequest();
      client.stopReading();
      // So much the kernel takes, but not all of it to the client's side.
      end.send(head('HTTP/1.1 200 OK', `Content-Length: ${MIB}`));
      await sendLongBody(end, MIB);
      await log.until(1);
      await all.fence();
      const done = proxy.shutDown();
      clock.turn(10 * SECOND);
      await done;
      client.readOn();
      await receiveHead(client);
      await receiveLongBody(client, MIB);
      await client.expectFin();
    });

    testOfOptions('4.733 who reads a part has as long again', async () => {
      const { all, clock } = await gatewayScene(stage, {
        cacheSize: 512 * MIB,
      });
      const said = ['Cache-Control: max-age=9999', `Content-Length: ${LENGTH}`];
      const first = await asked(all, GET);
      const { end } = await all.origin.nextRequest();
      end.send(head('HTTP/1.1 200 OK', ...said));
      await receiveHead(first);
      const sending = sendLongBody(end, LENGTH);
      await receiveLongBody(first, LENGTH);
      await sending;
      const client = await asked(all, GET);
      await receiveHead(client);
      for (const _ of '123') {
        client.stopReading();
        await all.fence(50);
        clock.turn(50 * SECOND);
        client.readOn();
        await skip(client, 8 * MIB);
      }
      await skip(client, LENGTH - 24 * MIB);
      await client.expectFin();
    });

    testOfOptions(
      '4.765 behind a late reader at the origin the client has its time',
      async () => {
        const { all, clock, sockets } = await sceneOfSockets(stage);
        const client = await asked(all, postHead(`Content-Length: ${LENGTH}`));
        const { end } = await all.origin.nextRequest();
        end.stopReading();
        let length = 0;
        for (; !sockets[0]?.isPaused(); length += 4096) {
          client.send('x'.repeat(4096));
          await all.fence(5); // enough for so little to pass
        }
        end.readOn();
        await end.receive(length);
        await all.fence();
        clock.turn(60 * SECOND);
        expect((await receiveResponse(client)).status).toBe(408);
      },
    );
  });
}
