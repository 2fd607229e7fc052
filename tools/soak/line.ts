import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { HOST } from '../../shared/terminal/index.ts';
import type { Random } from './random.ts';
import { reset } from './reset.ts';
import type { Script } from './script.ts';
import { Tail } from './tail.ts';

const NOTHING = Buffer.alloc(0);

/** How a client reads and writes. */
export type Manner = Pick<Script, 'reading' | 'writing' | 'random'>;

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
  readonly #script: Manner;
  readonly #news = new EventEmitter();
  #hasStopped = false;

  constructor(port: number, script: Manner, listener: LineListener) {
    this.#script = script;
    this.#news.setMaxListeners(0);
    const options = { allowHalfOpen: true, noDelay: true };
    this.#socket = connect({ host: HOST, port, ...options });
    this.#listen(listener);
  }

  #listen(listener: LineListener): void {
    const socket = this.#socket;
    socket.on('connect', () => {
      this.isConnected = true;
      this.tell();
    });
    socket.on('drain', () => this.tell());
    socket.on('error', () => {}); // 'close' follows
    socket.on('data', (bytes) => {
      this.received.push(bytes);
      listener.onBytes(bytes);
      this.tell();
      this.#dawdle();
    });
    const end = (): void => {
      this.hasEnded = true;
      listener.onEnd();
      this.tell();
    };
    socket.on('end', () => {
      // Node 20 and 22 take a reset right behind data for an end. A write of
      // nothing sends nothing, but fails after a reset; then 'close' follows.
      if (!socket.writable || socket.writableLength > 0) end();
      else socket.write(NOTHING, (error) => error || end());
    });
    socket.on('close', () => {
      this.isClosed = true;
      this.tell();
    });
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
    reset(this.#socket);
  }

  #dawdle(): void {
    const { reading, random } = this.#script;
    if (reading === 'eager' || (reading === 'stops' && this.#hasStopped))
      return;
    this.#hasStopped = true;
    const most = reading === 'slow' ? 15 : 700;
    this.#socket.pause();
    setTimeout(() => this.#socket.resume(), random.between(1, most));
  }
}

/** Longest request that is sent in drops, some of them a single byte. */
const DRIP = 1500;

function sizeOf(
  writing: Script['writing'],
  length: number,
  random: Random,
): number {
  if (writing === 'whole') return length;
  if (writing === 'drip' && length <= DRIP) {
    return random.between(1, random.pick([1, 12, 40]));
  }
  return random.between(1, Math.max(300, length / 4));
}
