import { connect, type Socket } from 'node:net';
import type * as http from '../../shared/parser/index.ts';
import { type Clock, Deadline } from './clock.ts';
import { breakOff } from './sockets.ts';

const NOTHING = Buffer.alloc(0);

/** Who uses a connection at the moment. */
export interface ConnectionUser {
  /** The server has accepted it. */
  onConnect(): void;
  /** The server has sent bytes. */
  onData(bytes: Buffer): void;
  /** The server has read what was waiting for it. */
  onDrain(): void;
  /** The server will send no more. */
  onEnd(): void;
  /** It is no more, or never was. */
  onError(error: Error): void;
  /** What was awaited of the server has not come. */
  onLate(late: http.ProtocolError): void;
}

/**
 * A connection to an upstream server. It may carry many requests, one after
 * another, each with a user of its own; between them it is idle.
 */
export class UpstreamConnection {
  readonly socket: Socket;
  /** For whatever its user, or while it is idle nobody, awaits of it. */
  readonly deadline: Deadline;
  /** Whether the server has accepted it. */
  hasConnected = false;
  #user: ConnectionUser | undefined;

  constructor(address: http.Address, clock: Clock) {
    const options = { ...address, noDelay: true, allowHalfOpen: true };
    const socket = connect(options);
    this.socket = socket;
    this.deadline = new Deadline(clock, (late) => {
      if (this.#user) this.#user.onLate(late);
      else socket.destroy();
    });
    socket.on('connect', () => {
      this.hasConnected = true;
      this.#user?.onConnect();
    });
    socket.on('drain', () => this.#user?.onDrain());
    socket.on('error', (error) => this.#user?.onError(error));
    socket.on('close', () => this.deadline.clear());
    // An answer to no question would be taken for the next one's; and who
    // says goodbye while idle is not asked again.
    socket.on('data', (bytes) => {
      if (this.#user) this.#user.onData(bytes);
      else socket.destroy();
    });
    socket.on('end', () => {
      if (!this.#user) socket.destroy();
      else if (!socket.writable || socket.writableLength > 0)
        this.#user.onEnd();
      // Node 20 takes a reset right behind data for an end. A write of nothing
      // sends nothing, but fails after a reset; then 'error' follows.
      else socket.write(NOTHING, (error) => error || this.#user?.onEnd());
    });
  }

  /** Whether it can carry another request, for all we know. */
  get isUsable(): boolean {
    return this.socket.readable && this.socket.writable;
  }

  /** From now on this one is told what comes. */
  lendTo(user: ConnectionUser): this {
    this.#user = user;
    return this;
  }

  /**
   * Nobody uses it, until somebody does or its time is over.
   *
   * @param milliseconds - How long it may stay idle.
   */
  rest(milliseconds: number): void {
    this.#user = undefined;
    this.deadline.set(milliseconds, 'No use');
    this.socket.resume(); // paused, it would not tell of its end
  }

  /** Closes it. What its user was at has not come to its end. */
  close(): void {
    if (this.#user) breakOff(this.socket);
    else this.socket.destroy();
  }
}
