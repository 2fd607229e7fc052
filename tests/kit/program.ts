import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { endGroup } from '../../tools/trace/program.ts';
import { connectTo, doesAccept } from './client.ts';
import { retry, within } from './deadlines.ts';
import type { RunningProxy } from './launch.ts';
import { freePort, HOST } from './listen.ts';
import { Terminal } from './terminal.ts';

/** The program has not come to listen: no test can tell anything but that. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** A shell may start more processes; as a group they can be ended together. */
const hasGroups = process.platform !== 'win32';

/**
 * Starts a program as the proxy under test. Whoever connects first waits until
 * it listens: to try that out beforehand would be one more client, and one
 * more connection to the origin.
 *
 * @param command - For the shell, which has PROXY_PORT and UPSTREAM_PORT.
 */
export async function startProgram(
  command: string,
  upstreamPort: number,
): Promise<RunningProxy> {
  const port = await freePort();
  const env = {
    ...process.env,
    PROXY_PORT: String(port),
    UPSTREAM_PORT: String(upstreamPort),
  };
  const terminal = new Terminal();
  const child = spawn(command, { shell: true, env, detached: hasGroups });
  child.stdout.on('data', (text) => terminal.write(String(text)));
  child.stderr.on('data', (text) => terminal.write(String(text)));
  const life = new Life(child);
  let hasListened = false;
  return {
    port,
    connect: async () => {
      if (hasListened) return connectTo(port);
      const socket = await firstConnection(port, command, life);
      hasListened = true;
      return socket;
    },
    says: (form) => terminal.says(form),
    countOf: (form) => terminal.countOf(form),
    report: () => ({ ending: life.ending, text: terminal.text }),
    settle: async () => {
      if (!(await doesAccept(port))) await life.untilOver();
    },
    stop: () => life.end(command),
  };
}

async function firstConnection(
  port: number,
  command: string,
  life: Life,
): Promise<Socket> {
  let socket: Socket | undefined;
  const isIn = async (): Promise<boolean> => {
    socket = await connectTo(port).catch(() => undefined);
    if (socket || !life.ending) return socket !== undefined;
    throw new Error(`${command} has ended before it listened`);
  };
  const where = `${HOST}:${port}, which is its PROXY_PORT`;
  try {
    await retry(isIn, () => `${command} to listen on ${where}`);
  } catch (error) {
    throw new StartError((error as Error).message);
  }
  return socket!;
}

/** How a program's process goes on, and how it comes to its end. */
class Life {
  /** How it has ended, if it has and nobody ended it: `with status 1`. */
  ending: string | undefined;
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #isOver = false;
  #isEnded = false; // by us

  constructor(child: ChildProcess) {
    this.#child = child;
    all.add(this);
    // Not 'exit': that is the shell's, and what it started may live on.
    this.#closed = once(child, 'close').then(([status, signal]) => {
      this.#isOver = true;
      all.delete(this);
      if (this.#isEnded && (signal === 'SIGKILL' || !hasGroups)) return;
      this.ending = signal ? `by ${signal}` : `with status ${status}`;
    });
  }

  /** Ends it, and all that it has started. */
  kill(): void {
    const { pid } = this.#child;
    if (this.#isOver || pid === undefined) return;
    this.#isEnded = true;
    endGroup(pid, 'SIGKILL');
  }

  /** Waits for its end, since it has begun to end; but not for ever. */
  async untilOver(): Promise<void> {
    await within(this.#closed, () => 'the end of a program').catch(() => {});
  }

  async end(command: string): Promise<void> {
    this.kill();
    await within(this.#closed, () => `${command} to end`);
  }
}

/** All that run. They are groups of their own, which Ctrl-C does not reach. */
const all = new Set<Life>();

function killAll(): void {
  for (const life of all) life.kill();
}

process.once('exit', killAll);
process.once('disconnect', killAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    killAll();
    process.kill(process.pid, signal);
  });
}
