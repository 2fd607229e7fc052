/**
 * `npm run memory`: does a stage stay small while it relays a body that
 * nobody reads? A gigabyte each way, to a receiver that does not read until
 * the sender is stuck.
 *
 * @module
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { HOST, listen } from '../shared/terminal/index.ts';
import {
  joined,
  type Transfer,
  transfer,
  untilHead,
} from './memory/transfer.ts';

const GIGABYTE = 1e9;

/** What a stage may take, in bytes. Node itself takes half of it. */
const ALLOWED = 150e6;

const stage = process.argv[2] ?? 'concurrency';
const directions = { down: 'a client that waits', up: 'an origin that waits' };

for (const [way, receiver] of Object.entries(directions)) {
  const proxyPort = await freePort();
  const originPort = await freePort();
  const proxy = await startStage(proxyPort, originPort);
  const { heldBackAt, isComplete } = await (way === 'down' ? down : up)(
    originPort,
    proxyPort,
  );
  const peak = await peakOf(proxy);
  proxy.kill();
  const isFine = isComplete && heldBackAt > 0 && peak <= ALLOWED;
  console.log(
    `${isFine ? 'ok  ' : 'FAIL'} ${stage}: 1 GB to ${receiver}: ` +
      `${isComplete ? 'complete' : 'NOT COMPLETE'}, ` +
      `held back after ${megabytes(heldBackAt)}, ` +
      `at most ${megabytes(peak)} of memory (${megabytes(ALLOWED)} allowed)`,
  );
  if (!isFine) process.exitCode = 1;
}

async function down(origin: number, proxy: number): Promise<Transfer> {
  const ends = await joined(origin, proxy, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  ends.origin.write(`HTTP/1.1 200 OK\r\nContent-Length: ${GIGABYTE}\r\n\r\n`);
  await untilHead(ends.client);
  return transfer(ends.origin, ends.client, GIGABYTE);
}

async function up(origin: number, proxy: number): Promise<Transfer> {
  const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${GIGABYTE}\r\n\r\n`;
  const ends = await joined(origin, proxy, head);
  return transfer(ends.client, ends.origin, GIGABYTE);
}

async function startStage(port: number, upstream: number) {
  const main = new URL(`../stages/${stage}/main.ts`, import.meta.url);
  const preload = new URL('./memory/report-peak.ts', import.meta.url);
  const args = ['--port', `${port}`, '--upstream', `${HOST}:${upstream}`];
  const proxy = fork(fileURLToPath(main), args, {
    execArgv: ['--import', 'tsx', '--import', preload.href],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  if (proxy.stdout) await once(proxy.stdout, 'data'); // the banner: it listens
  proxy.stdout?.resume();
  return proxy;
}

async function peakOf(proxy: ChildProcess): Promise<number> {
  proxy.send('How much?');
  const [bytes] = (await once(proxy, 'message')) as [number];
  return bytes;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0);
  server.close();
  return port;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
