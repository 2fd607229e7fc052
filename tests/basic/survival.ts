import type { Server } from 'node:net';
import { describe, test } from 'vitest';
import { GET, head, postHead } from '../kit/bytes.ts';
import { type Scene, scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { expectServed } from '../kit/steps.ts';
import type { WireEnd } from '../kit/wire-end.ts';

const { PROXY_COMMAND } = process.env;

const HINT =
  'One client must not end the process: each socket has its error listener, ' +
  'and what is thrown for one connection is caught for that connection.';

/** Clients that behave badly: what they send before they leave. */
const BAD_CLIENTS = [
  '',
  'GARBAGE\r\n\r\n',
  'GET /\r\n\r\n',
  '\r\n',
  '\0\0\0\0',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  GET.slice(0, -2),
  GET,
  GET + GET,
  postHead('Content-Length: 5'),
  postHead('Content-Length: -5'),
  `${postHead('Transfer-Encoding: chunked')}zz\r\n`,
  head('GET / HTTP/1.1', 'Host: a', 'Host: b'),
  'x'.repeat(100_000),
];

/** Origins that behave badly: what they send before they leave. */
const BAD_ORIGINS = [
  '',
  'HTTP/1.1',
  'SSH-2.0-x\r\n\r\n',
  head('HTTP/1.1 200 OK', 'Content-Length: 5'),
  head('HTTP/1.1 200 OK', 'Content-Length: x'),
  `${head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked')}zz\r\n`,
  head('HTTP/1.1 101 Switching Protocols', 'Upgrade: x', 'Connection: upgrade'),
];

/** Whatever arrives: the process lives, and the next client is served. */
export function survival(stage: Stage, number: string): void {
  describe('survival', { meta: { hint: HINT } }, () => {
    test(`${number} a procession of bad clients, then a good one`, async () => {
      const all = await scene(stage);
      all.origin.answer('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      for (const bytes of BAD_CLIENTS) {
        for (const leave of LEAVES) {
          const client = await all.connect();
          client.send(bytes);
          await all.fence(1);
          leave(client);
        }
      }
      await expectServed(all);
    });

    test(`${number} a procession of bad origins, then a good one`, async () => {
      const all = await scene(stage);
      for (const bytes of BAD_ORIGINS) {
        for (const leave of LEAVES) await meetOrigin(all, bytes, leave);
      }
      await expectServed(all);
    });

    // A program cannot be made to run out of files just now.
    test.skipIf(PROXY_COMMAND)(
      `${number} no file for a client, and the next one is served`,
      async () => {
        let server: Server | undefined;
        const all = await scene({
          ...stage,
          createProxy: (options) => {
            server = stage.createProxy(options).on('error', () => {});
            return server;
          },
        });
        await expectServed(all);
        server?.emit('error', new Error('accept EMFILE'));
        await expectServed(all);
      },
    );
  });
}

const LEAVES: readonly ((end: WireEnd) => void)[] = [
  (end) => end.sendFin(),
  (end) => end.sendRst(),
];

async function meetOrigin(
  { origin, connect }: Scene,
  bytes: string,
  leave: (end: WireEnd) => void,
): Promise<void> {
  const client = await connect();
  client.send(GET);
  const { end } = await origin.nextRequest();
  end.send(bytes);
  leave(end);
  await client.untilEnd();
  client.sendFin();
}
