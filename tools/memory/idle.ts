import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { HOST, listen } from '../../shared/terminal/index.ts';
import { freePort, startServer, startStage } from './children.ts';
import { smallOrigin } from './many-keys.ts';
import {
  type Costs,
  type Held,
  perConnection,
  type Round,
} from './per-connection.ts';

/** How many clients connect at once, so that no queue runs over. */
const AT_ONCE = 64;

/** How often each server has its turn. */
const ROUNDS = 3;

/**
 * For so many connections that are counted one comes before, which asks as
 * often as all of them will. What a server needs but once, such as the code
 * that is compiled when it turns out to run often, is there by then.
 */
const ONE_FIRST_FOR = 10;

/** More than all of it takes, in seconds: no connection is closed meanwhile. */
const PATIENCE = 3600;

const GET = 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n';

const REPORT = 'report-held.ts';

/** How many connections there are in all, where so many are counted. */
export function withFirst(connections: number): number {
  return connections + Math.ceil(connections / ONE_FIRST_FOR);
}

/** How many can be counted, where there can be no more in all than so many. */
export function countedOf(all: number): number {
  return Math.max(1, Math.floor((all * ONE_FIRST_FOR) / (ONE_FIRST_FOR + 1)));
}

/**
 * Finds out what an idle connection costs stage 4, and what it costs a server
 * that does nothing. They take turns, each time in a process of their own.
 *
 * @param connections - At a time.
 */
export async function measureIdle(connections: number): Promise<Round[]> {
  const upstream = await freePort();
  const origin = smallOrigin('no-store');
  await listen(origin, upstream);
  const startStage4 = (port: number) =>
    startStage('features', port, upstream, [
      REPORT,
      `--limit=connections=${withFirst(connections)}`,
      `--timeout=idle=${PATIENCE}`,
    ]);
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const bare = await costsOf(startBare, connections);
    rounds.push({ bare, stage: await costsOf(startStage4, connections) });
  }
  origin.close();
  return rounds;
}

function startBare(port: number): Promise<ChildProcess> {
  return startServer(new URL('bare.ts', import.meta.url), REPORT, [`${port}`]);
}

async function costsOf(
  start: (port: number) => Promise<ChildProcess>,
  connections: number,
): Promise<Costs> {
  const port = await freePort();
  const server = await start(port);
  const all = withFirst(connections);
  const first = await connectMany(port, all - connections);
  for (let times = 0; times < ONE_FIRST_FOR; times++) await askEach(first);
  const before = await heldBy(server, first.length);
  const sockets = await connectMany(port, connections);
  const untouched = await heldBy(server, all);
  await askEach(sockets);
  const answered = await heldBy(server, all);
  for (const socket of [...first, ...sockets]) socket.destroy();
  const gone = once(server, 'exit');
  server.kill();
  await gone;
  return {
    untouched: perConnection(before, untouched, connections),
    answered: perConnection(before, answered, connections),
  };
}

async function heldBy(server: ChildProcess, accepted: number): Promise<Held> {
  server.send(accepted);
  const gone = once(server, 'exit').then(() => {
    throw new Error('The server has ended.');
  });
  const told = once(server, 'message') as Promise<[Held]>;
  const [held] = await Promise.race([told, gone]);
  return held;
}

async function connectMany(port: number, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const length = Math.min(AT_ONCE, count - sockets.length);
    const group = Array.from({ length }, () => connect({ host: HOST, port }));
    await Promise.all(group.map((socket) => once(socket, 'connect')));
    sockets.push(...group);
  }
  return sockets;
}

// One after the other, so that the stage needs one connection upstream.
async function askEach(sockets: readonly Socket[]): Promise<void> {
  for (const socket of sockets) await ask(socket);
}

function ask(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onClose = () => reject(new Error('A connection was closed.'));
    const onData = (bytes: Buffer): void => {
      text += bytes.toString('latin1');
      if (!text.endsWith('hello')) return;
      socket.off('data', onData).off('close', onClose);
      resolve();
    };
    socket.on('data', onData).on('close', onClose);
    socket.write(GET);
  });
}
