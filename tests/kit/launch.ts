import type { Socket } from 'node:net';
import { connectTo } from './client.ts';
import { within } from './deadlines.ts';
import { close, HOST, listen } from './listen.ts';
import { startProgram } from './program.ts';
import type { Stage } from './stage.ts';
import { Terminal } from './terminal.ts';

/** A proxy under test. */
export interface RunningProxy {
  readonly port: number;
  /** Connects to it; at first waits until it listens. */
  connect(): Promise<Socket>;
  /** Waits until the proxy has said something of this form on its terminal. */
  says(form: RegExp): Promise<void>;
  /** How often such a thing stands on its terminal; `form` has the flag g. */
  countOf(form: RegExp): number;
  /** How it fares, if it is a program. */
  report?(): ProgramReport;
  /** Lets it come to its end if it is about to: it no longer listens, then. */
  settle?(): Promise<void>;
  /** Ends it, and with it all its connections. */
  stop(): Promise<void>;
}

/** How a program fares. */
export interface ProgramReport {
  /** How it has ended by itself, if it has: `with status 1`. */
  readonly ending: string | undefined;
  /** All that it has written on its terminal. */
  readonly text: string;
}

/**
 * Starts the proxy under test: the stage, in this process; or, if the
 * environment has PROXY_COMMAND, that program, which is to listen on
 * 127.0.0.1:$PROXY_PORT and to forward to 127.0.0.1:$UPSTREAM_PORT.
 *
 * @param upstreamPort - Where its origin listens.
 */
export function launch(
  stage: Stage,
  upstreamPort: number,
): Promise<RunningProxy> {
  const { PROXY_COMMAND: command } = process.env;
  return command
    ? startProgram(command, upstreamPort)
    : launchStage(stage, upstreamPort);
}

async function launchStage(
  stage: Stage,
  upstreamPort: number,
): Promise<RunningProxy> {
  const terminal = new Terminal();
  const server = stage.createProxy({
    upstream: { host: HOST, port: upstreamPort },
    log: (line) => terminal.write(`${line}\n`),
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await listen(server);
  return {
    port,
    connect: () => connectTo(port),
    says: (form) => terminal.says(form),
    countOf: (form) => terminal.countOf(form),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await within(close(server), () => 'the proxy to stop listening');
    },
  };
}
