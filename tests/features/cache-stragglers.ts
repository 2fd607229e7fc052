import { describe, expect } from 'vitest';
import { GET, head } from '../kit/bytes.ts';
import {
  MIB,
  receiveLongBody,
  sendLongBody,
  untilStuck,
} from '../kit/long-body.ts';
import { receiveHead, receiveResponse } from '../kit/message.ts';
import { asked, chunkOf, refreshing, shown } from './cache-scenes.ts';
import { gatewayScene } from './gateway-scene.ts';
import { SECOND } from './hand-clock.ts';
import { getWith } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'The response comes as fast as the fastest of its readers reads. Who has ' +
  'room, joins, leaves or has read enough may be the one it waits for.';

const headOf = (length: number): string =>
  head(
    'HTTP/1.1 200 OK',
    'Cache-Control: max-age=9999',
    `Content-Length: ${length}`,
  );

/** Several who read one response that is still growing. */
export function cacheStragglers(stage: FeaturesStage): void {
  describe('readers of what is growing', { meta: { hint: HINT } }, () => {
    testOfOptions(
      '4.710 who joins one that stands still moves it',
      async () => {
        const { all } = await gatewayScene(stage, { cacheSize: 512 * MIB });
        const slow = await asked(all, GET);
        const { end } = await all.origin.nextRequest();
        end.send(headOf(32 * MIB));
        await receiveHead(slow);
        slow.stopReading();
        const sending = sendLongBody(end, 32 * MIB);
        await untilStuck(end, all.fence);
        const late = await asked(all, getWith('Range: bytes=-1000'));
        expect((await receiveResponse(late)).body).toHaveLength(1000);
        await sending;
      },
    );

    testOfOptions('4.711 so does who has read what it wanted', async () => {
      const { all } = await gatewayScene(stage, { cacheSize: 512 * MIB });
      const first = await asked(all, GET);
      const { end } = await all.origin.nextRequest();
      end.send(headOf(56 * MIB));
      await receiveHead(first);
      const begun = sendLongBody(end, 24 * MIB);
      await receiveLongBody(first, 24 * MIB);
      await begun;
      const part = await asked(all, getWith(`Range: bytes=0-${20 * MIB - 1}`));
      await receiveHead(part);
      part.stopReading();
      await all.fence();
      first.sendRst();
      await all.fence();
      const sending = sendLongBody(end, 32 * MIB);
      await untilStuck(end, all.fence);
      part.readOn();
      await receiveLongBody(part, 20 * MIB);
      await sending;
      const late = await asked(all, getWith('Range: bytes=-10'));
      expect((await receiveResponse(late)).body).toHaveLength(10);
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        1,
      );
    });

    testOfOptions('4.712 who goes on alone asks for the whole', async () => {
      const { all } = await gatewayScene(stage, { cacheSize: MIB });
      const said = ['Cache-Control: max-age=9', 'Transfer-Encoding: chunked'];
      const beginning = head('HTTP/1.1 200 OK', ...said) + chunkOf('begin');
      const first = await asked(all, GET);
      const { end } = await all.origin.nextRequest();
      end.send(beginning);
      await first.receiveUntil('begin');
      const other = await asked(all, getWith('Range: bytes=0-'));
      expect((await receiveHead(other)).line).toBe('HTTP/1.1 200 OK');
      end.send(chunkOf('x'.repeat(MIB)));
      const { head: again, end: alone } = await all.origin.nextRequest();
      expect(again.fields.map(([name]) => name)).not.toContain('Range');
      alone.send(`${beginning}${chunkOf('x'.repeat(MIB))}0\r\n\r\n`);
      await other.receiveUntil('0\r\n\r\n');
    });

    testOfOptions('4.713 a refresh that takes long is one', async () => {
      const { all, clock, finish } = await refreshing(stage);
      for (const _ of '123') {
        expect((await shown(all, GET)).body).toBe('old');
      }
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        2,
      );
      finish();
      await all.proxy.says(/Caching[\s\S]*Caching/);
      expect((await shown(all, GET)).body).toBe('new');
      clock.turn(15 * SECOND);
      expect((await shown(all, GET)).body).toBe('new');
      await all.origin.nextRequest();
    });

    testOfOptions('4.717 one that is cut is followed by another', async () => {
      const { all, end } = await refreshing(stage);
      end.sendRst();
      await all.fence();
      expect((await shown(all, GET)).body).toBe('old');
      await all.origin.nextRequest();
    });
  });
}
