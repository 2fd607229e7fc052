/**
 * One connection, from its first byte to its last.
 *
 * @module
 */

import type { Socket } from 'node:net';
import { typedBytes } from './escapes.ts';
import type { Screen } from './screen.ts';

/** How a connection ended. */
export type Ending = 'fin' | 'cut';

/** What the system says when the other side has sent RST. */
const RESET = ['ECONNRESET', 'ECONNABORTED', 'EPIPE'];

/**
 * Talks until the connection has ended, and says how it did.
 *
 * @param socket - Half-open is allowed: a FIN ends one side only.
 * @param address - Where it leads, for words.
 */
export function converse(
  socket: Socket,
  address: string,
  screen: Screen,
): Promise<Ending> {
  listenTo(socket, screen);
  speakTo(socket, screen);
  let ending: Ending = 'cut';
  socket.on('end', () => {
    ending = 'fin';
    screen.say('the proxy closed the connection (FIN)');
    socket.end();
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    // Behind a FIN nothing is news: it ends what was still on its way.
    if (ending !== 'fin') screen.say(wordsFor(error, address));
  });
  return new Promise((resolve) => {
    socket.on('close', () => {
      screen.stop();
      process.stdin.unpipe(socket);
      resolve(ending);
    });
  });
}

function listenTo(socket: Socket, screen: Screen): void {
  socket.on('data', (bytes) => {
    if (screen.show(bytes)) return;
    socket.pause();
    process.stdout.once('drain', () => socket.resume());
  });
}

/** Sends what is typed, or what comes through the pipe. */
function speakTo(socket: Socket, screen: Screen): void {
  if (!screen.hasKeyboard) {
    process.stdin.pipe(socket);
    return;
  }
  screen.type({
    line: (text) => socket.write(typedBytes(text)),
    end: () => {
      socket.end();
      screen.say('you ended your side (FIN); the proxy may still send');
    },
  });
}

function wordsFor(error: NodeJS.ErrnoException, address: string): string {
  const { code = '' } = error;
  if (RESET.includes(code)) return 'the proxy reset the connection (RST)';
  if (code === 'ECONNREFUSED') {
    return `nothing listens on ${address} (refused): start it first`;
  }
  return `cannot talk to ${address}: ${error.message}`;
}
