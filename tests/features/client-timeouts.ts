import { describe, expect } from 'vitest';
import { GET, OK, postHead } from '../kit/bytes.ts';
import { MIB, receiveLongBody } from '../kit/long-body.ts';
import { receiveResponse, valuesOf } from '../kit/message.ts';
import { type Scene, scene } from '../kit/scene.ts';
import { stuckDownload } from '../kit/steps.ts';
import { HandClock, SECOND } from './hand-clock.ts';
import { openOf } from './messages.ts';
import {
  type FeaturesStage,
  type Options,
  testOfOptions,
  withOptions,
} from './stage.ts';

const HINT =
  'Whoever waits for a client waits only so long: each state of a connection ' +
  'has one deadline, which only what is awaited puts off.';

/** A scene in which time stands still, unless the test turns the clock. */
export async function timedScene(
  stage: FeaturesStage,
  options: Options = {},
): Promise<{ all: Scene; clock: HandClock }> {
  const clock = new HandClock();
  const all = await scene(withOptions(stage, { ...options, clock }));
  return { all, clock };
}

/** How long the proxy waits for its clients. */
export function clientTimeouts(stage: FeaturesStage): void {
  describe('timeouts of clients', { meta: { hint: HINT } }, () => {
    testOfOptions('4.81 half a head: 408 after 60 s', async () => {
      const { all, clock } = await timedScene(stage);
      const client = await all.connect();
      client.send('GET / HT');
      await clock.isSetTo(60);
      clock.turnAlmost(60);
      await all.fence();
      expect(client.received).toBe(0);
      clock.turn(1);
      const response = await receiveResponse(client);
      expect(response.status).toBe(408);
      expect(valuesOf(response, 'Connection')).toEqual(['close']);
      expect(valuesOf(response, 'foo')).toEqual(['bar']);
      await client.expectFin();
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        0,
      );
    });

    testOfOptions('4.82 a byte every ten seconds is no head', async () => {
      const { all, clock } = await timedScene(stage);
      const client = await all.connect();
      client.send('G');
      await clock.isSetTo(60);
      for (const byte of 'ET / ') {
        clock.turn(10 * SECOND);
        client.send(byte);
        await all.fence();
      }
      expect(client.received).toBe(0);
      clock.turn(10 * SECOND);
      expect((await receiveResponse(client)).status).toBe(408);
      await client.expectFin();
    });

    testOfOptions('4.83 the second head has as long as the first', async () => {
      const { all, clock } = await timedScene(stage);
      all.origin.answer(OK);
      const client = await all.connect();
      client.send(GET.slice(0, 9));
      await clock.isSetTo(60);
      clock.turn(59 * SECOND);
      client.send(openOf('GET', '/').slice(9) + GET.slice(0, 9));
      expect((await receiveResponse(client)).status).toBe(200);
      await clock.isSetTo(60);
      clock.turnAlmost(60);
      client.send(GET.slice(9));
      expect((await receiveResponse(client)).status).toBe(200);
    });

    testOfOptions('4.84 silence from the start: FIN after 75 s', async () => {
      const { all, clock } = await timedScene(stage);
      all.origin.answer(OK);
      const [a, b] = [await all.connect(), await all.connect()];
      await clock.isSetTo(75);
      await all.fence();
      clock.turnAlmost(75);
      b.send(openOf('GET', '/'));
      expect((await receiveResponse(b)).body).toBe('ok');
      clock.turn(1);
      await a.expectFin();
      clock.turn(74 * SECOND);
      b.send(openOf('GET', '/'));
      expect((await receiveResponse(b)).body).toBe('ok');
      clock.turn(75 * SECOND);
      await b.expectFin();
    });

    testOfOptions('4.85 a body that stops: 408 after 60 s', async () => {
      const { all, clock } = await timedScene(stage);
      const client = await all.connect();
      client.send(postHead('Content-Length: 9'));
      const { end } = await all.origin.nextRequest();
      for (const byte of 'half') {
        clock.turnAlmost(60);
        client.send(byte);
        await end.expectBytes(byte);
      }
      clock.turn(60 * SECOND);
      expect((await receiveResponse(client)).status).toBe(408);
      await client.expectFin();
      await end.untilRst();
    });

    testOfOptions('4.86 who does not read: broken off after 60 s', async () => {
      const { all, clock } = await timedScene(stage);
      const { client, end, sending } = await stuckDownload(all, 64 * MIB);
      clock.turn(60 * SECOND);
      await sending;
      expect(end.isBroken).toBe(true);
      client.readOn();
      await client.untilEnd();
      expect(client.received).toBeLessThan(64 * MIB);
    });

    testOfOptions('4.87 who reads just in time gets all of it', async () => {
      const { all, clock } = await timedScene(stage);
      const { client, sending } = await stuckDownload(all, 32 * MIB);
      clock.turnAlmost(60);
      client.readOn();
      await receiveLongBody(client, 32 * MIB);
      await client.expectFin();
      await sending;
    });

    testOfOptions('4.88 who never says goodbye: gone after 30 s', async () => {
      const { all, clock } = await timedScene(stage);
      all.origin.answer(OK);
      const client = await all.connect();
      client.send(GET);
      await receiveResponse(client);
      await client.expectFin();
      await clock.isSetTo(30);
      clock.turn(30 * SECOND);
      // Who has closed answers bytes with a reset, and the next write fails.
      client.send('still');
      await all.fence();
      client.send('here');
      await client.news.until(
        () => client.isBroken || undefined,
        () => 'the proxy to close the connection',
      );
    });

    testOfOptions('4.89 one is late, and the others are not', async () => {
      const { all, clock } = await timedScene(stage);
      const [a, b] = [await all.connect(), await all.connect()];
      a.send('GET / HT');
      await clock.isSetTo(60);
      clock.turn(30 * SECOND);
      b.send(GET);
      const { end } = await all.origin.nextRequest();
      clock.turn(30 * SECOND);
      expect((await receiveResponse(a)).status).toBe(408);
      end.send(OK);
      expect((await receiveResponse(b)).body).toBe('ok');
    });

    testOfOptions('4.90 other times, by an option', async () => {
      const timeouts = { head: 2 * SECOND, idle: 3 * SECOND };
      const { all, clock } = await timedScene(stage, { timeouts });
      const [a, b] = [await all.connect(), await all.connect()];
      a.send('GET / HT');
      await clock.isSetTo(2);
      await all.fence();
      clock.turn(2 * SECOND);
      expect((await receiveResponse(a)).status).toBe(408);
      clock.turn(SECOND);
      await b.expectFin();
    });
  });
}
