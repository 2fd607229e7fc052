import type { Socket } from 'node:net';
import { describe, expect } from 'vitest';
import { GET, head } from '../kit/bytes.ts';
import { receiveHead } from '../kit/message.ts';
import { asked, chunkOf, LAST_CHUNK } from './cache-scenes.ts';
import { gatewayScene } from './gateway-scene.ts';
import { SECOND } from './hand-clock.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'When all is said, goodbye too, some of it may still wait for the client to ' +
  'read. Give it the time; then a FIN would say that this was all.';

/** A client to whom all is said, goodbye too, but it has not read all. */
async function lateAtGoodbye(stage: FeaturesStage) {
  const { all, clock, proxy } = await gatewayScene(stage);
  const sockets: Socket[] = [];
  proxy.on('connection', (socket) => sockets.push(socket));
  const client = await asked(all, GET);
  const { end } = await all.origin.nextRequest();
  end.send(head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'));
  await receiveHead(client);
  client.stopReading();
  let length = 0;
  for (; sockets[0]?.writableLength === 0; length += 4096) {
    end.send(chunkOf('x'.repeat(4096)));
    await all.fence(5); // enough for so little to pass
  }
  end.send(LAST_CHUNK);
  await all.fence();
  return { all, clock, client, length };
}

/** Clients that have been told all, and have not read it. */
export function lateGoodbyes(stage: FeaturesStage): void {
  describe('late goodbyes', { meta: { hint: HINT } }, () => {
    testOfOptions(
      '4.732 behind the goodbye, too, one may read on',
      async () => {
        const { all, clock, client, length } = await lateAtGoodbye(stage);
        clock.turn(40 * SECOND);
        await all.fence();
        client.readOn();
        await client.receiveUntil(LAST_CHUNK);
        expect(client.received).toBeGreaterThan(length);
        await client.expectFin();
      },
    );

    testOfOptions('4.785 but not for ever: then it is cut off', async () => {
      const { clock, client, length } = await lateAtGoodbye(stage);
      clock.turn(60 * SECOND);
      client.readOn();
      await client.untilEnd();
      // Node 20 and 22 may take it for a FIN, but in front of a FIN all would
      // arrive that the kernel had taken.
      expect(client.received).toBeLessThan(length);
    });
  });
}
