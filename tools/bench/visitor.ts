import { connect, type Socket } from 'node:net';
import { HOST } from '../../shared/terminal/index.ts';
import { contentOf, pieceOf } from './contents.ts';
import { Cutter, type Start } from './cutter.ts';
import type { Turn } from './turn.ts';
import { wakefulness } from './wakefulness.ts';

/** Whom a visitor tells how it went. */
export interface Host {
  readonly port: number;
  readonly turn: Turn;
  /** What to ask next. */
  nextRequest(): string | Buffer;
  /** All that was asked was answered. @param milliseconds - It took. */
  onAnswered(visitor: Visitor, milliseconds: number, length: number): void;
  /** It was not. @param reason - In a few words. */
  onWrong(visitor: Visitor, reason: string): void;
}

// All visitors read into one buffer: none of them keeps what it reads.
const buffer = Buffer.allocUnsafe(256 * 1024);

/** A client: asks, waits for the answer, and is told to ask again. */
export class Visitor {
  readonly #host: Host;
  #socket: Socket | undefined;
  #due = 0; // answers that have not come
  #askedAt = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Asks, on a new connection if there is none. */
  ask(): void {
    const { depth, upload } = this.#host.turn;
    this.#askedAt = performance.now();
    this.#due = depth;
    this.#socket ??= this.#connect();
    this.#socket.write(this.#host.nextRequest());
    if (upload > 0) this.#send(this.#socket, upload);
  }

  /** Leaves. */
  leave(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #connect(): Socket {
    const cutter = new Cutter('responses', {
      onMessage: (start, length) => this.#onAnswer(socket, start, length),
    });
    const callback = (size: number): boolean => {
      wakefulness.onWork();
      if (socket === this.#socket) cutter.cut(buffer.subarray(0, size));
      return true;
    };
    const { port } = this.#host;
    const onread = { buffer, callback };
    const socket = connect({ host: HOST, port, noDelay: true, onread });
    socket.on('error', (error) => this.#onGone(socket, error.message));
    socket.on('end', () => cutter.close());
    socket.on('close', () => this.#onGone(socket, 'the connection ended'));
    return socket;
  }

  #onAnswer(socket: Socket, { line }: Start, length: number): void {
    const { turn } = this.#host;
    const isExpected = turn.length === 0 || turn.length === length;
    if (!/^HTTP\/1\.1 200\b/.test(line) || !isExpected) {
      return this.#fail(`${line}, ${length} bytes`);
    }
    this.#due -= 1;
    if (this.#due > 0) return;
    if (turn.isFresh) {
      this.#socket = undefined;
      socket.end();
    }
    const milliseconds = performance.now() - this.#askedAt;
    this.#host.onAnswered(this, milliseconds, length);
  }

  // A proxy may close a connection on which nothing is awaited.
  #onGone(socket: Socket, reason: string): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    if (this.#due > 0) this.#fail(reason);
  }

  #fail(reason: string): void {
    this.#due = 0;
    this.leave();
    this.#host.onWrong(this, reason);
  }

  // At the pace of whoever reads.
  #send(socket: Socket, length: number): void {
    const content = contentOf(`/body/${length}`);
    let at = 0;
    const pump = (): void => {
      while (at < length) {
        const piece = pieceOf(content, at);
        at += piece.length;
        if (!socket.write(piece)) break;
      }
      if (at >= length) socket.off('drain', pump);
    };
    socket.on('drain', pump);
    pump();
  }
}
