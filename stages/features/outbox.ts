import type { Socket } from 'node:net';

/**
 * What is joined to one piece, in bytes. To copy more of it would cost more
 * than the kernel takes for one piece more.
 */
const JOINED = 16 * 1024;

/**
 * What goes to a client. It is held until all that has come with one piece of
 * news has been seen to: a head and its body, or the answers to all requests
 * that came together, then leave at once. A write costs more than all else
 * that is done for a small response.
 */
export class Outbox {
  readonly #socket: Socket;
  readonly #onRoom: () => void;
  #held: Buffer[] = [];
  #length = 0; // of what is held, in bytes
  #hasSaidNo = false; // since something was sent

  /** @param onRoom - Told that there is room again, if no 'drain' will be. */
  constructor(socket: Socket, onRoom: () => void) {
    this.#socket = socket;
    this.#onRoom = onRoom;
  }

  /** Whether the client has to read before it is given more. */
  get isFull(): boolean {
    const { writableLength, writableHighWaterMark } = this.#socket;
    return this.#length + writableLength >= writableHighWaterMark;
  }

  /** Takes bytes. Returns whether there is room for more. */
  write(bytes: Buffer): boolean {
    if (this.#held.length === 0) process.nextTick(flush, this);
    this.#held.push(bytes);
    this.#length += bytes.length;
    this.#hasSaidNo = this.isFull;
    return !this.#hasSaidNo;
  }

  /** Sends what is held. */
  flush(): void {
    const held = this.#held;
    const length = this.#length;
    if (held.length === 0) return;
    this.#held = [];
    this.#length = 0;
    if (length <= JOINED) this.#socket.write(Buffer.concat(held, length));
    else this.#sendAll(held);
    // What was sent before has gone meanwhile, so that this was not too much.
    if (this.#hasSaidNo && !this.#socket.writableNeedDrain) this.#onRoom();
  }

  #sendAll(pieces: readonly Buffer[]): void {
    this.#socket.cork();
    for (const bytes of pieces) this.#socket.write(bytes);
    this.#socket.uncork();
  }

  /** Says goodbye behind all that is held. */
  end(): void {
    this.flush();
    this.#socket.end();
  }
}

// No function is made for each piece of news.
function flush(outbox: Outbox): void {
  outbox.flush();
}
