/**
 * A tap stands in front of a port, passes on what comes, and tells of it.
 * It reads no HTTP: bytes, FIN and RST go through as they are, both ways and
 * in their order. So does the lack of them: who does not read holds up who
 * sends.
 *
 * @module
 */

import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Address } from '../../shared/terminal/index.ts';
import type { Sighting, WireEvent } from './record.ts';

/** What a tap is told. */
export interface TapOptions {
  /** Which of the proxy's two sides it listens to. */
  readonly hop: WireEvent['hop'];
  /** Where connections go; asked for each one. */
  readonly target: () => Address;
  /** The next connection's name. */
  readonly name: () => string;
  /** Told of everything, before it is passed on. */
  readonly see: (sighting: Sighting) => void;
}

/** What one end of one connection did. */
type See = (kind: WireEvent['kind'], bytes?: Buffer) => void;

const NOTHING = Buffer.alloc(0);

/** A tap. It remembers the sockets that are open. */
export class Tap {
  /** Does not listen yet. */
  readonly server: Server;
  readonly #options: TapOptions;
  readonly #sockets = new Set<Socket>();

  constructor(options: TapOptions) {
    this.#options = options;
    // Nobody is read from before it is known that somebody will listen.
    const unread = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true };
    this.server = createServer(unread, (near) => this.#join(near));
  }

  /** Ends it, and with it all connections. */
  close(): void {
    this.server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Connects onwards, for one who has connected. */
  #join(near: Socket): void {
    const { hop, target, name } = this.#options;
    const connection = name();
    const opener = hop === 'client' ? 'peer' : 'proxy';
    const other = hop === 'client' ? 'proxy' : 'peer';
    const seeNear = this.#sight(connection, opener);
    const seeFar = this.#sight(connection, other);
    seeNear('open');
    const far = connect({ ...target(), allowHalfOpen: true, noDelay: true });
    this.#keep(near);
    this.#keep(far);
    const refuse = ({ code }: NodeJS.ErrnoException): void => {
      // Some accept, and reset before we hear of it.
      seeFar(code === 'ECONNRESET' ? 'rst' : 'refused');
      near.resetAndDestroy();
    };
    far.once('error', refuse);
    far.once('connect', () => {
      far.off('error', refuse);
      pass(near, far, seeNear);
      pass(far, near, seeFar);
      near.resume();
    });
  }

  #sight(connection: string, from: WireEvent['from']): See {
    const { hop, see } = this.#options;
    return (kind, bytes) =>
      see({ hop, connection, from, kind, ...(bytes && { bytes }) });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

/** Passes on what one side does to the other. */
function pass(source: Socket, sink: Socket, see: See): void {
  source.on('data', (bytes) => {
    see('bytes', bytes);
    if (!sink.write(bytes)) source.pause();
  });
  sink.on('drain', () => source.resume());
  source.on('error', () => {
    see('rst');
    sink.resetAndDestroy();
  });
  const end = (): void => {
    see('fin');
    sink.end();
  };
  source.on('end', () => {
    // Node 20 and 22 take a reset right behind data for an end. A write of
    // nothing sends nothing, but fails after a reset; then 'error' follows.
    if (!source.writable || source.writableLength > 0) end();
    else source.write(NOTHING, (error) => error || end());
  });
}
