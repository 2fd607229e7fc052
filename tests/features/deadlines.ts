import { describe, expect } from 'vitest';
import { head, OK } from '../kit/bytes.ts';
import { MIB, sendLongBody } from '../kit/long-body.ts';
import { receiveHead, receiveResponse } from '../kit/message.ts';
import { type Scene, scene } from '../kit/scene.ts';
import { HandClock, SECOND } from './hand-clock.ts';
import { openOf } from './messages.ts';
import {
  type FeaturesStage,
  testOfOptions as test,
  withOptions,
} from './stage.ts';

const HINT =
  'Whoever makes the proxy wait is given up after a while: 408 for a client, ' +
  '504 for an origin, and a reset once a response has begun.';

const GET = openOf('GET', '/');
const POST = head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 10');

/** What happens when nothing happens, on a clock that is turned by hand. */
export function deadlines(stage: FeaturesStage): void {
  const timed = async (): Promise<Scene & { readonly clock: HandClock }> => {
    const clock = new HandClock();
    return { ...(await scene(withOptions(stage, { clock }))), clock };
  };

  describe('deadlines', { meta: { hint: HINT } }, () => {
    test('4.70 an idle connection is closed after 75 s', async () => {
      const { clock, connect } = await timed();
      const client = await connect();
      await clock.isSetTo(75);
      clock.turn(75 * SECOND);
      await client.expectFin();
    });

    test('4.71 also behind a response', async () => {
      const { clock, connect, origin } = await timed();
      origin.answer(OK);
      const client = await connect();
      client.send(GET);
      await receiveResponse(client);
      await clock.isSetTo(75);
      clock.turn(75 * SECOND);
      await client.expectFin();
    });

    test('4.72 half a head gets 408 after 60 s', async () => {
      const { clock, connect } = await timed();
      const client = await connect();
      client.send('GET / HTTP/1.1\r\n');
      await clock.isSetTo(60);
      clock.turn(60 * SECOND);
      expect((await receiveResponse(client)).status).toBe(408);
      await client.expectFin();
    });

    test('4.73 a head that drips in gets no respite', async () => {
      const { clock, connect, fence } = await timed();
      const client = await connect();
      client.send('G');
      await clock.isSetTo(60);
      for (const byte of 'ET / ') {
        clock.turn(11 * SECOND);
        client.send(byte);
        await fence();
      }
      clock.turn(5 * SECOND);
      expect((await receiveResponse(client)).status).toBe(408);
    });

    test('4.74 a body that stops gets 408 after 60 s', async () => {
      const { clock, connect, origin } = await timed();
      const client = await connect();
      client.send(`${POST}12345`);
      const { end } = await origin.nextRequest();
      await end.receiveUntil('12345');
      await clock.isSetTo(60);
      clock.turn(60 * SECOND);
      expect((await receiveResponse(client)).status).toBe(408);
      await end.expectRst();
    });

    test('4.75 an origin that never answers gets 504 after 60 s', async () => {
      const { clock, connect, origin } = await timed();
      const client = await connect();
      client.send(GET);
      const { end } = await origin.nextRequest();
      await clock.isSetTo(60);
      clock.turn(60 * SECOND);
      expect((await receiveResponse(client)).status).toBe(504);
      await end.untilEnd();
    });

    test('4.76 a response that stops is broken off after 60 s', async () => {
      const { clock, connect, origin } = await timed();
      const client = await connect();
      client.send(GET);
      const { end } = await origin.nextRequest();
      end.send(`${head('HTTP/1.1 200 OK', 'Content-Length: 10')}12345`);
      await receiveHead(client);
      await client.expectBytes('12345');
      await clock.isSetTo(60);
      clock.turn(60 * SECOND);
      await client.expectRst();
    });

    test('4.77 a client that does not read is broken off after 60 s', async () => {
      const { clock, connect, origin, fence } = await timed();
      const client = await connect();
      client.stopReading();
      client.send(GET);
      const { end } = await origin.nextRequest();
      end.send(head('HTTP/1.1 200 OK', `Content-Length: ${64 * MIB}`));
      const sent = sendLongBody(end, 64 * MIB);
      while (!end.isHeldBack) await fence();
      await fence();
      clock.turn(60 * SECOND);
      await sent;
      await end.untilEnd();
    });

    test('4.78 other clients are not affected', async () => {
      const { clock, connect, origin } = await timed();
      const late = await connect();
      late.send('GET / HTTP/1.1\r\n');
      await clock.isSetTo(60);
      clock.turn(59 * SECOND);
      origin.answer(OK);
      const client = await connect();
      client.send(GET);
      await receiveResponse(client);
      clock.turn(2 * SECOND);
      expect((await receiveResponse(late)).status).toBe(408);
      client.send(GET);
      expect((await receiveResponse(client)).body).toBe('ok');
    });
  });
}
