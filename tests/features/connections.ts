import { describe, expect, test } from 'vitest';
import { chunks, head, OK } from '../kit/bytes.ts';
import { MIB, sendLongBody, untilStuck } from '../kit/long-body.ts';
import { receiveResponse } from '../kit/message.ts';
import { type Scene, scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import type { WireEnd } from '../kit/wire-end.ts';
import { openOf, textOf, unzipped } from './messages.ts';

const HINT =
  'A connection to the origin is used again only if both sides keep it, the ' +
  'response is over, and nothing stands behind it (RFC 9112 9.3).';

const ONE = openOf('GET', '/1');
const TWO = openOf('GET', '/2');
const POST = `${head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 2')}hi`;

/** Responses behind which a connection is not used again. */
const LAST = {
  'Connection: close': head(
    'HTTP/1.1 200 OK',
    'Connection: close',
    'Content-Length: 0',
  ),
  'HTTP/1.0': head('HTTP/1.0 200 OK', 'Content-Length: 0'),
  'bytes behind it': `${OK}HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad`,
  'bytes behind it, for a filter': textOf('x'.repeat(99)).concat(OK),
};

/** Asks, and has the origin answer; says on which connection that was. */
async function ask(
  { origin }: Scene,
  client: WireEnd,
  request: string,
  reply = OK,
): Promise<WireEnd> {
  client.send(request);
  const { end } = await origin.nextRequest();
  end.send(reply);
  await receiveResponse(client);
  return end;
}

/** How connections to the origin are used again. */
export function connections(stage: Stage): void {
  describe('connections to the origin', { meta: { hint: HINT } }, () => {
    test('4.60 one connection carries the requests of two clients', async () => {
      const all = await scene(stage);
      const first = await ask(all, await all.connect(), ONE);
      const second = await ask(all, await all.connect(), TWO);
      expect(second).toBe(first);
      expect(all.origin.connections).toHaveLength(1);
    });

    test('4.61 also behind a body in chunks', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      const reply =
        head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked') + chunks('hi');
      await ask(all, client, ONE, reply);
      await ask(all, client, TWO);
      expect(all.origin.connections).toHaveLength(1);
    });

    for (const [what, reply] of Object.entries(LAST)) {
      test(`4.62 not used again: ${what}`, async () => {
        const all = await scene(stage);
        const client = await all.connect();
        const asked = ONE.replace(
          '\r\n\r\n',
          '\r\nAccept-Encoding: gzip\r\n\r\n',
        );
        const end = await ask(all, client, asked, reply);
        await end.untilEnd();
        await ask(all, client, TWO);
        expect(all.origin.connections).toHaveLength(2);
      });
    }

    test('4.63 closed while it was idle: a new one is opened', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      const end = await ask(all, client, ONE);
      end.sendFin();
      await end.untilEnd();
      await ask(all, client, TWO);
      expect(all.origin.connections).toHaveLength(2);
    });

    for (const way of ['sendFin', 'sendRst'] as const) {
      test(`4.64 closed unheard at the second GET (${way}): sent again`, async () => {
        const all = await scene(stage);
        const client = await all.connect();
        await ask(all, client, ONE);
        client.send(TWO);
        const stale = await all.origin.nextRequest();
        stale.end[way]();
        const { end } = await all.origin.nextRequest();
        expect(end).not.toBe(stale.end);
        end.send(OK);
        expect((await receiveResponse(client)).body).toBe('ok');
      });
    }

    test('4.65 closed in the middle of the answer: 502, not sent again', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      await ask(all, client, ONE);
      client.send(TWO);
      const { end } = await all.origin.nextRequest();
      end.send('HTTP/1.1 200');
      end.sendFin();
      expect((await receiveResponse(client)).status).toBe(502);
      expect(all.origin.connections).toHaveLength(1);
    });

    test('4.66 POST goes on a new connection, since it is never repeated', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      await ask(all, client, ONE);
      client.send(POST);
      const { end } = await all.origin.nextRequest();
      end.sendRst();
      expect((await receiveResponse(client)).status).toBe(502);
      expect(all.origin.connections).toHaveLength(2);
    });

    test('4.67 what nobody asked for reaches nobody', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      const end = await ask(all, client, ONE);
      end.send('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad');
      await end.untilEnd();
      await ask(all, client, TWO);
      expect(all.origin.connections).toHaveLength(2);
    });

    test('4.68 a client that does not read holds gzip and the origin back', async () => {
      const { connect, origin, fence } = await scene(stage);
      const client = await connect();
      client.stopReading();
      client.send(ONE.replace('\r\n\r\n', '\r\nAccept-Encoding: gzip\r\n\r\n'));
      const { end } = await origin.nextRequest();
      const fields = [
        'Content-Type: text/plain',
        `Content-Length: ${16 * MIB}`,
      ];
      end.send(head('HTTP/1.1 200 OK', ...fields));
      const sent = sendLongBody(end, 16 * MIB);
      await untilStuck(end, () => fence());
      client.readOn();
      await sent;
      const answer = await receiveResponse(client);
      expect(unzipped(answer)).toHaveLength(16 * MIB);
    });
  });
}
