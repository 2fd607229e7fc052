import type { Socket } from 'node:net';
import { Client } from './client.ts';
import { Deadline } from './clock.ts';
import type { Parts } from './options.ts';
import { holdAll, sendAllThatIsHeld } from './outbox.ts';
import { ifEnded, secured } from './sockets.ts';

/**
 * All clients of a proxy: those that are served, and those that wait, in
 * order of arrival, until there is room for them.
 */
export class Clients {
  readonly #parts: Parts;
  readonly #served = new Set<Client>();
  readonly #waiting: Socket[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A client has connected, and was not read from yet. */
  enter(socket: Socket): void {
    const isFull = this.#served.size >= this.#parts.limits.connections;
    if (isFull) this.#waiting.push(socket);
    else this.#serve(socket);
  }

  #serve(carrier: Socket): void {
    const { log, secureContext: context } = this.#parts;
    log('New connection');
    const socket = context ? secured(carrier, context, log) : carrier;
    const client = new Client(socket, this.#parts);
    this.#served.add(client);
    socket.on('data', (bytes) => {
      holdAll();
      client.onData(bytes);
      sendAllThatIsHeld();
    });
    socket.on('end', () => ifEnded(socket, () => client.onEnd()));
    socket.on('drain', () => client.onDrain());
    socket.on('close', () => {
      client.onClose();
      this.#served.delete(client);
      const next = this.#waiting.shift();
      if (next) this.#serve(next);
    });
    socket.resume();
  }

  /** Lets each finish what it is at, and then go; but not for ever. */
  close(): void {
    const late = new Deadline(this.#parts.clock, this);
    late.set(this.#parts.timeouts.shutdown, 'Not all finished');
    for (const socket of this.#waiting.splice(0)) socket.destroy();
    for (const client of this.#served) client.close();
  }

  /** They have had time enough. */
  onLate(): void {
    for (const client of this.#served) client.cutOff();
  }
}
