import type * as http from '../../shared/parser/index.ts';
import { UpstreamConnection } from './connection.ts';
import type { Settings } from './options.ts';

/** A server that requests are forwarded to, and the connections to it. */
export class UpstreamServer {
  /** Until when it is left out, in milliseconds of the clock's `elapsed`. */
  restsUntil = 0;
  /** Where it listens. */
  readonly address: http.Address;
  /** Connections to it that nobody uses. */
  readonly idle: UpstreamConnection[] = [];
  readonly #parts: Settings;
  readonly #open = new Set<UpstreamConnection>();

  constructor(address: http.Address, parts: Settings) {
    this.address = address;
    this.#parts = parts;
  }

  /** The connection that was used last, and so is least likely closed. */
  take(): UpstreamConnection | undefined {
    for (;;) {
      const connection = this.idle.pop();
      if (!connection || connection.isUsable) return connection;
    }
  }

  /** A new connection, which may still fail. */
  connect(): UpstreamConnection {
    const connection = new UpstreamConnection(this.address, this.#parts.clock);
    this.#open.add(connection);
    // One that is closed is of no use, and would hold its memory.
    connection.socket.on('close', () => {
      this.#open.delete(connection);
      const at = this.idle.indexOf(connection);
      if (at >= 0) this.idle.splice(at, 1);
    });
    return connection;
  }

  /** Takes in a connection on which a response has come to its end. */
  put(connection: UpstreamConnection): void {
    connection.rest(this.#parts.timeouts.pooled);
    this.idle.push(connection);
    const isFull = this.idle.length > this.#parts.limits.pooled;
    if (isFull) this.idle.shift()?.socket.destroy();
  }

  /** Closes its connections: those who used them have gone. */
  close(): void {
    for (const connection of this.#open) connection.close();
  }
}

/** All servers that requests are forwarded to, each in its turn. */
export class Upstreams {
  /** What holds for all of them, and for what they are asked. */
  readonly parts: Settings;
  /** Each of them; none once all is closed. */
  readonly servers: UpstreamServer[];
  #turn = 0;

  constructor(addresses: readonly http.Address[], parts: Settings) {
    this.parts = parts;
    this.servers = addresses.map((each) => new UpstreamServer(each, parts));
  }

  /** Whose turn it is. Where all are left out, the next one is tried anyway. */
  next(): UpstreamServer {
    const elapsed = this.parts.clock.elapsed();
    for (let passed = 0; passed < this.servers.length; passed++) {
      const server = this.#take();
      if (server.restsUntil <= elapsed) return server;
    }
    return this.#take();
  }

  /** One does not accept connections: others are asked for a while. */
  leaveOut(server: UpstreamServer): void {
    const { clock, log, timeouts } = this.parts;
    const { host, port } = server.address;
    server.restsUntil = clock.elapsed() + timeouts.leftOut;
    // A single one is tried anyway.
    if (this.servers.length > 1) log(`Leaving out ${host}:${port} for a while`);
  }

  #take(): UpstreamServer {
    const server = this.servers[this.#turn]!;
    this.#turn = (this.#turn + 1) % this.servers.length;
    return server;
  }

  /** Closes all connections, also those that refresh what is stored. */
  close(): void {
    for (const server of this.servers.splice(0)) server.close();
  }
}
