import type * as http from '../../shared/parser/index.ts';
import type { Clock, Timeouts } from './clock.ts';
import { UpstreamConnection } from './connection.ts';

/** Idle connections that are kept for each server. */
const IDLE_LIMIT = 128;

/** A server that requests are forwarded to, and the connections to it. */
export class UpstreamServer {
  /** Until when it is left out, in milliseconds since 1970. */
  restsUntil = 0;
  readonly #address: http.Address;
  readonly #clock: Clock;
  readonly #timeouts: Timeouts;
  readonly #open = new Set<UpstreamConnection>();
  readonly #idle: UpstreamConnection[] = [];

  constructor(address: http.Address, clock: Clock, timeouts: Timeouts) {
    this.#address = address;
    this.#clock = clock;
    this.#timeouts = timeouts;
  }

  /** The connection that was used last, and so is least likely closed. */
  take(): UpstreamConnection | undefined {
    for (;;) {
      const connection = this.#idle.pop();
      if (!connection || connection.isUsable) return connection;
    }
  }

  /** A new connection, which may still fail. */
  connect(): UpstreamConnection {
    const connection = new UpstreamConnection(this.#address, this.#clock);
    this.#open.add(connection);
    connection.socket.on('close', () => this.#open.delete(connection));
    return connection;
  }

  /** Takes in a connection on which a response has come to its end. */
  put(connection: UpstreamConnection): void {
    connection.rest(this.#timeouts.pooled);
    this.#idle.push(connection);
    if (this.#idle.length > IDLE_LIMIT) this.#idle.shift()?.socket.destroy();
  }

  /** It does not accept connections: others are asked for a while. */
  leaveOut(): void {
    this.restsUntil = this.#clock.now() + this.#timeouts.leftOut;
  }

  /** Closes its connections: those who used them have gone. */
  close(): void {
    for (const connection of this.#open) connection.close();
  }
}

/** All servers that requests are forwarded to, each in its turn. */
export class Upstreams {
  readonly #servers: readonly UpstreamServer[];
  readonly #clock: Clock;
  #turn = 0;

  constructor(
    addresses: readonly http.Address[],
    clock: Clock,
    timeouts: Timeouts,
  ) {
    this.#clock = clock;
    this.#servers = addresses.map(
      (address) => new UpstreamServer(address, clock, timeouts),
    );
  }

  /** How many there are. */
  get count(): number {
    return this.#servers.length;
  }

  /** Whose turn it is. Where all are left out, the next one is tried anyway. */
  next(): UpstreamServer {
    const now = this.#clock.now();
    for (let passed = 0; passed < this.count; passed++) {
      const server = this.#take();
      if (server.restsUntil <= now) return server;
    }
    return this.#take();
  }

  #take(): UpstreamServer {
    const server = this.#servers[this.#turn]!;
    this.#turn = (this.#turn + 1) % this.count;
    return server;
  }

  /** Closes all connections, also those that refresh what is stored. */
  close(): void {
    for (const server of this.#servers) server.close();
  }
}
