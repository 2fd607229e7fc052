import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { HOST } from '../../shared/terminal/index.ts';
import type { Random } from './random.ts';
import type { Script } from './script.ts';
import { Tail } from './tail.ts';

/** What a line tells of. */
export interface LineListener {
  onBytes(bytes: Buffer): void;
  /** FIN. */
  onEnd(): void;
}

/**
 * A client's connection, with the client's manners: how fast it reads, and
 * in what pieces it writes.
 */
export class Line {
  readonly sent = new Tail();
  readonly received = new Tail();
  /** When anything last happened, in milliseconds since 1970. */
  lastNews = Date.now();
  isConnected = false;
  isClosed = false;
  hasEnded = false;
  readonly #socket: Socket;
  readonly #script: Pick<Script, 'reading' | 'writing' | 'random'>;
  readonly #news = new EventEmitter();
  #hasStopped = false;

  constructor(port: number, script: Line['script'], listener: LineListener) {
    this.#script = script;
    this.#news.setMaxListeners(0);
    const options = { allowHalfOpen: true, noDelay: true };
    this.#socket = connect({ host: HOST, port, ...options });
    this.#socket.on('connect', () => {
      this.isConnected = true;
      this.tell();
    });
    this.#socket.on('drain', () => this.tell());
    this.#socket.on('error', () => {}); // 'close' follows
    this.#socket.on('data', (bytes) => {
      this.received.push(bytes);
      listener.onBytes(bytes);
      this.tell();
      this.#dawdle();
    });
    this.#socket.on('end', () => {
      this.hasEnded = true;
      listener.onEnd();
      this.tell();
    });
    this.#socket.on('close', () => {
      this.isClosed = true;
      this.tell();
    });
  }

  /** How it reads and writes. */
  get script(): Pick<Script, 'reading' | 'writing' | 'random'> {
    return this.#script;
  }

  /** Whether more can be sent. */
  get isWritable(): boolean {
    return this.#socket.writable && !this.isClosed;
  }

  /** Something has changed: whoever waits may look again. */
  tell(): void {
    this.lastNews = Date.now();
    this.#news.emit('news');
  }

  /** Waits until this holds, or the connection is no more. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds() && !this.isClosed) await once(this.#news, 'news');
  }

  /**
   * Sends bytes, in the client's manner.
   *
   * @param isWanted - Asked before each piece.
   */
  async send(bytes: Buffer, isWanted: () => boolean): Promise<void> {
    const { writing, random } = this.#script;
    for (let at = 0; at < bytes.length && this.isWritable && isWanted(); ) {
      const size = sizeOf(writing, bytes.length, random);
      const piece = bytes.subarray(at, at + size);
      at += size;
      this.sent.push(piece);
      if (!this.#socket.write(piece)) {
        await this.until(() => !this.#socket.writableNeedDrain);
      }
      if (writing !== 'whole') await pause(random.chance(0.1) ? 3 : 0);
    }
  }

  /** Says FIN. */
  end(): void {
    if (!this.isWritable) return;
    this.#socket.resume();
    this.#socket.end();
  }

  /** Leaves: with a FIN if all that came was read. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Leaves with a reset. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  #dawdle(): void {
    const { reading, random } = this.#script;
    if (reading === 'eager' || (reading === 'stops' && this.#hasStopped))
      return;
    this.#hasStopped = true;
    const most = reading === 'slow' ? 15 : 1500;
    this.#socket.pause();
    setTimeout(() => this.#socket.resume(), random.between(1, most));
  }
}

/** Longest request that is sent a byte at a time. */
const DRIP = 1500;

function sizeOf(
  writing: Script['writing'],
  length: number,
  random: Random,
): number {
  if (writing === 'whole') return length;
  if (writing === 'drip' && length <= DRIP) return 1;
  return random.between(1, Math.max(300, length / 4));
}
