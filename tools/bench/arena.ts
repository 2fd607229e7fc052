/**
 * Where proxies have their turns: an origin, clients, and the proxies that
 * were started for a piece of work.
 *
 * @module
 */

import { type Contestant, DIRECT } from './contestants.ts';
import type { Cores } from './cores.ts';
import type { Order } from './load.ts';
import type { Sample } from './report.ts';
import { Helper, type Running, start } from './running.ts';
import type { Limit, Outcome, Turn } from './turn.ts';
import { type Usage, usageOf } from './usage.ts';

/** A turn, measured. */
export interface Measured {
  readonly outcome: Outcome;
  readonly sample: Sample;
  readonly usage: Usage | undefined;
  /** Memory before and with all connections, in bytes. */
  readonly grown: number;
  /** Requests that came through to the origin. */
  readonly reached: number;
}

/** The origin, the clients, and where they run. */
export class Arena {
  readonly #cores: Cores;
  readonly #load: Helper;
  #upstream = 0;

  constructor(cores: Cores) {
    this.#cores = cores;
    this.#load = new Helper('./load.ts', cores.load);
  }

  /** Waits until the origin listens. */
  async open(): Promise<void> {
    this.#upstream = Number(await this.#tell({ kind: 'origin' }));
  }

  /** Starts proxies. Who cannot start is reported, and missing. */
  async start(
    contestants: readonly Contestant[],
    onFailure: (key: string, reason: string) => void,
  ): Promise<Running[]> {
    const running: Running[] = [];
    await Promise.all(
      contestants.map(async (contestant) => {
        try {
          const { proxy } = this.#cores;
          running.push(await start(contestant, this.#upstream, proxy));
        } catch (error) {
          onFailure(contestant.key, `${error}`.replace(/^Error: /, ''));
        }
      }),
    );
    const order = contestants.map(({ key }) => key);
    return running.sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
  }

  /** The origin itself, as if it were a proxy. */
  direct(): Running {
    const port = this.#upstream;
    return { key: DIRECT, port, pid: 0, stop: () => Promise.resolve() };
  }

  /** What is wrong with what a proxy passes on; nothing if all is well. */
  async verify({ port }: Running, turn: Turn): Promise<string> {
    return `${await this.#tell({ kind: 'verify', port, turn })}`;
  }

  /** Gives a proxy a turn. */
  async turn(running: Running, turn: Turn, limit: Limit): Promise<Measured> {
    const { port } = running;
    const empty = this.#usageOf(running);
    const opened = await this.#tell({ kind: 'open', port, turn });
    const before = this.#usageOf(running);
    const seen = await this.#seen();
    const ran = (await this.#tell({ kind: 'run', limit })) as Outcome;
    const after = this.#usageOf(running);
    const reached = (await this.#seen()) - seen;
    await this.#tell({ kind: 'close' });
    const outcome = ran.wrong > 0 ? ran : withWrong(ran, opened as Outcome);
    const sample = sampleOf(outcome, before, after);
    const full = before?.resident ?? 0;
    const grown = full - (empty?.resident ?? 0);
    return { outcome, sample, usage: after, grown, reached };
  }

  /** Ends clients and origin. */
  async close(): Promise<void> {
    await this.#load.stop();
  }

  async #seen(): Promise<number> {
    return Number(await this.#tell({ kind: 'seen' }));
  }

  #tell(order: Order): Promise<unknown> {
    return this.#load.ask(order);
  }

  #usageOf({ pid }: Running): Usage | undefined {
    return pid === 0 ? undefined : usageOf(pid);
  }
}

function withWrong(ran: Outcome, opened: Outcome): Outcome {
  return { ...ran, wrong: opened.wrong, reason: opened.reason };
}

function sampleOf(
  { requests, seconds, p50, p99, idle }: Outcome,
  before: Usage | undefined,
  after: Usage | undefined,
): Sample {
  const spent = (after?.cpu ?? Number.NaN) - (before?.cpu ?? Number.NaN);
  const cpu = (spent / requests) * 1e6;
  return {
    requests,
    seconds,
    p50,
    p99,
    ...(Number.isFinite(cpu) && cpu > 0 && { cpu }),
    loadShare: 1 - idle / seconds,
  };
}
