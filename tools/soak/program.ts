import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { HOST } from '../../shared/terminal/index.ts';
import type { SoakOptions } from './options.ts';
import type { State } from './report-state.ts';

/** What one needs to know to start one. */
type Started = Pick<SoakOptions, 'main' | 'more' | 'patience'>;

/** A stage that runs as a process of its own, as its users run it. */
export class Program {
  /** Where it listens. */
  port = 0;
  stderr = '';
  /** How it ended; `undefined` while it runs. */
  ending: string | undefined;
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #patience: number; // milliseconds

  private constructor(upstream: number, { main, more, patience }: Started) {
    this.#patience = patience * 1000;
    const preload = new URL('report-state.ts', import.meta.url);
    const to = ['--port', '0', '--upstream', `${HOST}:${upstream}`];
    const loader = ['--import', 'tsx', '--import', preload.href];
    this.#child = fork(fileURLToPath(main), [...to, ...(more ?? [])], {
      execArgv: ['--expose-gc', ...loader],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.#child.on('exit', (code, signal) => {
      this.ending = signal ? `signal ${signal}` : `status ${code}`;
    });
    this.#closed = once(this.#child, 'close');
  }

  /**
   * Starts a stage, and waits until it listens.
   *
   * @param upstream - The port of its upstream.
   * @throws Error if it ends before.
   */
  static async start(upstream: number, how: Started): Promise<Program> {
    const program = new Program(upstream, how);
    await program.#untilBanner();
    return program;
  }

  async #untilBanner(): Promise<void> {
    const output = this.#child.stdout;
    let said = '';
    while (output && this.port === 0) {
      const more = once(output, 'data').then(([bytes]) => String(bytes));
      said += await Promise.race([more, this.#closed.then(() => '')]);
      if (this.ending) throw new Error(`The stage ended: ${this.stderr}`);
      const [, digits] = /127\.0\.0\.1:(\d+)/.exec(said) ?? [];
      this.port = Number(digits ?? 0);
    }
    output?.resume(); // who does not read its log would stop it
  }

  /** What it holds now; `undefined` if it does not say. */
  async state(): Promise<State | undefined> {
    if (this.ending || !this.#child.connected) return undefined;
    const answer = once(this.#child, 'message').then(([state]) => state);
    // If it ends at this moment, 'close' tells, and not an error of `send`.
    this.#child.send('What do you hold?', () => {});
    return this.#inTime(answer);
  }

  /** Ends it, by force if it does not hear. Returns whether it did. */
  async stop(): Promise<boolean> {
    this.#child.kill();
    await this.#inTime(this.#closed);
    if (this.ending) return true;
    await this.kill();
    return false;
  }

  /** Ends it by force: who is caught in a loop hears nothing else. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  async #inTime<Value>(value: Promise<Value>): Promise<Value | undefined> {
    const controller = new AbortController();
    const { signal } = controller;
    const late = pause(this.#patience, undefined, { signal });
    const ended = this.#closed.then(() => undefined);
    const never = late.catch(() => undefined);
    const first = await Promise.race([value, never, ended]);
    controller.abort();
    return first;
  }
}
