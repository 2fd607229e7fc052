import type { Socket } from 'node:net';
import type { Recorder, WireEvent } from '../../tools/wire/record.ts';
import { visible } from '../../tools/wire/visible.ts';
import { Inbox } from './inbox.ts';
import { News } from './news.ts';

const NOTHING = Buffer.alloc(0);

/** Bytes of one connection that are recorded, both directions together. */
const RECORDED_BYTES = 512 * 1024;

/** How the proxy ended its side: not yet, with FIN, or with RST. */
export type Ending = 'open' | 'FIN' | 'RST';

/**
 * A socket that is connected with the proxy: what it does is recorded, what
 * arrives is kept, and both is told as news.
 */
export class SocketEnd {
  /** `A`, `B`, ... for clients; `origin 1`, ... for the origin. */
  readonly name: string;
  /** Told whenever something arrives here. */
  readonly news = new News();
  /** What was received and not yet taken. */
  readonly inbox = new Inbox();
  /** How many bytes were received, taken or not. */
  received = 0;
  /** How many bytes the kernel, or the proxy, has taken from us. */
  sent = 0;
  /** How the proxy ended its side. */
  ending: Ending = 'open';
  /** Whether nothing can be sent any more. */
  isBroken = false;
  #recordable = RECORDED_BYTES;
  readonly #socket: Socket;
  readonly #sight: (
    from: WireEvent['from'],
    kind: WireEvent['kind'],
    bytes?: Buffer,
  ) => void;

  /**
   * @param socket - Connected, with `allowHalfOpen`, not yet read from.
   */
  constructor(
    socket: Socket,
    name: string,
    hop: WireEvent['hop'],
    recorder: Recorder,
  ) {
    this.name = name;
    this.#socket = socket;
    this.#sight = (from, kind, bytes) => {
      const event = { hop, connection: name, from, kind };
      if (!bytes) return recorder.add(event);
      // A record is to be read: of a long body it needs no more than this, and
      // of the rest how much it was.
      this.#recordable -= bytes.length;
      const kept = this.#recordable > 0 ? bytes : NOTHING;
      const leftOut = bytes.length - kept.length;
      recorder.add({ ...event, bytes: kept, leftOut });
    };
    this.#sight(hop === 'client' ? 'peer' : 'proxy', 'open');
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('drain', this.news.tell);
    socket.on('end', () => this.#close('FIN'));
    // EPIPE, like ECONNRESET, means that the proxy wants no more of this.
    socket.on('error', () => this.#close('RST'));
    socket.on('close', () => this.#break());
  }

  #receive(chunk: Buffer): void {
    this.#sight('proxy', 'bytes', chunk);
    this.received += chunk.length;
    this.inbox.push(chunk);
    this.news.tell();
  }

  #close(ending: Exclude<Ending, 'open'>): void {
    this.#sight('proxy', ending === 'FIN' ? 'fin' : 'rst');
    // A reset behind a FIN does not unsay it.
    if (this.ending === 'open') this.ending = ending;
    this.isBroken ||= ending === 'RST';
    this.news.tell();
  }

  #break(): void {
    this.isBroken = true;
    this.news.tell();
  }

  /** Sends these bytes, in one piece if they are few. */
  send(bytes: string | Buffer): void {
    const buffer =
      typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    if (buffer.length === 0) return;
    this.#sight('peer', 'bytes', buffer);
    this.#socket.write(buffer, (error) => {
      if (error) return;
      this.sent += buffer.length;
      this.news.tell();
    });
  }

  /** Whether the next bytes would only pile up on our side. */
  get isHeldBack(): boolean {
    return this.#socket.writableNeedDrain;
  }

  /** Waits, for ever if need be, until the proxy takes more bytes. */
  async drained(): Promise<void> {
    await this.news.whenever(
      () => !this.isHeldBack || this.isBroken || undefined,
    );
  }

  /** Ends our side (FIN), unless it has ended; we still read. */
  sendFin(): void {
    if (!this.#socket.writable) return;
    this.#sight('peer', 'fin');
    this.#socket.end();
  }

  /**
   * Breaks the connection off, in both directions (RST). Not to be called
   * right behind {@link sendFin}: Node cannot reset what it is about to end.
   */
  sendRst(): void {
    this.#sight('peer', 'rst');
    this.#socket.resetAndDestroy();
  }

  /** Stops reading: from now on the proxy's bytes pile up on its side. */
  stopReading(): void {
    this.#socket.pause();
  }

  /** Reads on. */
  readOn(): void {
    this.#socket.resume();
  }

  /** Frees the socket, at the end of a test. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** What arrived and was not taken yet, in words, for messages. */
  get seen(): string {
    const bytes = this.inbox.peek();
    const shown = visible(bytes.subarray(0, 400));
    const more = bytes.length > 400 ? ` and ${bytes.length - 400} more` : '';
    const arrived = bytes.length === 0 ? 'no bytes' : `"${shown}"${more}`;
    const end =
      this.ending === 'open'
        ? 'and its connection is open'
        : `then ${this.ending}`;
    return `${this.name} has ${arrived} to read, ${end}`;
  }
}
