import { describe, expect } from 'vitest';
import { GET, head } from '../kit/bytes.ts';
import { stuckUpload } from '../kit/steps.ts';
import { asked } from './cache-scenes.ts';
import { gatewayScene } from './gateway-scene.ts';
import { SECOND } from './hand-clock.ts';
import { open } from './handshake.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'Node 20 and 22 take a reset right behind data for an end. A write fails ' +
  'after a reset and not after an end, so there one is tried before an end is ' +
  'believed.';

/** What is cut off, and must neither look complete nor go unnoticed. */
export function cutOff(stage: FeaturesStage): void {
  describe('what is cut off', { meta: { hint: HINT } }, () => {
    testOfOptions('4.714 a client that leaves a tunnel has left', async () => {
      const { all, log } = await gatewayScene(stage);
      const [client] = await open(all);
      client.send('half');
      client.sendRst();
      expect((await log.until(1)).notes).toEqual(['the client left']);
    });

    testOfOptions(
      '4.715 an early answer that is cut is not whole',
      async () => {
        const { all, log } = await gatewayScene(stage);
        const { client, end, sending } = await stuckUpload(all);
        end.send(`${head('HTTP/1.1 200 OK', 'Content-Type: x/y')}half of it`);
        end.sendRst();
        expect((await log.until(1)).notes).toEqual(['cut short']);
        client.readOn();
        await client.untilEnd();
        expect(client.inbox.peek().includes('0\r\n\r\n')).toBe(false);
        await sending;
      },
    );

    testOfOptions(
      '4.716 who is cut off by a shutdown has not left',
      async () => {
        const { all, clock, log, proxy } = await gatewayScene(stage);
        const client = await asked(all, GET);
        await all.origin.nextRequest();
        const done = proxy.shutDown();
        await all.fence();
        clock.turn(10 * SECOND);
        await done;
        await client.expectRst();
        expect(log.records.map(({ notes }) => notes)).toEqual([['cut short']]);
      },
    );
  });
}
