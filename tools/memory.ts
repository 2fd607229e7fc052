/**
 * `npm run memory`: does a stage stay small while it relays a body that
 * nobody reads? A gigabyte each way, to a receiver that does not read until
 * the sender is stuck. With `--keys N`: does the cache of stage 4 stay within
 * its bound when N small responses are asked for? And with `--idle N`: what
 * do N connections cost stage 4 on which nobody asks, and what would they
 * cost a server that does nothing?
 *
 * @module
 */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  basic,
  concurrency,
  failFor,
  features,
  flagLines,
  keepalive,
  listen,
  readFlags,
  wantsHelp,
  wholeNumber,
} from '../shared/terminal/index.ts';
import { connectionLimit } from './bench/files.ts';
import { freePort, startStage } from './memory/children.ts';
import { countedOf, measureIdle } from './memory/idle.ts';
import { askForKeys, smallOrigin } from './memory/many-keys.ts';
import { MOMENTS, type Moment, verdictOn } from './memory/per-connection.ts';
import {
  joined,
  type Transfer,
  transfer,
  untilHead,
} from './memory/transfer.ts';

const GIGABYTE = 1e9;

/** What a stage may take, in bytes. Node itself takes half of it. */
const ALLOWED = 150e6;

/** What stage 4 may take with a cache that is full: 64 MiB, and itself. */
const ALLOWED_WITH_CACHE = 110e6;

/** How many times as much as on a bare server an idle connection may take. */
const ALLOWED_FOR_IDLE = 1.5;

const STAGES = [basic, keepalive, concurrency, features];

const FLAGS = {
  stage: {
    flag: 'stage',
    value: 'N',
    form: 'a stage from 1 to 4',
    read: (text: string) =>
      STAGES.find(({ number }) => `${number}` === text)?.name,
    help: 'which stage passes on the gigabyte (default 3)',
  },
  keys: {
    flag: 'keys',
    value: 'N',
    form: 'a whole number from 4 to 10000000',
    read: (text: string) => wholeNumber(text, 4, 1e7),
    help: 'ask stage 4 for so many small responses instead',
  },
  idle: {
    flag: 'idle',
    value: 'N',
    form: 'a whole number from 1 to 1000000',
    read: (text: string) => wholeNumber(text, 1, 1e6),
    help: 'hold so many idle connections to stage 4 instead',
  },
} as const;

const HELP = `\
Sends 1 GB through a stage, each way, to someone who does not read at first,
and says what memory the stage took.

  npm run memory -- [flags]

${flagLines(FLAGS).join('\n')}

The status is 1 if it was more than is allowed.
`;

const args = process.argv.slice(2);
if (wantsHelp(args)) process.stdout.write(HELP);
else await measure(args);

async function measure(words: readonly string[]): Promise<void> {
  const { stage = concurrency.name, keys, idle } = flagsFrom(words);
  if (keys) await measureKeys(keys);
  else if (idle) await measureConnections(idle);
  else await measureTransfers(stage);
}

function flagsFrom(words: readonly string[]) {
  try {
    return readFlags(FLAGS, words, {});
  } catch (error) {
    failFor(error);
  }
}

async function measureTransfers(stage: string): Promise<void> {
  const directions = {
    down: 'a client that waits',
    up: 'an origin that waits',
  };
  for (const [way, receiver] of Object.entries(directions)) {
    const [originPort, proxyPort] = [await freePort(), await freePort()];
    const proxy = await startStage(stage, proxyPort, originPort);
    const { heldBackAt, isComplete } = await (way === 'down' ? down : up)(
      originPort,
      proxyPort,
    );
    const peak = await memoryOf(proxy);
    proxy.kill('SIGKILL'); // it would wait for the transfer to be answered
    const isFine = isComplete && heldBackAt > 0 && peak <= ALLOWED;
    say(
      isFine,
      `${stage}: 1 GB to ${receiver}: ` +
        `${isComplete ? 'complete' : 'NOT COMPLETE'}, ` +
        `held back after ${megabytes(heldBackAt)}, ` +
        `at most ${megabytes(peak)} of memory (${megabytes(ALLOWED)} allowed)`,
    );
  }
}

async function measureKeys(keys: number): Promise<void> {
  const [originPort, proxyPort] = [await freePort(), await freePort()];
  const origin = smallOrigin('max-age=9999');
  await listen(origin, originPort);
  const proxy = await startStage('features', proxyPort, originPort, [
    'report-heap.ts',
    `--limit=requests=${keys}`, // all of them on a few connections
  ]);
  for (let quarter = 0; quarter < 4; quarter++) {
    const to = Math.floor((keys * (quarter + 1)) / 4);
    await askForKeys(proxyPort, Math.floor((keys * quarter) / 4), to);
    const used = await memoryOf(proxy);
    say(
      used <= ALLOWED_WITH_CACHE,
      `features: ${to} small responses: ${megabytes(used)} in use ` +
        `(${megabytes(ALLOWED_WITH_CACHE)} allowed)`,
    );
  }
  proxy.kill();
  origin.close();
}

async function measureConnections(wanted: number): Promise<void> {
  const connections = Math.min(wanted, countedOf(connectionLimit()));
  if (connections < wanted) {
    console.log(
      `Only ${connections} connections: a process may not open more files here.`,
    );
  }
  const rounds = await measureIdle(connections);
  for (const moment of Object.keys(MOMENTS) as Moment[]) {
    const { isFine, words } = verdictOn(rounds, moment, ALLOWED_FOR_IDLE);
    say(isFine, `features: ${words}`);
  }
}

function say(isFine: boolean, what: string): void {
  console.log(`${isFine ? 'ok  ' : 'FAIL'} ${what}`);
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

async function memoryOf(proxy: ChildProcess): Promise<number> {
  proxy.send('How much?');
  const [bytes] = (await once(proxy, 'message')) as [number];
  return bytes;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
