import { describe, expect } from 'vitest';
import { GET, OK, postHead } from '../kit/bytes.ts';
import { within } from '../kit/deadlines.ts';
import {
  receiveBody,
  receiveHead,
  receiveResponse,
  valuesOf,
} from '../kit/message.ts';
import { type GatewayScene, gatewayScene } from './gateway-scene.ts';
import { SECOND } from './hand-clock.ts';
import { open } from './handshake.ts';
import { openOf, replyOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'Who is told to stop takes nobody in, lets those finish who are at ' +
  'something, and ends what is then still there when the time is over.';

/** Tells the proxy to stop; returns a wait for it to have stopped. */
function shutDown({ proxy }: GatewayScene) {
  let isDown = false;
  const end = proxy.shutDown().then(() => {
    isDown = true;
  });
  return {
    isDown: () => isDown,
    down: () => within(end, () => 'the proxy to be down'),
  };
}

/** How a proxy stops. */
export function shutdown(stage: FeaturesStage): void {
  describe('shutdown', { meta: { hint: HINT } }, () => {
    testOfOptions('4.660 who is idle is let go at once', async () => {
      const scene = await gatewayScene(stage);
      const { connect, origin } = scene.all;
      origin.answer(OK);
      const [silent, used] = [await connect(), await connect()];
      used.send(openOf('GET', '/'));
      await receiveResponse(used);
      const { down, isDown } = shutDown(scene);
      for (const client of [silent, used]) await client.expectFin();
      silent.sendFin();
      await scene.all.fence();
      expect(isDown()).toBe(false);
      used.sendFin();
      await down();
      await origin.connections[0]?.expectEnd();
    });

    testOfOptions('4.661 nobody new is accepted', async () => {
      const scene = await gatewayScene(stage);
      const { connect } = scene.all;
      const client = await connect();
      client.send(GET);
      const { end } = await scene.all.origin.nextRequest();
      const { down } = shutDown(scene);
      await expect(connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      end.send(OK);
      await receiveResponse(client);
      client.sendFin();
      await down();
    });

    testOfOptions(
      '4.662 a response finishes, and says it is the last',
      async () => {
        const scene = await gatewayScene(stage);
        const client = await scene.all.connect();
        client.send(openOf('GET', '/'));
        const { end } = await scene.all.origin.nextRequest();
        const { down } = shutDown(scene);
        await scene.all.fence();
        end.send(OK);
        const response = await receiveResponse(client);
        expect(response.body).toBe('ok');
        expect(valuesOf(response, 'Connection')).toEqual(['close']);
        await client.expectFin();
        client.sendFin();
        await down();
        await end.expectEnd();
      },
    );

    testOfOptions('4.663 so does one that has begun before', async () => {
      const scene = await gatewayScene(stage);
      const client = await scene.all.connect();
      client.send(openOf('GET', '/'));
      const { end } = await scene.all.origin.nextRequest();
      end.send(OK.slice(0, -1));
      const begun = await receiveHead(client);
      const { down } = shutDown(scene);
      end.send(OK.slice(-1));
      expect((await receiveBody(client, begun)).body).toBe('ok');
      await client.expectFin();
      client.sendFin();
      await down();
    });

    testOfOptions(
      '4.664 what was sent behind it is answered, too',
      async () => {
        const scene = await gatewayScene(stage);
        const client = await scene.all.connect();
        client.send(openOf('GET', '/').repeat(2));
        const { end } = await scene.all.origin.nextRequest();
        end.send(OK.slice(0, -1));
        await client.receiveUntil('\r\n\r\no');
        const { down } = shutDown(scene);
        end.send(OK.slice(-1));
        await client.expectBytes('k');
        const second = await scene.all.origin.nextRequest();
        second.end.send(OK);
        const last = await receiveResponse(client);
        expect(valuesOf(last, 'Connection')).toEqual(['close']);
        await client.expectFin();
        client.sendFin();
        await down();
      },
    );

    testOfOptions('4.665 an upload finishes, and half a head', async () => {
      const scene = await gatewayScene(stage);
      const { connect, origin } = scene.all;
      origin.answer(OK);
      const [a, b] = [await connect(), await connect()];
      a.send(`${postHead('Content-Length: 8')}half`);
      b.send(GET.slice(0, 9));
      await scene.all.fence();
      const { down } = shutDown(scene);
      a.send('half');
      b.send(GET.slice(9));
      for (const client of [a, b]) {
        const response = await receiveResponse(client);
        expect(response.body).toBe('ok');
        expect(valuesOf(response, 'Connection')).toEqual(['close']);
        client.sendFin();
      }
      await down();
    });

    testOfOptions('4.666 a tunnel is broken off after 10 s', async () => {
      const scene = await gatewayScene(stage);
      const [client, end] = await open(scene.all);
      const { down, isDown } = shutDown(scene);
      scene.clock.turnAlmost(10);
      client.send('still here');
      await end.expectBytes('still here');
      expect(isDown()).toBe(false);
      scene.clock.turn(1);
      await client.expectRst();
      await end.expectRst();
      await down();
    });

    testOfOptions(
      '4.667 all that is left goes then; when, is an option',
      async () => {
        const timeouts = { shutdown: 3 * SECOND };
        const scene = await gatewayScene(stage, { timeouts });
        const { connect, fence, origin } = scene.all;
        const clients = [await connect(), await connect(), await connect()];
        const [waits, half, leaves] = clients;
        waits?.send(GET);
        const { end } = await origin.nextRequest();
        half?.send('GET /');
        await fence();
        const { down } = shutDown(scene);
        await leaves?.expectFin(); // but it does not say goodbye
        scene.clock.turn(3 * SECOND);
        await down();
        for (const client of clients) await client.untilEnd();
        await end.expectEnd();
        expect(scene.log.records).toHaveLength(1);
      },
    );

    testOfOptions('4.668 who waits for room is let go at once', async () => {
      const scene = await gatewayScene(stage, { limits: { connections: 1 } });
      const [served, waiting] = [
        await scene.all.connect(),
        await scene.all.connect(),
      ];
      waiting.send(GET);
      await scene.all.fence();
      const { down } = shutDown(scene);
      await waiting.expectEnd();
      await served.expectFin();
      served.sendFin();
      await down();
      expect(
        scene.all.origin.connections.length,
        'connections to the origin',
      ).toBe(0);
    });

    testOfOptions('4.669 what refreshes the store goes, too', async () => {
      const scene = await gatewayScene(stage);
      const { connect, origin } = scene.all;
      const client = await connect();
      client.send(openOf('GET', '/'));
      const first = await origin.nextRequest();
      const stale = 'Cache-Control: max-age=1, stale-while-revalidate=99';
      first.end.send(replyOf('ok', stale));
      await receiveResponse(client);
      scene.clock.turn(2 * SECOND);
      client.send(openOf('GET', '/'));
      await receiveResponse(client);
      const { end } = await origin.nextRequest();
      const { down } = shutDown(scene);
      await client.expectFin();
      client.sendFin();
      await down();
      await end.expectEnd();
    });
  });
}
