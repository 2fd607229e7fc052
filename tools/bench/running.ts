/**
 * Processes that the bench starts, and ends.
 *
 * @module
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { HOST, listen } from '../../shared/terminal/index.ts';
import { type Contestant, throughTsx } from './contestants.ts';
import { type Command, pinned } from './cores.ts';
import { clientLimit } from './files.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** How long a proxy may take until it listens, in milliseconds. */
const START = 20_000;

/** How long it may take to end when asked to, in milliseconds. */
const END = 4000;

/** A proxy that runs. */
export interface Running {
  readonly key: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

const WATCHER = fileURLToPath(new URL('watcher.mjs', import.meta.url));

let watcher: Writable | undefined;

/** Has a child end when the bench does, even if the bench is killed. */
function endWithUs(child: ChildProcess): void {
  watcher ??= startWatcher();
  watcher.write(`${child.pid ?? 0}\n`);
  child.once('exit', () => watcher?.write(`-${child.pid}\n`));
}

// In a group of its own, so that Ctrl-C does not end it before us.
function startWatcher(): Writable {
  const child = spawn(process.execPath, [WATCHER], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  });
  child.unref();
  return child.stdin;
}

/**
 * Starts a proxy, and waits until it listens.
 *
 * @param upstream - The origin's port.
 * @throws Error with the last that it said if it does not come up.
 */
export async function start(
  contestant: Contestant,
  upstream: number,
  core: number | undefined,
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const port = await freePort();
  const place = { port, upstream, folder, connections: clientLimit() + 50 };
  const isRoot = process.getuid?.() === 0;
  const command = contestant.command({ ...place, isRoot });
  const { hasChannel = false } = contestant;
  const how = { folder, hasChannel };
  const { child, complaint } = launch(pinned(core, command), how);
  const stop = (): Promise<void> => end(child, folder);
  if (await comesUp(child, port)) {
    return { key: contestant.key, port, pid: child.pid ?? 0, stop };
  }
  await stop();
  throw new Error(`did not start: ${complaint()}`);
}

function launch(
  [program, ...args]: Command,
  { folder, hasChannel }: { folder: string; hasChannel: boolean },
) {
  const child = spawn(program, args, {
    cwd: ROOT,
    // What stages log goes nowhere, but is written.
    stdio: [
      'ignore',
      'ignore',
      'pipe',
      ...(hasChannel ? ['ipc' as const] : []),
    ],
    env: { ...process.env, GOMAXPROCS: '1', HOME: folder, NO_COLOR: '1' },
  });
  endWithUs(child);
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  child.on('error', (error) => {
    said += error.message;
  });
  return { child, complaint: () => said.trim().split('\n').at(-1) };
}

async function comesUp(child: ChildProcess, port: number): Promise<boolean> {
  const late = Date.now() + START;
  while (Date.now() < late && child.exitCode === null && child.pid) {
    if (await accepts(port)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST);
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.pid && child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    const late = setTimeout(() => child.kill('SIGKILL'), END);
    if (child.connected) child.disconnect();
    else child.kill('SIGTERM');
    await gone;
    clearTimeout(late);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0);
  server.close();
  await once(server, 'close');
  return port;
}

/** A process of the bench itself, which answers one message at a time. */
export class Helper {
  readonly #child: ChildProcess;
  readonly #gone: Promise<never>;

  /** @param file - Beside this one: `./load.ts`. */
  constructor(file: string, core: number | undefined) {
    const [program, ...args]: Command = pinned(core, throughTsx(file));
    this.#child = spawn(program, args, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#gone = once(this.#child, 'exit').then(() => {
      throw new Error(`${file} of the bench ended.`);
    });
    this.#gone.catch(() => {}); // told to whoever waits for an answer
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The next message that it sends by itself. */
  async says(): Promise<unknown> {
    const message = once(this.#child, 'message').then(([what]) => what);
    return Promise.race([message, this.#gone]);
  }

  /** Tells it something, and waits for its answer. */
  async ask(message: object): Promise<unknown> {
    const answer = this.says();
    this.#child.send(message);
    return answer;
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.disconnect();
    await gone;
  }
}
