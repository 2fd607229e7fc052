import { quantile } from './figures.ts';
import { type Limit, type Outcome, requestFor, type Turn } from './turn.ts';
import { type Host, Visitor } from './visitor.ts';
import { wakefulness } from './wakefulness.ts';

/** How many clients connect at once, so that no queue runs over. */
const AT_ONCE = 64;

/** So many wrong answers are enough to know. */
const ENOUGH = 20;

/** How much longer than it was to be a turn may last, in milliseconds. */
const GRACE = 15_000;

/** The same for each client, since all of them may have to connect first. */
const GRACE_EACH = 10;

/** All clients of one turn. */
export class Crowd implements Host {
  readonly port: number;
  readonly turn: Turn;
  readonly #visitors: Visitor[];
  readonly #requests: Buffer; // the same each time, unless there are keys
  #isInOrder = true;
  #asked = 0;
  #latencies: number[] = [];
  #answerLength = 0;
  #wrong = 0;
  #reason = '';
  #next: (visitor: Visitor) => Visitor | undefined = () => undefined;
  #busy = 0;
  #done: () => void = () => {};

  constructor(port: number, turn: Turn) {
    this.port = port;
    this.turn = turn;
    this.#requests = Buffer.from(requestFor(turn, 0).repeat(turn.depth));
    const length = turn.connections;
    this.#visitors = Array.from({ length }, () => new Visitor(this));
  }

  /** Lets all connect, and each ask once. */
  async open(): Promise<Outcome> {
    const start = performance.now();
    let opened = AT_ONCE;
    if (!this.turn.isFresh) {
      const first = this.#visitors.slice(0, AT_ONCE);
      await this.#drive(first, () => this.#visitors[opened++], GRACE);
    }
    return this.#outcome(performance.now() - start);
  }

  /** Lets all ask again and again. */
  async run({ seconds, requests }: Limit): Promise<Outcome> {
    this.#latencies = [];
    this.#isInOrder = requests !== undefined;
    this.#asked = 0;
    const start = performance.now();
    const end = start + seconds * 1000;
    wakefulness.begin();
    const isOver = (): boolean =>
      requests === undefined
        ? performance.now() >= end
        : this.#asked >= requests;
    const most = requests ?? this.#visitors.length;
    const next = (visitor: Visitor) => (isOver() ? undefined : visitor);
    const longest = requests === undefined ? seconds * 1000 : 300_000;
    await this.#drive(this.#visitors.slice(0, most), next, longest + GRACE);
    const idle = wakefulness.end();
    return this.#outcome(performance.now() - start, idle);
  }

  /** Lets all leave. */
  close(): void {
    for (const visitor of this.#visitors) visitor.leave();
  }

  nextRequest(): string | Buffer {
    const { keys } = this.turn;
    const at = this.#asked++;
    if (keys === 0) return this.#requests;
    const anyKey = Math.floor(Math.random() * keys);
    return requestFor(this.turn, this.#isInOrder ? at % keys : anyKey);
  }

  onAnswered(visitor: Visitor, milliseconds: number, length: number): void {
    this.#latencies.push(milliseconds);
    this.#answerLength = length;
    this.#goOn(visitor);
  }

  onWrong(visitor: Visitor, reason: string): void {
    this.#wrong += 1;
    this.#reason ||= reason;
    this.#goOn(this.#wrong < ENOUGH ? visitor : undefined);
  }

  #goOn(visitor: Visitor | undefined): void {
    const next = visitor && this.#next(visitor);
    if (next) return next.ask();
    this.#busy -= 1;
    if (this.#busy === 0) this.#done();
  }

  async #drive(
    first: readonly Visitor[],
    next: (visitor: Visitor) => Visitor | undefined,
    longest: number,
  ): Promise<void> {
    if (first.length === 0) return;
    this.#next = next;
    this.#busy = first.length;
    const over = new Promise<void>((resolve) => {
      this.#done = resolve;
    });
    const late = setTimeout(
      () => {
        this.#wrong += this.#busy;
        this.#reason ||= 'no answer';
        this.#done();
      },
      longest + this.turn.connections * GRACE_EACH,
    );
    for (const visitor of first) visitor.ask();
    await over;
    clearTimeout(late);
  }

  #outcome(milliseconds: number, idle = 0): Outcome {
    return {
      requests: this.#latencies.length * this.turn.depth,
      seconds: milliseconds / 1000,
      idle: idle / 1000,
      p50: quantile(this.#latencies, 0.5),
      p99: quantile(this.#latencies, 0.99),
      answerLength: this.#answerLength,
      wrong: this.#wrong,
      reason: this.#reason,
    };
  }
}
