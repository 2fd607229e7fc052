import type { Socket } from 'node:net';

/**
 * What is joined to one piece, in bytes. To copy more of it would cost more
 * than the kernel takes for one piece more.
 */
const JOINED = 16 * 1024;

/** Whose client it is. */
export interface OutboxOwner {
  /** There is room again. */
  onDrain(): void;
}

/**
 * What goes to a client. It is held until all that has come with one piece of
 * news has been seen to: a head and its body, or the answers to all requests
 * that came together, then leave at once. A write costs more than all else
 * that is done for a small response.
 */
export class Outbox {
  readonly #socket: Socket;
  readonly #owner: OutboxOwner;
  #held: Buffer[] | undefined;
  #length = 0; // of what is held, in bytes
  #hasSaidNo = false; // since something was sent

  constructor(socket: Socket, owner: OutboxOwner) {
    this.#socket = socket;
    this.#owner = owner;
  }

  /** Whether the client has to read before it is given more. */
  get isFull(): boolean {
    const { writableLength, writableHighWaterMark } = this.#socket;
    return this.#length + writableLength >= writableHighWaterMark;
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
    if (!held) return this.#isGone;
    this.#held = undefined;
    this.#length = 0;
    const isShort = held.length > 1 && length <= JOINED;
    const pieces = isShort ? [Buffer.concat(held, length)] : held;
    if (pieces.length > 1) this.#socket.cork();
    for (const bytes of pieces) this.#socket.write(bytes);
    if (pieces.length > 1) this.#socket.uncork();
    // What was sent before has gone meanwhile, so that this was not too much.
    const needsDrain = this.#socket.writableNeedDrain; // then that follows
    if (!this.#hasSaidNo || needsDrain) return this.#isGone;
    this.#hasSaidNo = false; // once, or what follows at once goes ever deeper
    this.#owner.onDrain();
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
