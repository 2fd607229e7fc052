/**
 * A netcat for learning: what you type goes out byte for byte, what comes
 * in is shown byte for byte, and the ends of a connection are said in
 * words. `npm run nc -- --help` tells the rest.
 *
 * @module
 */

import { on, once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { HELP, readTask, type Task, UsageError } from './nc/command-line.ts';
import { converse } from './nc/conversation.ts';
import { Screen } from './nc/screen.ts';

/** Talks to a server. Resolves with the exit status. */
async function talk(host: string, port: number, hex: boolean): Promise<number> {
  const screen = new Screen(hex);
  const name = host.includes(':') ? `[${host}]` : host;
  const address = `${name}:${port}`;
  const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
  socket.on('connect', () => screen.say(`connected to ${address}`));
  const ending = await converse(socket, address, screen);
  return ending === 'fin' ? 0 : 1;
}

/**
 * Plays the server: one connection at a time, as a person can. Those that
 * come meanwhile wait unread.
 */
async function serve(port: number, hex: boolean): Promise<number> {
  const screen = new Screen(hex);
  const options = { allowHalfOpen: true, pauseOnConnect: true, noDelay: true };
  const server = createServer(options);
  const connections = on(server, 'connection');
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const address = addressOf(server.address());
  screen.say(`listening on ${address}; Ctrl-C ends`);
  for await (const [socket] of connections as AsyncIterable<[Socket]>) {
    screen.say('a connection was opened');
    socket.resume();
    await converse(socket, address, screen);
    // A pipe has been sent to this one: there is nothing left to say.
    if (!screen.hasKeyboard) break;
    screen.say('the connection has ended; waiting for the next');
  }
  server.close();
  return 0;
}

function addressOf(
  address: ReturnType<ReturnType<typeof createServer>['address']>,
) {
  if (address === null || typeof address === 'string') return String(address);
  return `${address.address}:${address.port}`;
}

async function run(task: Task): Promise<number> {
  switch (task.kind) {
    case 'help':
      process.stdout.write(HELP);
      return 0;
    case 'connect':
      return talk(task.host, task.port, task.hex);
    case 'listen':
      return serve(task.port, task.hex);
  }
}

/** What went wrong before anything was said on the wire, in one sentence. */
function sentenceFor(error: unknown): string | undefined {
  if (error instanceof UsageError) return error.message;
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code === 'EADDRINUSE') {
    return 'That port is taken: end what listens there, or choose another.';
  }
  if (error.code === 'EACCES') {
    return 'That port is kept back by the system: choose another, from 1024 on.';
  }
  return undefined;
}

// Ctrl-C is how one leaves: no failure for npm to report.
process.on('SIGINT', () => process.exit(0));
// Whoever read our output has seen enough, as `head` does.
process.stdout.on('error', () => process.exit(0));

try {
  process.exitCode = await run(readTask(process.argv.slice(2)));
} catch (error) {
  const sentence = sentenceFor(error);
  if (!sentence) throw error;
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 2;
}
// Else a pipe that stays open would keep us here.
process.stdin.destroy();
