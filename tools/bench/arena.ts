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
  readonly #origin: Helper;
  readonly #load: Helper;
  #upstream = 0;

  constructor(cores: Cores) {
    this.#cores = cores;
    this.#origin = new Helper('./origin.ts', cores.origin);
    this.#load = new Helper('./load.ts', cores.load);
  }

  /** Waits until the origin listens. */
  async open(): Promise<void> {
    this.#upstream = Number(await this.#origin.says());
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
    const before = this.#look(running);
    const seen = Number(await this.#origin.ask({}));
    const ran = (await this.#tell({ kind: 'run', limit })) as Outcome;
    const after = this.#look(running);
    const reached = Number(await this.#origin.ask({})) - seen;
    await this.#tell({ kind: 'close' });
    const outcome = ran.wrong > 0 ? ran : withWrong(ran, opened as Outcome);
    const sample = sampleOf(outcome, before, after, this.#loadCores());
    const full = before.usage?.resident ?? 0;
    const grown = full - (empty?.resident ?? 0);
    return { outcome, sample, usage: after.usage, grown, reached };
  }

  /** Ends clients and origin. */
  async close(): Promise<void> {
    await Promise.all([this.#load.stop(), this.#origin.stop()]);
  }

  #tell(order: Order): Promise<unknown> {
    return this.#load.ask(order);
  }

  #usageOf({ pid }: Running): Usage | undefined {
    return pid === 0 ? undefined : usageOf(pid);
  }

  #look(running: Running) {
    const load = usageOf(this.#load.pid)?.cpu;
    const origin = usageOf(this.#origin.pid)?.cpu;
    return { usage: this.#usageOf(running), load, origin };
  }

  #loadCores(): 1 | 2 | undefined {
    const { load, origin } = this.#cores;
    if (load === undefined) return undefined;
    return load === origin ? 1 : 2;
  }
}

interface Look {
  readonly usage: Usage | undefined;
  readonly load: number | undefined;
  readonly origin: number | undefined;
}

function withWrong(ran: Outcome, opened: Outcome): Outcome {
  return { ...ran, wrong: opened.wrong, reason: opened.reason };
}

function sampleOf(
  { requests, seconds, p50, p99 }: Outcome,
  before: Look,
  after: Look,
  cores: 1 | 2 | undefined,
): Sample {
  const spent = (from?: number, to?: number): number =>
    (to ?? Number.NaN) - (from ?? Number.NaN);
  const cpu = (spent(before.usage?.cpu, after.usage?.cpu) / requests) * 1e6;
  const load = spent(before.load, after.load) / seconds;
  const origin = spent(before.origin, after.origin) / seconds;
  const share = cores === 1 ? load + origin : Math.max(load, origin);
  const isKnown = cores !== undefined && Number.isFinite(share);
  return {
    requests,
    seconds,
    p50,
    p99,
    ...(Number.isFinite(cpu) && cpu > 0 && { cpu }),
    ...(isKnown && { loadShare: share }),
  };
}
