import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { within } from '../kit/deadlines.ts';
import { HOST, listen } from '../kit/listen.ts';
import { MIB } from '../kit/long-body.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'A tunnel carries frames that it does not read: what two programs that know ' +
  'WebSocket say to each other arrives as it was said.';

/** The two ends of a WebSocket, a proxy between them. */
interface Ends {
  readonly client: WebSocket;
  /** The server's end. */
  readonly end: WebSocket;
}

/** Waits for an event, but not for ever. */
async function event<Value>(from: WebSocket, name: string): Promise<Value> {
  const [value] = await within(once(from, name), () => name);
  return value;
}

async function connected(stage: FeaturesStage): Promise<Ends> {
  const server = new WebSocketServer({ host: HOST, port: 0 });
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const proxy = stage.createProxy({ upstream: { host: HOST, port } });
  const url = `ws://${HOST}:${await listen(proxy)}/chat`;
  onTestFinished(() => void proxy.close());
  const arrival = once(server, 'connection');
  const client = new WebSocket(url);
  onTestFinished(() => client.terminate());
  await event(client, 'open');
  const [end] = await within(arrival, () => 'a connection at the server');
  return { client, end };
}

/** Two programs that know WebSocket, and a stage that does not. */
export function websocket(stage: FeaturesStage): void {
  describe('WebSocket', { meta: { hint: HINT } }, () => {
    for (const [what, message] of [
      ['text', 'héllo, wörld ✓'],
      ['no byte', ''],
      ['10 MB', Buffer.alloc(10 * MIB, 'binary\0\xff', 'latin1')],
    ] as const) {
      testOfOptions(`4.640 an echo: ${what}`, async () => {
        const { client, end } = await connected(stage);
        end.on('message', (data, binary) => end.send(data, { binary }));
        client.send(message);
        const echo = await event<Buffer>(client, 'message');
        expect(echo.equals(Buffer.from(message))).toBe(true);
      });
    }

    for (const who of ['client', 'server']) {
      testOfOptions(`4.641 a close code of the ${who} arrives`, async () => {
        const { client, end } = await connected(stage);
        const [one, other] = who === 'client' ? [client, end] : [end, client];
        const closed = Promise.all([once(one, 'close'), once(other, 'close')]);
        one.close(4001, 'enough');
        for (const [code, reason] of await within(closed, () => 'close')) {
          expect([code, String(reason)]).toEqual([4001, 'enough']);
        }
      });

      testOfOptions(`4.642 a ping of the ${who} gets its pong`, async () => {
        const { client, end } = await connected(stage);
        const one = who === 'client' ? client : end;
        one.ping('are you there?');
        const pong = await event<Buffer>(one, 'pong');
        expect(String(pong)).toBe('are you there?');
      });

      testOfOptions(`4.643 a ${who} that is gone is noticed`, async () => {
        const { client, end } = await connected(stage);
        const [one, other] = who === 'client' ? [client, end] : [end, client];
        other.on('error', () => {});
        one.terminate();
        expect(await event<number>(other, 'close')).toBe(1006);
      });
    }
  });
}
