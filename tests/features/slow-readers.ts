import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { GET, getOf, head, postHead } from '../kit/bytes.ts';
import {
  MIB,
  receiveLongBody,
  sendLongBody,
  untilStuck,
} from '../kit/long-body.ts';
import { receiveHead, receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import { exchange, stuckDownload } from '../kit/steps.ts';
import { asked } from './cache-scenes.ts';
import { gatewayScene } from './gateway-scene.ts';
import { decoded, GET_GZIP, replyOf, TEXT, textOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';
import { keepThreadsBusy } from './threads.ts';

const HINT =
  'A filter is one more place where bytes may pile up: the client holds the ' +
  'filter back, the filter the upstream; and "drain" goes the same way back.';

const LENGTH = 64 * MIB;

const compress = promisify(gzip);

/** Takes as long to compress as all that may lie before the proxy's filter. */
const BLOCK = randomBytes(6 * MIB);

/** Who reads slowly slows the origin down, whatever stands between. */
export function slowReaders(stage: FeaturesStage): void {
  describe('slow readers', { meta: { hint: HINT } }, () => {
    test('4.118 compressed: the origin waits for the client', async () => {
      const { origin, connect, fence } = await scene(stage);
      const client = await connect();
      client.send(GET_GZIP);
      const { end } = await origin.nextRequest();
      const fields = ['Content-Type: text/plain', `Content-Length: ${LENGTH}`];
      end.send(head('HTTP/1.1 200 OK', ...fields));
      await receiveHead(client);
      client.stopReading();
      const sending = sendLongBody(end, LENGTH);
      // Compression is slow, and has its own threads: round trips alone tell
      // nothing of it.
      await untilStuck(end, async () => {
        await compress(BLOCK);
        await fence();
      });
      expect(end.isHeldBack, 'the origin is held back').toBe(true);
      expect(end.sent).toBeLessThan(LENGTH / 2);
      const before = end.sent;
      client.readOn();
      await end.news.until(
        () => end.sent > before + 4 * MIB || undefined,
        () => 'the origin to go on',
      );
      client.sendRst();
      await sending;
      expect(end.isBroken).toBe(true);
    });

    test('4.119 to be cached: the origin waits, and all arrives', async () => {
      const all = await scene(stage);
      const stuck = await stuckDownload(
        all,
        LENGTH,
        'Cache-Control: max-age=1000',
      );
      const { client, end, sending } = stuck;
      expect(end.isHeldBack, 'the origin is held back').toBe(true);
      client.readOn();
      await receiveLongBody(client, LENGTH);
      await client.expectFin();
      await sending;
    });

    test('4.120 a cached response waits for its client, and for no other', async () => {
      const all = await scene(stage);
      const body = 'x'.repeat(8 * MIB);
      const reply = replyOf(body, 'Cache-Control: max-age=1000');
      await exchange(all, GET, reply);
      const slow = await all.connect();
      slow.stopReading();
      slow.send(GET.replace('close', 'x').repeat(3) + getOf('/'));
      await exchange(all, GET, reply);
      slow.readOn();
      for (let count = 0; count < 4; count++) {
        expect((await receiveResponse(slow)).body).toHaveLength(body.length);
      }
      await slow.expectFin();
      expect(all.origin.requests.length, 'requests at the origin').toBe(1);
    });

    test('4.764 compressed, before the upload is over: the rest is dropped', async () => {
      const { origin, connect, fence } = await scene(stage);
      const client = await connect();
      const fields = ['Content-Length: 9', 'Accept-Encoding: gzip'];
      client.send(`${postHead(...fields)}half`);
      const { end } = await origin.nextRequest();
      const busy = keepThreadsBusy();
      end.send(textOf(TEXT));
      await fence();
      client.send(' more');
      expect(decoded(await receiveResponse(client))).toBe(TEXT);
      await busy;
    });

    testOfOptions(
      '4.766 who leaves while its answer is compressed is told of once',
      async () => {
        const { all, log } = await gatewayScene(stage);
        const client = await asked(all, GET_GZIP);
        const { end } = await all.origin.nextRequest();
        const busy = keepThreadsBusy();
        end.send(textOf(TEXT));
        await receiveHead(client);
        await all.fence();
        client.sendRst();
        await log.until(1);
        await busy;
        await compress(TEXT);
        await all.fence();
        expect(log.records).toHaveLength(1);
      },
    );
  });
}
