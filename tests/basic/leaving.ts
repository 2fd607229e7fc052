import { describe, expect, test } from 'vitest';
import { GET, head, OK, postHead } from '../kit/bytes.ts';
import { MIB, sendLongBody, untilSent } from '../kit/long-body.ts';
import { receiveHead, receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { expectServed } from '../kit/steps.ts';

const FIN_HINT =
  'FIN says "I have sent all", not "I am gone": use allowHalfOpen, answer ' +
  'what was asked, then end the socket yourself.';
/** For what is cut short on its way to the origin. */
export const CUT_HINT =
  'Half a request must not look like a whole one, and a FIN says "that was ' +
  'all": reset the connection to the origin instead of ending it.';
const RST_HINT =
  'Every socket needs an error listener; when one side is gone, drop the other.';

/** How a client may leave, and what the proxy makes of it. */
export function leaving(stage: Stage): void {
  describe('clients that have sent all (FIN)', {
    meta: { hint: FIN_HINT },
  }, () => {
    test('1.44 FIN behind the request: it is still answered', async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(GET);
      client.sendFin();
      const { end } = await origin.nextRequest();
      end.send(OK);
      expect((await receiveResponse(client)).body).toBe('ok');
      await client.expectFin();
    });

    test('1.45 FIN while the origin thinks: it is still answered', async () => {
      const { origin, connect, fence } = await scene(stage);
      const client = await connect();
      client.send(GET);
      const { end } = await origin.nextRequest();
      client.sendFin();
      await fence();
      end.send(OK);
      expect((await receiveResponse(client)).body).toBe('ok');
    });

    test('1.46 FIN without a word: FIN comes back, and no more', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.sendFin();
      await client.expectFin();
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        0,
      );
      await expectServed(all);
    });

    for (const half of ['GET / HT', GET.slice(0, -2)]) {
      test(`1.47 FIN behind ${half.length} bytes of a head: 400`, async () => {
        const { origin, connect } = await scene(stage);
        const client = await connect();
        client.send(half);
        client.sendFin();
        expect((await receiveResponse(client)).status).toBe(400);
        await client.expectFin();
        expect(origin.connections.length, 'connections to the origin').toBe(0);
      });
    }

    for (const field of ['Content-Length: 9', 'Transfer-Encoding: chunked']) {
      const meta = { hint: CUT_HINT };
      const what = `the origin sees it cut: ${field}`;
      test(`1.48 FIN in a body: ${what}`, { meta }, async () => {
        const all = await scene(stage);
        const client = await all.connect();
        client.send(`${postHead(field)}3\r\nhal`);
        const { end } = await all.origin.nextRequest();
        await end.receiveUntil('hal');
        client.sendFin();
        await end.untilRst();
        await client.untilEnd();
        await expectServed(all);
      });
    }
  });

  describe('clients that are gone (RST)', { meta: { hint: RST_HINT } }, () => {
    for (const sent of ['', 'GET / HT', 'POST / HTTP/1.1\r\nHost: a\r\n']) {
      test(`1.49 a client leaves after ${sent.length} bytes`, async () => {
        const all = await scene(stage);
        const client = await all.connect();
        client.send(sent);
        await all.fence(1);
        client.sendRst();
        await expectServed(all);
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          1,
        );
      });
    }

    test('1.50 a client leaves in the middle of its body', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.send(`${postHead('Content-Length: 9')}half`);
      const { end } = await all.origin.nextRequest();
      await end.expectBytes('half');
      client.sendRst();
      await end.untilRst();
      await expectServed(all);
    });

    test('1.51 a client leaves while the origin thinks', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.send(GET);
      const { end } = await all.origin.nextRequest();
      client.sendRst();
      await end.expectEnd();
      await expectServed(all);
    });

    test('1.52 a client leaves in the middle of its response', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.send(GET);
      const { end } = await all.origin.nextRequest();
      end.send(`${head('HTTP/1.1 200 OK', 'Content-Length: 9')}half`);
      await client.receiveUntil('half');
      client.sendRst();
      await end.expectEnd();
      await expectServed(all);
    });

    test('1.53 a client leaves while much is on its way to it', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.send(GET);
      const { end } = await all.origin.nextRequest();
      end.send(head('HTTP/1.1 200 OK', `Content-Length: ${64 * MIB}`));
      await receiveHead(client);
      client.stopReading();
      const sending = sendLongBody(end, 64 * MIB);
      client.sendRst();
      await untilSent(end, sending);
      expect(end.isBroken).toBe(true);
      await expectServed(all);
    });
  });
}
