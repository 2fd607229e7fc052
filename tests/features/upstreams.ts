import { describe, expect } from 'vitest';
import { chunks, GET, head, okOf, postHead, postOf } from '../kit/bytes.ts';
import { HOST } from '../kit/listen.ts';
import { receiveResponse } from '../kit/message.ts';
import type { Origin } from '../kit/origin.ts';
import type { Scene } from '../kit/scene.ts';
import { gatewayScene } from './gateway-scene.ts';
import { SECOND } from './hand-clock.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'A server that does not accept connections is left out for a while. It has ' +
  'seen nothing of the request, so another one may be asked instead.';

/** Each origin answers with its number, on connections that it closes. */
function answerByNumber(origins: readonly Origin[]): void {
  for (const [index, origin] of origins.entries()) {
    origin.answer({ bytes: okOf(`${index}`), ending: 'FIN' });
  }
}

/** Asks so many times; returns what was answered. */
async function ask(
  { connect }: Scene,
  count: number,
  request = GET,
): Promise<string> {
  const bodies = [];
  for (let each = 0; each < count; each++) {
    const client = await connect();
    client.send(request);
    const { body, status } = await receiveResponse(client);
    bodies.push(body || status);
    client.sendFin();
  }
  return bodies.join(' ');
}

/** Requests that are sent to the next server, where the first one refuses. */
const MOVABLE = [GET, GET.replace('GET', 'POST'), GET.replace('GET', 'DELETE')];

/** Those of which a body may be gone already. */
const IMMOVABLE = [
  postOf('abc'),
  postOf('abc').replace('POST', 'PUT'),
  postHead('Transfer-Encoding: chunked') + chunks('abc'),
];

/** Which server is asked. */
export function upstreams(stage: FeaturesStage): void {
  describe('several upstreams', { meta: { hint: HINT } }, () => {
    testOfOptions('4.600 each is asked in its turn', async () => {
      const { all, origins } = await gatewayScene(stage, {}, 3);
      answerByNumber(origins);
      expect(await ask(all, 7)).toBe('0 1 2 0 1 2 0');
    });

    testOfOptions('4.601 each has its own connections', async () => {
      const { all, origins } = await gatewayScene(stage, {}, 2);
      for (const [index, origin] of origins.entries())
        origin.answer(okOf(`${index}`));
      expect(await ask(all, 6)).toBe('0 1 0 1 0 1');
      expect(origins.map(({ connections }) => connections.length)).toEqual([
        1, 1,
      ]);
    });

    for (const request of MOVABLE) {
      const [method] = request.split(' ');
      testOfOptions(
        `4.602 where one refuses, the next is asked: ${method}`,
        async () => {
          const { all, origins, log } = await gatewayScene(stage, {}, 3);
          answerByNumber(origins);
          await origins[0].refuse();
          expect(await ask(all, 4, request)).toBe('1 2 1 2');
          const told = `Leaving out ${HOST}:${origins[0].port} for a while`;
          expect(all.proxy.countOf(new RegExp(told, 'g'))).toBe(1);
          expect(
            log.records.map(({ notes }) => notes.includes('retried')),
          ).toEqual([true, false, false, false]);
        },
      );
    }

    for (const request of IMMOVABLE) {
      const what = `${request.split(' ')[0]}, ${request.length} bytes`;
      testOfOptions(
        `4.603 a body may be gone: 502, then the next: ${what}`,
        async () => {
          const { all, origins } = await gatewayScene(stage, {}, 2);
          answerByNumber(origins);
          await origins[0].refuse();
          expect(await ask(all, 3, request)).toBe('502 1 1');
        },
      );
    }

    testOfOptions('4.604 who refused is tried again after 10 s', async () => {
      const { all, origins, clock } = await gatewayScene(stage, {}, 2);
      answerByNumber(origins);
      await origins[0].refuse();
      expect(await ask(all, 2)).toBe('1 1');
      await origins[0].comeBack();
      clock.turnAlmost(10);
      expect(await ask(all, 2)).toBe('1 1');
      clock.turn(1);
      expect(await ask(all, 3)).toBe('0 1 0');
    });

    testOfOptions('4.605 after how long is an option', async () => {
      const timeouts = { leftOut: 3 * SECOND };
      const { all, origins, clock } = await gatewayScene(
        stage,
        { timeouts },
        2,
      );
      answerByNumber(origins);
      await origins[0].refuse();
      expect(await ask(all, 1)).toBe('1');
      await origins[0].comeBack();
      clock.turn(3 * SECOND);
      expect(await ask(all, 2)).toBe('0 1');
    });

    testOfOptions('4.606 all refuse: 502, and each was asked', async () => {
      const { all, origins } = await gatewayScene(stage, {}, 3);
      answerByNumber(origins);
      for (const origin of origins) await origin.refuse();
      expect(await ask(all, 2)).toBe('502 502');
      // All are left out, so whose turn it is is tried anyway.
      await origins[2]?.comeBack();
      expect(await ask(all, 2)).toBe('2 2');
    });

    testOfOptions('4.607 one alone that refuses: 502, at once', async () => {
      const { all, origins } = await gatewayScene(stage);
      await origins[0].refuse();
      expect(await ask(all, 2)).toBe('502 502');
      expect(all.proxy.countOf(/Leaving out/g)).toBe(0);
      await origins[0].comeBack();
      answerByNumber(origins);
      expect(await ask(all, 1)).toBe('0');
    });

    testOfOptions('4.608 no connection in 5 s: the next is asked', async () => {
      const { all, origins, clock } = await gatewayScene(stage, {}, 2);
      answerByNumber(origins);
      const client = await all.connect();
      client.send(GET);
      // The kernel tells of the connection in the next turn of the event
      // loop, and we are still in this one.
      await clock.isSetTo(5);
      clock.turn(5 * SECOND);
      expect((await receiveResponse(client)).body).toBe('1');
      expect(await ask(all, 2)).toBe('1 1');
    });

    testOfOptions('4.609 with a body: 504, and no byte goes on', async () => {
      const { all, origins, clock } = await gatewayScene(stage, {}, 2);
      answerByNumber(origins);
      const client = await all.connect();
      client.send(`${postHead('Content-Length: 9')}half`);
      await clock.isSetTo(5);
      clock.turn(5 * SECOND);
      expect((await receiveResponse(client)).status).toBe(504);
      const end = await origins[0].nextConnection();
      await end.expectFin();
      expect(end.received).toBe(0);
    });

    testOfOptions('4.610 the time of who refused is not counted', async () => {
      const { all, origins, clock } = await gatewayScene(stage, {}, 2);
      await origins[0].refuse();
      const client = await all.connect();
      client.send(GET);
      const { end } = await origins[1]!.nextRequest();
      clock.turnAlmost(60);
      await all.fence();
      expect(client.received).toBe(0);
      end.send(head('HTTP/1.1 200 OK', 'Content-Length: 2'));
      await client.receiveUntil('\r\n\r\n');
      clock.turnAlmost(60);
      end.send('ok');
      await client.expectBytes('ok');
    });

    testOfOptions('4.611 a used one dies: then the next, too', async () => {
      const { all, origins, log } = await gatewayScene(stage, {}, 2);
      origins[0].answer(okOf('0'));
      origins[1]!.answer(okOf('1'));
      expect(await ask(all, 2)).toBe('0 1');
      await origins[0].refuse();
      origins[0].answerBy(() => ({ bytes: '', ending: 'RST' }));
      expect(await ask(all, 1)).toBe('1');
      expect(log.records[2]).toMatchObject({
        status: 200,
        notes: ['retried', 'miss'],
      });
    });

    testOfOptions(
      '4.612 a WebSocket, too, goes to who accepts it',
      async () => {
        const { all, origins } = await gatewayScene(stage, {}, 2);
        await origins[0].refuse();
        const client = await all.connect();
        const upgrade = ['Connection: Upgrade', 'Upgrade: websocket'];
        client.send(head('GET / HTTP/1.1', 'Host: a', ...upgrade));
        const { end } = await origins[1]!.nextRequest();
        end.send(head('HTTP/1.1 101 Switching Protocols', ...upgrade));
        await client.receiveUntil('\r\n\r\n');
        client.send('ping');
        await end.expectBytes('ping');
      },
    );
  });
}
