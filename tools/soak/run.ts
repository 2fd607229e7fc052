import { setTimeout as pause } from 'node:timers/promises';
import type { Counts } from './counts.ts';
import type { Fault, Findings } from './findings.ts';
import { type Ground, untouchedGround } from './ground.ts';
import { type Leftovers, leftoversOf } from './leftovers.ts';
import { judgeLevel } from './level.ts';
import type { SoakOptions } from './options.ts';
import { Origin } from './origin.ts';
import { askPlainly } from './plain-client.ts';
import { Program } from './program.ts';
import type { State } from './report-state.ts';
import { Storm } from './storm.ts';
import { progressLine } from './summary.ts';

/** What a soak has shown. */
export interface Soaked {
  readonly findings: Findings;
  readonly counts: Counts;
  readonly leftovers: Leftovers | undefined;
  /** Before, during and after. */
  readonly samples: readonly State[];
}

/** How often memory is looked at in the course of a storm. */
const SAMPLES = 30;

/** Between two looks at the stage, and two lines, in milliseconds. */
const LOOK_EVERY = 100;
const LINE_EVERY = 5000;

/** Between two visits of a plain client, in milliseconds. */
const VISIT_EVERY = 300;

/** How much it asks for when all others have gone. */
const REQUESTS_AFTERWARDS = 5;

/** Soaks one stage. */
export async function soak(options: SoakOptions): Promise<Soaked> {
  const shared = untouchedGround();
  const origin = new Origin(shared);
  const upstream = await origin.listen();
  const program = await Program.start(upstream, options);
  const { seed } = options;
  const ground = { ...shared, seed, origin, port: program.port };
  try {
    return await new Soak(options, ground, origin, program).run();
  } finally {
    await program.stop();
    origin.close();
  }
}

class Soak {
  readonly #options: SoakOptions;
  readonly #ground: Ground;
  readonly #origin: Origin;
  readonly #program: Program;
  readonly #storm: Storm;
  readonly #samples: State[] = [];
  #visits = 0;
  #isOver = false;

  constructor(
    options: SoakOptions,
    ground: Ground,
    origin: Origin,
    program: Program,
  ) {
    this.#options = options;
    this.#ground = ground;
    this.#origin = origin;
    this.#program = program;
    this.#storm = new Storm(ground, origin, options);
  }

  async run(): Promise<Soaked> {
    const { findings, counts } = this.#ground;
    const before = await this.#program.state();
    const watched = [this.#watch(), this.#receive()];
    await this.#storm.rage();
    this.#isOver = true;
    await Promise.all(watched);
    const leftovers = before && (await this.#lookAfter(before));
    this.#check();
    if (!(await this.#program.stop())) this.#onDeafness();
    return { findings, counts, leftovers, samples: this.#samples };
  }

  async #watch(): Promise<void> {
    let lineAt = Date.now() + LINE_EVERY;
    while (!this.#isOver) {
      await pause(LOOK_EVERY);
      if (this.#program.ending) this.#onDeath(this.#program.ending);
      const { progress } = this.#storm;
      // When no more clients come, memory only goes down.
      const isDue = progress * SAMPLES > this.#samples.length;
      if (isDue && progress < 1) await this.#sample();
      if (Date.now() < lineAt) continue;
      lineAt += LINE_EVERY;
      const { counts, findings } = this.#ground;
      const state = this.#samples.at(-1);
      this.#options.say(progressLine(progress, counts, findings, state));
    }
  }

  // Whatever goes on besides: and if nobody is served, is there anybody?
  async #receive(): Promise<void> {
    while (!this.#isOver) {
      const fault = await this.#visit(1);
      if (this.#program.ending) return;
      this.#add(fault);
      if (fault && !(await this.#program.state())) await this.#onSilence();
      await pause(VISIT_EVERY);
    }
  }

  #visit(requests: number): Promise<Fault | undefined> {
    const { patience } = this.#options;
    const number = -++this.#visits;
    return askPlainly(this.#ground, { number, requests, patience });
  }

  async #onSilence(): Promise<void> {
    if (this.#program.ending) return;
    const got = `silence for ${this.#options.patience} seconds`;
    this.#add({ invariant: 'alive', expected: 'a reply', got });
    this.#ground.findings.shut();
    this.#storm.stop();
    this.#isOver = true;
    await this.#program.kill();
  }

  #onDeafness(): void {
    const expected = 'the end, when it is told to';
    this.#add({ invariant: 'alive', expected, got: 'none' });
  }

  #onDeath(got: string): void {
    this.#add({ invariant: 'alive', expected: 'a process', got });
    this.#checkStderr();
    this.#ground.findings.shut();
    this.#storm.stop();
    this.#isOver = true;
  }

  async #sample(): Promise<void> {
    const state = await this.#program.state();
    if (state) this.#samples.push(state);
    else await this.#onSilence();
  }

  async #lookAfter(before: State): Promise<Leftovers> {
    this.#add(judgeLevel(this.#samples));
    const { connections, pools } = this.#options;
    const bound = pools ? connections : 0;
    const [program, origin] = [this.#program, this.#origin] as const;
    const leftovers = await leftoversOf(program, origin, before, bound);
    this.#add(leftovers.fault);
    this.#add(await this.#visit(REQUESTS_AFTERWARDS));
    await this.#sample();
    return leftovers;
  }

  #check(): void {
    const { complete, hits } = this.#ground.counts;
    if (this.#program.ending) this.#onDeath(this.#program.ending);
    this.#checkStderr();
    const expected = 'responses, also from the cache if there is one';
    const got = `${complete}, ${hits} of them from a cache`;
    if (complete > 0 && (hits > 0 || !this.#options.caches)) return;
    this.#add({ invariant: 'traffic', expected, got });
  }

  #checkStderr(): void {
    const { stderr } = this.#program;
    if (!stderr) return;
    this.#add({ invariant: 'quiet', expected: 'nothing', got: stderr });
  }

  #add(fault: Fault | undefined): void {
    if (!fault) return;
    const { name, seed } = this.#options;
    this.#ground.findings.add({ ...fault, where: `${name}, seed ${seed}` });
  }
}
