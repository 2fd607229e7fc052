import type { Socket } from 'node:net';
import type * as http from '../../shared/parser/index.ts';

// Node 20 and 22 take a reset right behind data for an end, too. But a socket
// that was reset has no peer any more.
const missesResets = Number.parseInt(process.versions.node, 10) < 24;

/**
 * A socket with calls that block, as far as Node can: each `await` goes on
 * when the thing is done, not when it has been asked for.
 */
export class Connection<Head> {
  readonly socket: Socket;
  /** Whom to drop when this peer is gone, because nobody waits any more. */
  partner: Socket | undefined;
  readonly #reader: http.MessageReader<Head>;
  readonly #chunks: AsyncIterator<Buffer, undefined>;

  constructor(socket: Socket, reader: http.MessageReader<Head>) {
    this.socket = socket;
    this.#reader = reader;
    // One iterator for all of the connection's life: a second one would add
    // its listeners to the first one's. And one that leaves the socket open
    // at its end, since a client that has said all still wants its answer.
    this.#chunks = socket.iterator({ destroyOnReturn: false });
    socket.on('error', () => {}); // the call that is under way reports it
    socket.once('close', () => this.partner?.destroy());
  }

  /**
   * The next event of a message, or `undefined` if the peer has ended its
   * side and no message was under way.
   */
  async read(): Promise<http.MessageEvent<Head> | undefined> {
    for (;;) {
      const event = this.#reader.read();
      if (event || this.#reader.isClosed) return event;
      const { value: bytes } = await this.#chunks.next();
      if (bytes) this.#reader.push(bytes);
      else if (!missesResets || this.socket.remoteAddress) this.#reader.close();
      else throw this.socket.destroy(new Error('read ECONNRESET')).errored;
    }
  }

  /** The events of a message, up to its end. */
  async *readAll(): AsyncGenerator<http.MessageEvent<Head>, void> {
    for (;;) {
      const event = await this.read();
      if (event) yield event;
      if (!event || event.type === 'end') return;
    }
  }

  /**
   * Sends bytes, and goes on when there is room for more. So a peer that
   * reads slowly slows us down, and nothing piles up.
   */
  send(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => {
      const hasRoom = this.socket.write(bytes, () => resolve());
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
    this.socket.end();
    this.#dropRest().catch(() => this.socket.destroy());
  }

  async #dropRest(): Promise<void> {
    let isOver = false;
    while (!isOver) isOver = (await this.#chunks.next()).done === true;
  }
}
