import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { retry, within } from './deadlines.ts';
import { close, HOST, listen } from './listen.ts';
import { News } from './news.ts';
import type { Stage } from './stage.ts';

/** A proxy under test that listens. */
export interface RunningProxy {
  readonly port: number;
  /** Waits until the proxy has said something of this form on its terminal. */
  says(form: RegExp): Promise<void>;
  /** How often such a thing stands on its terminal; `form` has the flag g. */
  countOf(form: RegExp): number;
  /** Ends it, and with it all its connections. */
  stop(): Promise<void>;
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
    ? launchProgram(command, upstreamPort)
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
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await within(close(server), () => 'the proxy to stop listening');
  };
  return { port, stop, ...terminal.faces };
}

/**
 * Starts a program as the proxy under test.
 *
 * @param command - For the shell, which has PROXY_PORT and UPSTREAM_PORT.
 */
export async function launchProgram(
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
  // A shell may start more processes; as a group they can be ended together.
  const detached = process.platform !== 'win32';
  const child = spawn(command, { shell: true, env, detached });
  child.stdout.on('data', (text) => terminal.write(String(text)));
  child.stderr.on('data', (text) => terminal.write(String(text)));
  let isRunning = true;
  // Not 'exit': that is the shell's, and what it started may live on.
  const exit = once(child, 'close').then(() => {
    isRunning = false;
  });
  await retry(
    () => {
      if (!isRunning) throw new Error(`${command} ended:\n${terminal.text}`);
      return doesAccept(port);
    },
    () => `${command} to listen on port ${port}:\n${terminal.text}`,
  );
  const stop = async (): Promise<void> => {
    if (isRunning) endProcess(child.pid!, detached);
    await within(exit, () => `${command} to end`);
  };
  return { port, stop, ...terminal.faces };
}

function endProcess(pid: number, isGroup: boolean): void {
  if (isGroup) process.kill(-pid, 'SIGKILL');
  else spawn('taskkill', ['/pid', String(pid), '/t', '/f']);
}

/**
 * Whether somebody listens there. For a proxy of one client at a time this
 * probe is a client, so it leaves at once, and politely.
 */
export async function doesAccept(port: number): Promise<boolean> {
  const socket = connect(port, HOST);
  try {
    await once(socket, 'connect');
    socket.end();
    socket.resume();
    socket.on('error', () => socket.destroy());
    return true;
  } catch {
    return false;
  }
}

/**
 * A port that nobody has just now, for a program that must be told one. It is
 * not one of those that systems give to who asks for any (49152 and more, with
 * Linux 32768): else another test may have it before the program does.
 */
export async function freePort(): Promise<number> {
  const port = randomInt(20_000, 32_000);
  const server = createServer();
  try {
    await listen(server, port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    // Taken, or kept back by Windows.
    if (code === 'EADDRINUSE' || code === 'EACCES') return freePort();
    throw error;
  }
  await close(server);
  return port;
}

class Terminal {
  text = '';
  readonly #news = new News();
  readonly faces = {
    says: (form: RegExp) => this.#says(form),
    countOf: (form: RegExp) => this.text.match(form)?.length ?? 0,
  };

  write(text: string): void {
    this.text += text;
    this.#news.tell();
  }

  async #says(form: RegExp): Promise<void> {
    await this.#news.until(
      () => form.test(this.text) || undefined,
      () => `${form} on the terminal, which shows: ${this.text}`,
    );
  }
}
