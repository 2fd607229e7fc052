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
    if (this.#held.length === 0) waitForTheRest(this);
    this.#held.push(bytes);
    this.#length += bytes.length;
    if (this.#length > JOINED) this.flush();
    this.#hasSaidNo = this.isFull;
    return !this.#hasSaidNo;
  }

  /**
   * Sends what is held.
   *
   * @returns whether the kernel has taken all of it.
   */
  flush(): boolean {
    const held = this.#held;
    const length = this.#length;
    if (held.length === 0) return this.#isGone;
    this.#held = [];
    this.#length = 0;
    const isShort = held.length > 1 && length <= JOINED;
    const pieces = isShort ? [Buffer.concat(held, length)] : held;
    if (pieces.length > 1) this.#socket.cork();
    for (const bytes of pieces) this.#socket.write(bytes);
    if (pieces.length > 1) this.#socket.uncork();
    // What was sent before has gone meanwhile, so that this was not too much.
    if (this.#hasSaidNo && !this.#socket.writableNeedDrain) this.#onRoom();
    return this.#isGone;
  }

  get #isGone(): boolean {
    return this.#socket.writableLength === 0;
  }

  /** Says goodbye behind all that is held. */
  end(): void {
    this.flush();
    this.#socket.end();
  }
}

/** Those that hold something, or have held it. */
const holding: Outbox[] = [];

function waitForTheRest(outbox: Outbox): void {
  if (holding.length === 0) process.nextTick(sendAllThatIsHeld);
  holding.push(outbox);
}

/**
 * Sends what all outboxes hold, since all that one piece of news brings has
 * been seen to.
 *
 * @returns whether the kernel has taken all of it.
 */
export function sendAllThatIsHeld(): boolean {
  let isGone = true;
  for (const outbox of holding) isGone = outbox.flush() && isGone;
  holding.length = 0;
  return isGone;
}
