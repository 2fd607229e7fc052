import { describe, expect, test } from 'vitest';
import { OK, postHead } from '../kit/bytes.ts';
import {
  MIB,
  receiveLongBody,
  sendLongBody,
  untilStuck,
} from '../kit/long-body.ts';
import { receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { stuckDownload } from '../kit/steps.ts';

const TOOK_ALL =
  'the other side does not read, so who sends is held back; but the proxy ' +
  'has taken all there was';

const HINT =
  'When write() returns false, stop reading from the other side until ' +
  '"drain". Else all that is sent piles up in the memory of the proxy.';

/** Who reads slowly slows the sender down, and nothing piles up between. */
export function backpressure(
  stage: Stage,
  number: string,
  length: number,
): void {
  describe('backpressure', { meta: { hint: HINT } }, () => {
    const size = `${length / MIB} MiB`;

    test(`${number} the origin waits for a client: ${size}`, async () => {
      const all = await scene(stage);
      const { client, end, sending } = await stuckDownload(all, length);
      expect(end.isHeldBack, TOOK_ALL).toBe(true);
      client.readOn();
      await receiveLongBody(client, length);
      await client.expectFin();
      await sending;
    });

    test(`${number} a client waits for the origin: ${size}`, async () => {
      const { origin, connect, fence } = await scene(stage);
      const client = await connect();
      client.send(postHead(`Content-Length: ${length}`));
      const { end } = await origin.nextRequest();
      end.stopReading();
      const sending = sendLongBody(client, length);
      await untilStuck(client, fence);
      expect(client.isHeldBack, TOOK_ALL).toBe(true);
      end.readOn();
      await receiveLongBody(end, length);
      end.send(OK);
      expect((await receiveResponse(client)).body).toBe('ok');
      await sending;
    });
  });
}
