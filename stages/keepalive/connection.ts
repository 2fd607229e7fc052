import type { Socket } from 'node:net';
import type {
  BodyFraming,
  MessageEvent,
  MessageReader,
} from '../../shared/parser/index.ts';

/** How a message begins: its head, and how its body is framed. */
export interface Start<Head> {
  readonly head: Head;
  readonly framing: BodyFraming;
}

/**
 * A socket with calls that block, as far as Node can: each `await` goes on
 * when the thing is done, not when it has been asked for.
 */
export class Connection<Head> {
  /** Whom to drop when this peer is gone, because nobody waits any more. */
  partner: Connection<unknown> | undefined;
  readonly #socket: Socket;
  readonly #reader: MessageReader<Head>;
  readonly #chunks: AsyncIterator<Buffer, undefined>;

  constructor(socket: Socket, reader: MessageReader<Head>) {
    this.#socket = socket;
    this.#reader = reader;
    // One iterator for all of the connection's life: a second one would add
    // its listeners to the first one's. And one that leaves the socket open
    // at its end, since a client that has said all still wants its answer.
    this.#chunks = socket.iterator({ destroyOnReturn: false });
    socket.on('error', () => {}); // the call that is under way reports it
    socket.once('close', () => this.partner?.destroy());
  }

  /** Whether the connection is no more. */
  get isGone(): boolean {
    return this.#socket.destroyed;
  }

  /** How the next message begins; `undefined` if the peer ends before it. */
  async readStart(): Promise<Start<Head> | undefined> {
    const event = await this.#nextEvent();
    return event?.type === 'head' ? event : undefined;
  }

  /** The body of that message, piece by piece, to its end. */
  async *readBody(): AsyncGenerator<Buffer, void> {
    for (;;) {
      const event = await this.#nextEvent();
      if (event?.type !== 'data') return;
      yield event.bytes;
    }
  }

  async #nextEvent(): Promise<MessageEvent<Head> | undefined> {
    for (;;) {
      const event = this.#reader.read();
      if (event || this.#reader.isClosed) return event;
      const { value: bytes } = await this.#chunks.next();
      if (bytes) this.#reader.push(bytes);
      else this.#reader.close();
    }
  }

  /**
   * Sends bytes, and goes on when there is room for more. So a peer that
   * reads slowly slows us down, and nothing piles up.
   */
  send(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => {
      const hasRoom = this.#socket.write(bytes, () => resolve());
      if (hasRoom) resolve();
    });
  }

  /**
   * Says goodbye, and reads on to the peer's own goodbye, dropping what
   * comes. To close while bytes lie unread is to reset the connection, and
   * a reset can overtake the answer (RFC 9112 9.6). It is done beside all
   * else, and without a time limit: only stage 4 has a clock.
   */
  end(): void {
    this.#socket.end();
    this.#dropRest().catch(() => this.destroy());
  }

  async #dropRest(): Promise<void> {
    let isOver = false;
    while (!isOver) isOver = (await this.#chunks.next()).done === true;
  }

  /** Closes the connection without reading on. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Breaks the connection off, so that what was cut short looks cut short. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }
}
