/**
 * Which proxies have turns: those that can do the work, that come up, and
 * that pass on what they were sent.
 *
 * @module
 */

import type { Arena } from './arena.ts';
import type { Contestant } from './contestants.ts';
import type { Running } from './running.ts';
import type { Turn } from './turn.ts';
import { takesPart, type Workload } from './workloads.ts';

/** How long, and how often. */
export interface Plan {
  readonly contestants: readonly Contestant[];
  /** Whether the origin is asked itself, too. */
  readonly isDirectAsked: boolean;
  readonly rounds: number;
  readonly seconds: number;
  /** The most connections that can be had. */
  readonly most: number;
  /** Told what goes on. */
  readonly say: (line: string) => void;
}

/** How many turns' time a proxy has before what counts. */
const WARM = 4;

/** The proxies that were started for a piece of work. */
export class Field {
  readonly #arena: Arena;
  readonly #plan: Plan;
  #started: readonly Running[] = [];
  /** Who has turns. */
  readonly ready: Running[] = [];
  /** Who is out, and why. */
  readonly out = new Map<string, string>();

  constructor(arena: Arena, plan: Plan) {
    this.#arena = arena;
    this.#plan = plan;
  }

  /** Starts those who can do the work, and sees whether they do it well. */
  async enter(work: Pick<Workload, 'key' | 'needs' | 'turn'>): Promise<void> {
    const { contestants, say, isDirectAsked } = this.#plan;
    const able = contestants.filter((one) => takesPart(one, work));
    say(`${work.key}: ${able.map(({ key }) => key).join(' ')}`);
    this.#started = await this.#arena.start(able, (key, reason) => {
      this.dismiss(key, reason);
    });
    for (const running of this.#started) {
      const wrong = await this.#arena.verify(running, work.turn);
      if (wrong) this.disqualify(running.key, wrong);
      else this.ready.push(running);
    }
    if (isDirectAsked && !work.needs) this.ready.push(this.#arena.direct());
  }

  /** Turns that do not count: code that runs often gets faster for a while. */
  async warm(turn: Turn): Promise<void> {
    const seconds = this.#plan.seconds * WARM;
    for (const running of this.ready) {
      await this.#arena.turn(running, turn, { seconds });
    }
  }

  /** A proxy whose answers are wrong has no figures. */
  disqualify(key: string, reason: string): void {
    this.dismiss(key, `DISQUALIFIED: ${reason}`);
  }

  /** Takes a proxy out. */
  dismiss(key: string, reason: string): void {
    this.out.set(key, reason);
    this.#plan.say(`${key}: ${reason}`);
  }

  /** Ends all of them. */
  async leave(): Promise<void> {
    await Promise.all(this.#started.map((running) => running.stop()));
  }
}
