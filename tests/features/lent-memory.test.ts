import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type ConnectionUser,
  UpstreamConnection,
} from '../../stages/features/connection.ts';
import { Outbox } from '../../stages/features/outbox.ts';
import { createProxy } from '../../stages/features/proxy.ts';
import { Recorder } from '../../tools/wire/record.ts';
import { createFence } from '../kit/fence.ts';
import { HOST } from '../kit/listen.ts';
import { receiveResponse } from '../kit/message.ts';
import { News } from '../kit/news.ts';
import { Origin } from '../kit/origin.ts';
import { scene } from '../kit/scene.ts';
import { HandClock } from './hand-clock.ts';
import { decoded, GET_GZIP, textOf } from './messages.ts';
import { keepThreadsBusy } from './threads.ts';

const HINT =
  'What comes from an upstream is read into the same memory again and again: ' +
  'what is not sent by then needs other memory, or has to be copied.';

/** Two pieces of a body; the second one is longer, so it covers the first. */
const PIECES = ['one '.repeat(1000), 'two '.repeat(2000)] as const;

/** A client's socket, of which the kernel takes no byte until it is told to. */
class FullSocket extends Duplex {
  /** What held the bytes that it was given. */
  readonly memory = new Set<ArrayBufferLike>();
  readonly #given: Buffer[] = [];
  readonly #waiting: (() => void)[] = [];

  override _read(): void {}

  override _write(bytes: Buffer, _: string, done: () => void): void {
    this.#given.push(bytes);
    this.memory.add(bytes.buffer);
    this.#waiting.push(done);
  }

  /** Takes all that it was given, and what it is given then. */
  takeAll(): string {
    let taken = '';
    while (this.#given.length > 0) {
      taken += Buffer.concat(this.#given.splice(0)).toString('latin1');
      for (const done of this.#waiting.splice(0)) done();
    }
    return taken;
  }
}

/** Puts what comes into an outbox. */
class Reader implements ConnectionUser {
  #received = 0;
  readonly #news = new News();
  readonly #outbox: Outbox;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  onData(bytes: Buffer): void {
    this.#outbox.write(bytes);
    this.#received += bytes.length;
    this.#news.tell();
  }

  /** Waits until so many bytes have come. */
  async hasReceived(count: number): Promise<void> {
    await this.#news.until(
      () => this.#received === count || undefined,
      () => `${count} bytes, not ${this.#received}`,
    );
  }

  onConnect(): void {}
  onDrain(): void {}
  onEnd(): void {}
  onError(): void {}
  onLate(): void {}
}

/** An origin whose bytes go to a client that does not read. */
async function connected() {
  const origin = await Origin.start(new Recorder());
  onTestFinished(() => origin.goDown());
  const socket = new FullSocket();
  const reader = new Reader(new Outbox(socket as unknown as Socket));
  const address = { host: HOST, port: origin.port };
  const connection = new UpstreamConnection(address, new HandClock());
  onTestFinished(() => connection.close());
  connection.lendTo(reader).socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const { end } = await origin.nextRequest();
  return { end, reader, socket };
}

describe('lent memory', { meta: { hint: HINT } }, () => {
  test('4.701 what a client has not been sent yet stays as it is', async () => {
    const { end, reader, socket } = await connected();
    let sent = '';
    for (const piece of PIECES) {
      sent += piece;
      end.send(piece);
      await reader.hasReceived(sent.length);
    }
    expect(socket.takeAll()).toBe(sent);
  });

  test('4.903 what waits holds little more than itself', async () => {
    const { end, reader, socket } = await connected();
    for (let count = 1; count <= 20; count++) {
      end.send('a few bytes');
      await reader.hasReceived(11 * count);
    }
    expect(socket.takeAll()).toBe('a few bytes'.repeat(20));
    const sizes = [...socket.memory].map(({ byteLength }) => byteLength);
    const size = sizes.reduce((sum, each) => sum + each);
    expect(size, 'bytes of memory').toBeLessThan(3 * 64 * 1024);
  });

  test('4.702 what an encoder has not come to yet stays as it is', async () => {
    const { origin, connect } = await scene({ number: 4, createProxy });
    const client = await connect();
    const fence = await createFence();
    client.send(GET_GZIP);
    const { end } = await origin.nextRequest();
    const busy = keepThreadsBusy();
    const reply = textOf(PIECES.join(''));
    const at = reply.length - PIECES[1].length;
    for (const bytes of [reply.slice(0, at), reply.slice(at)]) {
      end.send(bytes);
      await fence();
    }
    const response = await receiveResponse(client);
    expect(decoded(response)).toBe(PIECES.join(''));
    await busy;
  });
});
