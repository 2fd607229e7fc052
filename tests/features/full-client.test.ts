import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { HeaderList } from '../../shared/parser/index.ts';
import { Client } from '../../stages/features/client.ts';
import { settingsOf } from '../../stages/features/options.ts';
import type { ProxyOptions } from '../../stages/features/proxy.ts';
import { ReadySource } from '../../stages/features/ready-source.ts';
import { GET, getOf } from '../kit/bytes.ts';
import { HOST } from '../kit/listen.ts';
import { MIB } from '../kit/long-body.ts';
import { HandClock, SECOND } from './hand-clock.ts';

const HINT =
  'A client that has read what waited for it is served on from there: it has ' +
  'as long again, and what it has sent meanwhile has its turn.';

/** A client's socket, of which the kernel takes no byte until it is told to. */
class FullSocket extends Duplex {
  #done: (() => void) | undefined;

  override _read(): void {}

  override _write(_: Buffer, _encoding: string, done: () => void): void {
    this.#done = done;
  }

  override _writev(_: unknown, done: () => void): void {
    this.#done = done;
  }

  resetAndDestroy(): void {
    this.destroy();
  }

  /** Takes what waits. Then 'drain' follows, and perhaps more to take. */
  async takeAll(): Promise<void> {
    this.#done?.();
    await new Promise(setImmediate);
  }
}

/** A client that sends this, and is answered with so many bytes. */
function clientThatSends(
  request: string,
  length: number,
  options: Partial<ProxyOptions> = {},
) {
  const clock = new HandClock();
  const upstream = { host: HOST, port: 9 };
  const headers = new HeaderList();
  const head = { version: '1.1', status: 200, reason: '', headers } as const;
  const start = { head, framing: { kind: 'length', length } } as const;
  const socket = new FullSocket();
  const client = new Client(socket as unknown as Socket, {
    ...settingsOf({ upstream, clock, ...options }),
    ask: (_, recipient) =>
      new ReadySource(Buffer.alloc(length), recipient, start),
  });
  socket.on('drain', () => client.onDrain());
  client.onData(Buffer.from(request));
  return { clock, socket };
}

describe('a client that is full', { meta: { hint: HINT } }, () => {
  test('4.770 a piece that fills it at once has its own time', async () => {
    const { clock, socket } = clientThatSends(GET, MIB);
    for (let count = 0; count < 9; count++) {
      clock.turn(40 * SECOND);
      await socket.takeAll();
    }
    expect(socket.destroyed).toBe(false);
  });

  test('4.771 the rest of a request that waits is read', async () => {
    const next = getOf('/next').slice(0, -2);
    const requests = getOf('/').replace('close', 'x') + next;
    const { socket } = clientThatSends(requests, MIB / 16, {
      limits: { ahead: 8 },
    });
    expect(socket.isPaused()).toBe(true);
    await socket.takeAll();
    expect(socket.isPaused()).toBe(false);
  });

  test('4.871 who does not read its last answer is no idle client', async () => {
    const request = getOf('/').replace('close', 'x');
    const { clock, socket } = clientThatSends(request, MIB / 16);
    clock.turnAlmost(60);
    expect(socket.destroyed).toBe(false);
    clock.turn(1);
    expect(socket.destroyed).toBe(true);
  });
});
