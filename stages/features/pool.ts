import type { Socket } from 'node:net';

// What an exchange listens to, and the next one must not find listened to.
const borrowed = ['connect', 'data', 'drain', 'end', 'error'];

/** Connections to the upstream that wait to carry another exchange. */
export class UpstreamPool {
  readonly #idle: Socket[] = [];

  /** The one that came last, and so is least likely to have been closed. */
  take(): Socket | undefined {
    const socket = this.#idle.pop();
    if (socket && !(socket.readable && socket.writable)) return this.take();
    return socket && forgetListeners(socket);
  }

  /** Takes in a connection on which a response has come to its end. */
  put(socket: Socket): void {
    forgetListeners(socket).on('error', () => {});
    // An answer to no question would be taken for the next one's.
    socket.on('data', () => socket.destroy());
    socket.resume(); // paused, it would not tell of its end
    this.#idle.push(socket);
  }

  /** Closes them all. */
  close(): void {
    for (const socket of this.#idle) socket.destroy();
  }
}

function forgetListeners(socket: Socket): Socket {
  for (const event of borrowed) socket.removeAllListeners(event);
  return socket;
}
