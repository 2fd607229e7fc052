import { connect, type Socket } from 'node:net';
import type * as http from '../../shared/parser/index.ts';
import { type Clock, Deadline, type DeadlineOwner } from './clock.ts';
import { holdAll, sendAllThatIsHeld } from './outbox.ts';
import { breakOff, ifEnded } from './sockets.ts';

/** What is read at once, in bytes. */
const READ_SIZE = 64 * 1024;

/** Memory of connections that were closed, for those that are to come. */
const spare: Buffer[] = [];

function memoryToRead(): Buffer {
  return spare.pop() ?? Buffer.allocUnsafeSlow(READ_SIZE);
}

/** Who uses a connection at the moment. */
export interface ConnectionUser extends DeadlineOwner {
  /** The server has accepted it. */
  onConnect(): void;
  /** The server has sent bytes. They are lent: who keeps some copies them. */
  onData(bytes: Buffer): void;
  /** The server has read what was waiting for it. */
  onDrain(): void;
  /** The server will send no more. */
  onEnd(): void;
  /** It is no more, or never was. */
  onError(error: Error): void;
}

/**
 * A connection to an upstream server. It may carry many requests, one after
 * another, each with a user of its own; between them it is idle.
 *
 * What comes is read into the same memory each time, which costs less than
 * half of what a stream does that gives each piece memory of its own. By the
 * time of the next read it has gone to the client; what is still on its way
 * there keeps that memory, and there is other memory for what comes then.
 */
export class UpstreamConnection {
  readonly socket: Socket;
  /** For whatever its user, or while it is idle nobody, awaits of it. */
  readonly deadline: Deadline;
  /** Whether the server has accepted it. */
  hasConnected = false;
  #user: ConnectionUser | undefined;

  constructor(address: http.Address, clock: Clock) {
    let memory = memoryToRead();
    const onread = {
      buffer: () => memory,
      callback: (count: number) => {
        holdAll();
        // An answer to no question would be taken for the next one's.
        if (this.#user) this.#user.onData(memory.subarray(0, count));
        else socket.destroy();
        const isGone = sendAllThatIsHeld();
        if (!isGone) memory = memoryToRead();
        return true;
      },
    };
    const how = { ...address, noDelay: true, allowHalfOpen: true, onread };
    const socket = connect(how);
    this.socket = socket;
    this.deadline = new Deadline(clock, this);
    socket.on('connect', () => {
      this.hasConnected = true;
      this.#user?.onConnect();
    });
    socket.on('drain', () => this.#user?.onDrain());
    socket.on('error', (error) => this.#user?.onError(error));
    socket.on('close', () => {
      this.deadline.forget();
      if (spare.length < 64) spare.push(memory); // a few connections' worth
    });
    // Who says goodbye while idle is not asked again.
    const end = () => (this.#user ? this.#user.onEnd() : socket.destroy());
    socket.on('end', () => ifEnded(socket, end));
  }

  /** What was awaited of the server has not come. */
  onLate(late: http.ProtocolError): void {
    if (this.#user) this.#user.onLate(late);
    else this.close();
  }

  /**
   * Whether it can carry another request, for all we know. A server that has
   * answered before it has read all may never read what comes behind that.
   */
  get isUsable(): boolean {
    return this.socket.readable && this.socket.writableLength === 0;
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

  /** Closes it. What its user was at, or what it still holds, is cut short. */
  close(): void {
    if (this.#user || this.socket.writableLength > 0) breakOff(this.socket);
    else this.socket.destroy();
  }
}
