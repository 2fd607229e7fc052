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
  #held: Buffer[] | undefined;
  #length = 0; // of what is held, in bytes

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /**
   * Whether the client has to read before it is given more. The little that is
   * held does not count: so the socket's own 'drain' follows.
   */
  get isFull(): boolean {
    const { writableLength, writableHighWaterMark } = this.#socket;
    return writableLength >= writableHighWaterMark;
  }

  /** Takes bytes. Returns whether there is room for more. */
  write(bytes: Buffer): boolean {
    if (!holding) process.nextTick(sendAllThatIsHeld);
    holding ??= [];
    if (!this.#held) holding.push(this);
    this.#held ??= [];
    this.#held.push(bytes);
    this.#length += bytes.length;
    if (this.#length > JOINED) this.flush();
    return !this.isFull;
  }

  /**
   * Sends what is held.
   *
   * @returns whether the kernel has taken all of it.
   */
  flush(): boolean {
    const held = this.#held ?? [];
    const length = this.#length;
    this.#held = undefined;
    this.#length = 0;
    // What has to wait is copied: a few bytes would hold all the memory that
    // they were read into.
    const isJoined = held.length > 1 || this.#socket.writableLength > 0;
    const isShort = isJoined && length > 0 && length <= JOINED;
    const pieces = isShort ? [Buffer.concat(held, length)] : held;
    if (pieces.length > 1) this.#socket.cork();
    for (const bytes of pieces) this.#socket.write(bytes);
    if (pieces.length > 1) this.#socket.uncork();
    return this.#socket.writableLength === 0;
  }

  /** Says goodbye behind all that is held. */
  end(): void {
    this.flush();
    this.#socket.end();
  }
}

/** Those that hold something, or have held it, until it is to be sent. */
let holding: Outbox[] | undefined;

/** News is seen to. {@link sendAllThatIsHeld} is called behind it. */
export function holdAll(): void {
  holding ??= [];
}

/**
 * Sends what all outboxes hold, since all that one piece of news brings has
 * been seen to.
 *
 * @returns whether the kernel has taken all of it.
 */
export function sendAllThatIsHeld(): boolean {
  let isGone = true;
  for (const outbox of holding ?? []) isGone = outbox.flush() && isGone;
  holding = undefined;
  return isGone;
}
