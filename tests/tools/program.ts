import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import {
  afterAll,
  beforeAll,
  test as everyTest,
  inject,
  onTestFinished,
  vi,
} from 'vitest';
import { endGroup } from '../../tools/trace/program.ts';
import { RUN_DEADLINE, START_DEADLINE, within } from '../kit/deadlines.ts';
import { HOST } from '../kit/listen.ts';

const ROOT = new URL('../../', import.meta.url);
const PRELOAD = new URL('stripped/preload.mjs', import.meta.url);

/** Windows knows none: there a child is only ever killed. */
export const hasSignals = process.platform !== 'win32';

const whyLeftOut = hasSignals ? '' : ' (left out: Windows knows no signals)';

/**
 * A test of what a signal does, or that needs one to end what it has started.
 * Where there are none it says so in its name.
 */
export function testOfSignals(name: string, act: () => Promise<void>): void {
  everyTest.runIf(hasSignals)(`${name}${whyLeftOut}`, act);
}

/** What has a program, and all that it starts, run by tsx itself. */
export const BY_TSX: NodeJS.ProcessEnv = { NODE_OPTIONS: '' };

/** What has programs start without tsx, which takes most of their time. */
export function withoutTsx(): NodeJS.ProcessEnv {
  const options = `--import=${PRELOAD.href}`;
  return { NODE_OPTIONS: options, STRIPPED: inject('stripped') };
}

/** A program of this project, as a process of its own. */
export interface Program {
  /** Waits until it has said something of this form on its terminal. */
  says(form: RegExp): Promise<RegExpExecArray>;
  /** Tells it to end; without signals ends it, and what it has started. */
  end(): void;
  /** Sends a signal to it alone. */
  kill(signal: NodeJS.Signals): void;
  /**
   * Sends a signal to it and to all that it has started, as Ctrl-C does. It
   * must have a group of its own.
   */
  killGroup(signal: NodeJS.Signals): void;
  /** Stops reading what it says, as a terminal does after Ctrl-S. */
  stopReading(): void;
  readOn(): void;
  /** How it ended, once all that it started has ended too. */
  readonly ending: Promise<Ending>;
}

/** What is left of a program. */
export interface Ending {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Leaves tsx out of what the tools of this project start in this process. */
export function leaveOutTsx(): void {
  beforeAll(() => {
    for (const [name, value] of Object.entries(withoutTsx())) {
      vi.stubEnv(name, value);
    }
  });
  afterAll(() => void vi.unstubAllEnvs());
}

/**
 * Starts a program. It is run as by tsx, but without its types from the start.
 *
 * @param file - In this project: `tools/stage.ts`.
 * @param env - The only variables that say anything about ports or colours.
 * @param hasGroup - Start it in a process group of its own.
 */
export function start(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  hasGroup = false,
): Program {
  const program = ['--import', 'tsx', fileURLToPath(new URL(file, ROOT))];
  const child = spawn(process.execPath, [...program, ...args], {
    cwd: fileURLToPath(ROOT),
    env: { ...plainEnvironment(), ...withoutTsx(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: hasGroup,
  });
  onTestFinished(() => end(child, 'SIGKILL'));
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  // Not 'exit': 'close' waits for whoever else has its output.
  const closed = once(child, 'close').then(([status]) => ({ status, ...said }));
  const awaited = <Value>(event: Promise<Value>, what: string, limit: number) =>
    within(event, () => `${what}: ${JSON.stringify(said)}`, limit);
  return {
    says: (form) => {
      const text = found(child.stdout, form, said);
      return awaited(text, `${file}: ${form}`, START_DEADLINE);
    },
    end: () => end(child, 'SIGTERM'),
    kill: (signal) => void child.kill(signal),
    killGroup: (signal) => void process.kill(-child.pid!, signal),
    stopReading: () => void child.stdout.pause(),
    readOn: () => void child.stdout.resume(),
    ending: awaited(closed, `${file} to end`, RUN_DEADLINE),
  };
}

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  const isOver = child.exitCode !== null || child.signalCode !== null;
  if (hasSignals) child.kill(signal);
  // Who is killed cannot end what it has started.
  else if (!isOver && child.pid) endGroup(child.pid, signal);
}

async function found(
  output: Readable,
  form: RegExp,
  said: { readonly stdout: string },
): Promise<RegExpExecArray> {
  for (;;) {
    const match = form.exec(said.stdout);
    if (match) return match;
    await once(output, 'data');
  }
}

function plainEnvironment(): NodeJS.ProcessEnv {
  const ours = ['PROXY_PORT', 'UPSTREAM_PORT', 'ORIGIN_PORT'];
  const left = new Set([...ours, 'NO_COLOR', 'FORCE_COLOR']);
  const entries = Object.entries(process.env);
  return Object.fromEntries(entries.filter(([name]) => !left.has(name)));
}

/**
 * Sends a request on a connection of its own.
 *
 * @returns all that came back, as latin1, so that a character is a byte.
 */
export async function ask(port: number, request: string): Promise<string> {
  const socket = connect({ port, host: HOST });
  socket.write(request, 'latin1');
  const all = await within(buffer(socket), () => `the answer to ${request}`);
  return all.toString('latin1');
}

/** A request that asks for the connection to be closed behind its answer. */
export function request(line: string, rest = '\r\n'): string {
  return `${line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${rest}`;
}
