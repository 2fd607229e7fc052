import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { availableParallelism } from 'node:os';

/** Where everything in these tests listens. */
export const HOST = '127.0.0.1';

/**
 * Ports are taken one after another, and none comes again before thousands of
 * others: else an origin that is down may soon be somebody else's server, who
 * answers. They are none of those that systems give to whoever asks for any
 * (49152 and more, with Linux 32768).
 */
const FIRST_PORT = 20_000;
const PORTS = 12_000;

// Tests run in several workers at once, and each has ports of its own.
const { VITEST_POOL_ID = 0 } = process.env;
const workers = availableParallelism();
const worker = Number(VITEST_POOL_ID) % workers;
const turns = Math.floor(PORTS / workers);
let turn = randomInt(turns);

function nextPort(): number {
  turn = (turn + 1) % turns;
  return FIRST_PORT + turn * workers + worker;
}

/**
 * Lets a server listen on {@link HOST}.
 *
 * @param port - By default the next that is free.
 * @returns the port.
 */
export async function listen(server: Server, port?: number): Promise<number> {
  const chosen = port ?? nextPort();
  try {
    server.listen(chosen, HOST);
    await once(server, 'listening');
    return chosen;
  } catch (error) {
    if (port === undefined && isTaken(error)) return listen(server);
    throw error;
  }
}

function isTaken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === 'EADDRINUSE' || code === 'EACCES'; // kept back by Windows
}

/** A port that nobody has just now, for a program that must be told one. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await close(server);
  return port;
}

/** Ends a server that nobody is connected to any more. */
export async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
}
