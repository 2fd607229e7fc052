import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { HOST, listen } from '../../shared/terminal/index.ts';

/**
 * Starts a stage, and waits until it listens.
 *
 * @param stage - Its folder's name.
 * @param upstream - The origin's port.
 * @param report - In this folder: what answers questions in its process.
 * @param flags - Besides those for its ports.
 */
export async function startStage(
  stage: string,
  port: number,
  upstream: number,
  [report, ...flags]: readonly [string, ...string[]] = ['report-peak.ts'],
): Promise<ChildProcess> {
  const main = new URL(`../../stages/${stage}/main.ts`, import.meta.url);
  const where = ['--port', `${port}`, '--upstream', `${HOST}:${upstream}`];
  return startServer(main, report, [...where, ...flags]);
}

/**
 * Starts a program that says something as soon as it listens.
 *
 * @param main - Its file.
 * @param report - In this folder: what answers questions in its process.
 */
export async function startServer(
  main: URL,
  report: string,
  args: readonly string[],
): Promise<ChildProcess> {
  const preload = new URL(report, import.meta.url);
  const server = fork(fileURLToPath(main), args, {
    execArgv: ['--expose-gc', '--import', 'tsx', '--import', preload.href],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  process.on('exit', () => server.kill());
  if (server.stdout) await once(server.stdout, 'data'); // it listens
  server.stdout?.resume();
  return server;
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0);
  server.close();
  return port;
}
