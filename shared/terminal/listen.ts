import { once } from 'node:events';
import type { Server } from 'node:net';
import { UsageError } from './flags.ts';

/** The port is somebody else's. */
export class PortTakenError extends UsageError {}

/** The system gives the port to nobody, or not to us. */
export class PortKeptError extends UsageError {}

/** Below it Unix gives a port to those with special rights only. */
const FIRST_FOR_ALL = 1024;

/** Where all programs here listen: nobody but this machine can reach them. */
export const HOST = '127.0.0.1';

/**
 * Lets a server listen on {@link HOST}.
 *
 * @param port - 0 for one that is free.
 * @returns the port.
 * @throws UsageError if the port cannot be had, PortTakenError if another
 *   program has it, PortKeptError if the system keeps it back.
 */
export async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
  } catch (error) {
    throw sentenceFor(error, port) ?? error;
  }
  const address = server.address();
  return address && typeof address === 'object' ? address.port : port;
}

function sentenceFor(error: unknown, port: number): UsageError | undefined {
  const code = error instanceof Error && 'code' in error && error.code;
  const other = port >= FIRST_FOR_ALL && port < 65535 ? port + 1 : 8001;
  const choice = `choose another with --port, as in --port ${other}.`;
  if (code === 'EADDRINUSE') {
    const cure = `end what listens there, or ${choice}`;
    return new PortTakenError(`Port ${port} is taken: ${cure}`);
  }
  if (code === 'EACCES') {
    // Windows sets some aside, here and there, for virtual machines.
    const reason =
      port < FIRST_FOR_ALL
        ? 'needs special rights'
        : 'is kept back by the system';
    return new PortKeptError(`Port ${port} ${reason}: ${choice}`);
  }
  return undefined;
}
