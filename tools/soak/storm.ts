import { Conversation } from './conversation.ts';
import type { Ground } from './ground.ts';
import type { SoakOptions } from './options.ts';
import type { Origin } from './origin.ts';
import { Random } from './random.ts';
import { scriptFor } from './script.ts';

/** Whose connection does nothing for so long is given up, in seconds. */
const PATIENCE = 30;

/** The origin refuses connections each time that so many have been opened. */
const REFUSAL_EVERY = 700;

/** All clients at once, each followed by the next. */
export class Storm {
  readonly #ground: Ground;
  readonly #origin: Origin;
  readonly #options: SoakOptions;
  readonly #live = new Set<Conversation>();
  readonly #startedAt = Date.now();
  #refusals: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(ground: Ground, origin: Origin, options: SoakOptions) {
    this.#ground = ground;
    this.#origin = origin;
    this.#options = options;
  }

  /** How far it has come: from 0 to 1. */
  get progress(): number {
    const { limit } = this.#options;
    const { requests } = this.#ground.counts;
    if ('requests' in limit) return Math.min(1, requests / limit.requests);
    const seconds = (Date.now() - this.#startedAt) / 1000;
    return Math.min(1, seconds / limit.seconds);
  }

  /** Lets it rage until its time is over and all clients have gone. */
  async rage(): Promise<void> {
    const slots = Array.from({ length: this.#options.connections }, () =>
      this.#serveSlot(),
    );
    const watch = setInterval(() => this.#giveUpSome(), 1000);
    await Promise.all(slots);
    await this.#refusals;
    clearInterval(watch);
  }

  /** Begins nothing more. */
  stop(): void {
    this.#isStopped = true;
    for (const conversation of this.#live) conversation.abandon();
  }

  async #serveSlot(): Promise<void> {
    while (!this.#isStopped && this.progress < 1) {
      const number = ++this.#ground.counts.connections;
      if (number % REFUSAL_EVERY === 0) this.#refuse(number);
      const script = scriptFor(this.#options.seed, number);
      const conversation = new Conversation(script, this.#ground);
      this.#live.add(conversation);
      await conversation.play();
      this.#live.delete(conversation);
    }
  }

  #refuse(number: number): void {
    const random = new Random(this.#options.seed, -number);
    const next = () => this.#origin.refuse(random.between(20, 200));
    this.#refusals = this.#refusals.then(next);
  }

  #giveUpSome(): void {
    const earliest = Date.now() - PATIENCE * 1000;
    for (const conversation of this.#live) {
      if (conversation.lastNews < earliest) conversation.giveUp(PATIENCE);
    }
  }
}
