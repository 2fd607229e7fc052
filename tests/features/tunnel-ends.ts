import { describe, expect } from 'vitest';
import {
  MIB,
  receiveLongBody,
  sendLongBody,
  untilStuck,
} from '../kit/long-body.ts';
import { receiveHead, statusOf } from '../kit/message.ts';
import { type GatewayScene, gatewayScene } from './gateway-scene.ts';
import { SECOND } from './hand-clock.ts';
import { AGREE, ASK, open } from './handshake.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'A tunnel has two directions, and each ends by itself. What ends with a ' +
  'reset, or in the middle, must not look as if all had been said.';

// The last piece, as a proxy reads them, is a small one.
const LENGTH = 32 * MIB + 1000;

/** How long a tunnel may be silent in these tests, in milliseconds. */
const timeouts = { tunnel: 90 * SECOND };

/** Opens a tunnel in a scene of its own. */
async function opened(stage: FeaturesStage) {
  const scene: GatewayScene = await gatewayScene(stage, { timeouts });
  const [client, end] = await open(scene.all);
  return { ...scene, client, end };
}

/** How the two directions of a tunnel end. */
export function tunnelEnds(stage: FeaturesStage): void {
  describe('ends of tunnels', { meta: { hint: HINT } }, () => {
    testOfOptions(
      '4.630 FIN of the client, then the origin sends',
      async () => {
        const { client, end, log } = await opened(stage);
        client.sendFin();
        await end.expectFin();
        const sending = sendLongBody(end, MIB);
        await receiveLongBody(client, MIB);
        await sending;
        end.sendFin();
        await client.expectFin();
        expect(await log.until(1)).toMatchObject({
          status: 101,
          bytes: MIB,
          notes: [],
        });
      },
    );

    testOfOptions(
      '4.631 FIN of the origin, then the client sends',
      async () => {
        const { client, end, log } = await opened(stage);
        end.send('bye');
        end.sendFin();
        await client.expectBytes('bye');
        await client.expectFin();
        const sending = sendLongBody(client, 8 * MIB);
        await receiveLongBody(end, 8 * MIB);
        await sending;
        client.sendFin();
        await end.expectFin();
        expect(await log.until(1)).toMatchObject({
          status: 101,
          bytes: 3,
          notes: [],
        });
        expect(log.records).toHaveLength(1);
      },
    );

    testOfOptions('4.632 FIN of the client before the 101', async () => {
      const { all } = await gatewayScene(stage);
      const client = await all.connect();
      client.send(ASK);
      client.sendFin();
      const { end } = await all.origin.nextRequest();
      await all.fence();
      expect(end.ending).toBe('open');
      end.send(`${AGREE}hello`);
      expect(statusOf(await receiveHead(client))).toBe(101);
      await end.expectFin();
      await client.expectBytes('hello');
      end.send('bye');
      await client.expectBytes('bye');
      end.sendFin();
      await client.expectFin();
    });

    for (const who of ['client', 'origin']) {
      testOfOptions(
        `4.633 RST of the ${who} is a RST for the other`,
        async () => {
          const { client, end } = await opened(stage);
          const [one, other] = who === 'client' ? [client, end] : [end, client];
          one.send('half');
          await other.expectBytes('half');
          one.sendRst();
          await other.expectRst();
        },
      );

      testOfOptions(
        `4.634 also behind a FIN of the other: ${who}`,
        async () => {
          const { client, end, log } = await opened(stage);
          const [one, other] = who === 'client' ? [client, end] : [end, client];
          other.sendFin();
          await one.expectFin();
          one.sendRst();
          await log.until(1);
          // Who has closed answers bytes with a reset, so the next ones fail.
          await other.expectRst();
        },
      );

      testOfOptions(
        `4.635 silence for its time ends it: ${who} last`,
        async () => {
          const { all, client, clock, end } = await opened(stage);
          const [one, other] = who === 'client' ? [client, end] : [end, client];
          clock.turnAlmost(90);
          one.send('x');
          await other.expectBytes('x');
          clock.turnAlmost(90);
          await all.fence();
          expect([client.ending, end.ending]).toEqual(['open', 'open']);
          clock.turn(1);
          await client.expectRst();
          await end.expectRst();
        },
      );

      testOfOptions(
        `4.636 64 MB wait for a ${who} that reads late`,
        async () => {
          const { all, client, end } = await opened(stage);
          const [reader, writer] =
            who === 'client' ? [client, end] : [end, client];
          reader.stopReading();
          const sending = sendLongBody(writer, 64 * MIB);
          await untilStuck(writer, all.fence);
          expect(writer.sent).toBeLessThan(32 * MIB);
          // The other direction goes on meanwhile.
          reader.send('meanwhile');
          await writer.expectBytes('meanwhile');
          reader.readOn();
          await receiveLongBody(reader, 64 * MIB);
          await sending;
        },
      );

      testOfOptions(`4.637 a ${who} that never reads is dropped`, async () => {
        const { all, client, clock, end, log } = await opened(stage);
        const [reader, writer] =
          who === 'client' ? [client, end] : [end, client];
        reader.stopReading();
        const sending = sendLongBody(writer, 64 * MIB);
        await untilStuck(writer, all.fence);
        clock.turn(90 * SECOND);
        await sending;
        expect(writer.isBroken).toBe(true);
        reader.readOn();
        await reader.untilEnd();
        expect(reader.received).toBeLessThan(64 * MIB);
        expect(log.records).toHaveLength(1);
      });
    }

    testOfOptions(
      '4.638 an origin that reads late gets the last bytes',
      async () => {
        const { all, client, end } = await opened(stage);
        end.stopReading();
        const sending = sendLongBody(client, LENGTH).then(() =>
          client.sendFin(),
        );
        await untilStuck(client, all.fence);
        end.sendFin();
        end.readOn();
        await receiveLongBody(end, LENGTH);
        await end.expectFin();
        await sending;
      },
    );

    testOfOptions('4.708 so does one in which nobody says a word', async () => {
      const { client, clock, end } = await opened(stage);
      clock.turn(90 * SECOND);
      await client.expectRst();
      await end.expectRst();
    });

    testOfOptions(
      '4.639 half a tunnel, too, ends with RST after its time',
      async () => {
        const { client, clock, end } = await opened(stage);
        client.sendFin();
        await end.expectFin();
        clock.turn(90 * SECOND);
        await client.expectRst();
        // Behind its FIN a reset is seen by who sends.
        end.send('still');
        await end.news.until(
          () => end.isBroken || undefined,
          () => 'the reset at the origin',
        );
      },
    );
  });
}
