import { describe, expect } from 'vitest';
import { GET, head, OK, postHead } from '../kit/bytes.ts';
import { receiveHead, receiveResponse } from '../kit/message.ts';
import { exchange } from '../kit/steps.ts';
import { gatewayScene } from './gateway-scene.ts';
import { SECOND } from './hand-clock.ts';
import { openOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'The upstream side ends when nobody waits for it any more, or when it lets ' +
  'us wait too long; not when a client has only said that it is done asking.';

const UPLOAD = '\r\nContent-Length: 0\r\n\r\n';

/** What ends an upstream connection. */
export function upstreamEnds(stage: FeaturesStage): void {
  describe('ends of upstream connections', { meta: { hint: HINT } }, () => {
    testOfOptions('4.703 of many uploads, one connection stays', async () => {
      const { all } = await gatewayScene(stage);
      const client = await all.connect();
      const ends = [];
      for (let count = 0; count < 3; count++) {
        client.send(openOf('POST', '/').replace('\r\n\r\n', UPLOAD));
        const { end } = await all.origin.nextRequest();
        end.send(OK);
        await receiveResponse(client);
        ends.push(end);
      }
      const [first, ...others] = ends;
      for (const end of others) await end.expectEnd();
      expect(first?.ending).toBe('open');
    });

    testOfOptions('4.626 who was asked instead keeps its own', async () => {
      const { all, origins } = await gatewayScene(stage, {}, 2);
      origins[1]!.answer(OK);
      await origins[0].refuse();
      const client = await all.connect();
      for (let count = 0; count < 3; count++) {
        client.send(openOf('GET', '/'));
        expect((await receiveResponse(client)).status).toBe(200);
      }
      expect(origins[1]!.connections).toHaveLength(1);
    });

    testOfOptions('4.628 where one closes, the others are kept', async () => {
      const { all } = await gatewayScene(stage);
      const clients = [await all.connect(), await all.connect()];
      const ask = async () => {
        for (const each of clients) each.send(openOf('GET', `/${each.name}`));
        const requests = [];
        for (const _ of clients) requests.push(await all.origin.nextRequest());
        for (const { end } of requests) end.send(OK);
        for (const each of clients) await receiveResponse(each);
        return requests.map(({ end }) => end);
      };
      const [first, second] = await ask();
      first?.sendFin();
      await first?.expectEnd();
      await all.fence();
      expect(await ask()).toContain(second);
    });

    testOfOptions('4.704 what closes while idle is forgotten', async () => {
      const { all } = await gatewayScene(stage);
      const client = await all.connect();
      const upload = async () => {
        client.send(openOf('POST', '/').replace('\r\n\r\n', UPLOAD));
        const { end } = await all.origin.nextRequest();
        end.send(OK);
        await receiveResponse(client);
        return end;
      };
      const first = await upload();
      first.sendFin();
      await first.expectEnd();
      const second = await upload();
      await all.fence();
      expect(second.ending).toBe('open');
    });

    testOfOptions('4.621 a head in drops has no more time: 504', async () => {
      const { all, clock } = await gatewayScene(stage);
      const client = await all.connect();
      client.send(GET);
      const { end } = await all.origin.nextRequest();
      for (const byte of 'HTTP/') {
        clock.turn(10 * SECOND);
        end.send(byte);
        await all.fence();
      }
      clock.turn(10 * SECOND - 1);
      expect(client.received).toBe(0);
      clock.turn(1);
      expect((await receiveResponse(client)).status).toBe(504);
      await end.expectEnd();
    });

    testOfOptions(
      '4.622 RST of the client drops the upstream side',
      async () => {
        const { all } = await gatewayScene(stage);
        const [a, b] = [await all.connect(), await all.connect()];
        a.send(GET);
        const waiting = await all.origin.nextRequest();
        a.sendRst();
        await waiting.end.expectEnd();
        b.send(`${postHead('Content-Length: 9')}half`);
        const half = await all.origin.nextRequest();
        await half.end.expectBytes('half');
        b.sendRst();
        await half.end.expectRst();
      },
    );

    testOfOptions('4.623 its FIN does not', async () => {
      const { all } = await gatewayScene(stage);
      const client = await all.connect();
      client.send(openOf('GET', '/'));
      client.sendFin();
      const { end } = await all.origin.nextRequest();
      await all.fence();
      end.send(head('HTTP/1.1 200 OK', 'Content-Length: 4'));
      await receiveHead(client);
      end.send('okay');
      await client.expectBytes('okay');
      await client.expectFin();
      expect(end.ending).toBe('open');
    });

    testOfOptions(
      '4.625 a reset right behind the last bytes is no end of a body',
      async () => {
        const { all, log } = await gatewayScene(stage);
        const client = await all.connect();
        client.send(GET);
        const { end } = await all.origin.nextRequest();
        end.send(`${head('HTTP/1.1 200 OK')}half of it`);
        end.sendRst();
        await client.untilEnd();
        const { response } = await exchange(all, GET, OK);
        expect(response.body).toBe('ok'); // nor is it stored
        expect(log.records[0]?.notes).toContain('cut short');
      },
    );

    for (const method of ['GET', 'POST']) {
      testOfOptions(
        `4.698 who accepted is the only one asked: ${method}`,
        async () => {
          const { all, clock, origins } = await gatewayScene(stage, {}, 2);
          const [a, b] = [await all.connect(), await all.connect()];
          const request = GET.replace('GET', method);
          a.send(request);
          const first = await all.origin.nextRequest();
          first.end.sendRst();
          expect((await receiveResponse(a)).status).toBe(502);
          b.send(request);
          const second = await origins[1]!.nextRequest();
          clock.turn(60 * SECOND);
          expect((await receiveResponse(b)).status).toBe(504);
          await second.end.expectEnd();
          await all.fence();
          const counts = origins.map(({ connections }) => connections.length);
          expect(counts).toEqual([1, 1]);
        },
      );
    }
  });
}
