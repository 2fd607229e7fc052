import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, AnswerReader } from './answer.ts';
import type { Asked } from './asked.ts';
import type { Fields } from './fields.ts';
import type { Fault } from './findings.ts';
import type { Ground } from './ground.ts';
import { Inquiry } from './inquiry.ts';
import { Line } from './line.ts';
import { requestBytes } from './request-bytes.ts';
import type { Goodbye, Script } from './script.ts';
import { variantOf } from './sharing.ts';

/** For how long those are silent who leave in silence, in milliseconds. */
const SILENCE = 400;

/** One client: it asks what its script says, and judges what it gets. */
export class Conversation {
  readonly #script: Script;
  readonly #ground: Ground;
  readonly #line: Line;
  readonly #answers = new AnswerReader(this);
  readonly #inquiry: Inquiry;
  #received = 0; // bytes
  #isContinued = false; // was the last request told to go on?

  constructor(script: Script, ground: Ground) {
    this.#script = script;
    this.#ground = ground;
    this.#line = new Line(ground.port, script, this);
    this.#inquiry = new Inquiry(ground);
  }

  /** When anything last happened, in milliseconds since 1970. */
  get lastNews(): number {
    return this.#line.lastNews;
  }

  /** Plays the script to its end, and waits until the connection is closed. */
  async play(): Promise<void> {
    const { ending, requests, isPipelined } = this.#script;
    const last = requests.length - 1;
    await this.#line.until(() => this.#line.isConnected);
    for (const [at, asked] of requests.entries()) {
      if (!this.#goesOn) break;
      if (at === last && ending.kind === 'breaks off') {
        await this.#breakOff(asked, ending.at, ending.how);
        break;
      }
      await this.#ask(asked);
      if (isPipelined) continue;
      if (at === last && ending.kind === 'half-closes') this.#line.end();
      await this.#line.until(() => !this.#goesOn || this.#inquiry.isIdle);
    }
    if (this.#goesOn && ending.kind === 'half-closes') this.#line.end();
    await this.#line.until(() => !this.#goesOn || this.#inquiry.isIdle);
    if (this.#goesOn && ending.kind === 'babbles') await this.#babble();
    await this.#goodbye();
  }

  /** Gives up on a proxy that does not answer. */
  giveUp(seconds: number): void {
    const got = `nothing for ${seconds} seconds`;
    this.#report({ invariant: 'answers', expected: 'anything', got });
    this.abandon();
  }

  /** Leaves, whatever is still to come. */
  abandon(): void {
    this.#inquiry.leave();
    this.#line.destroy();
  }

  get #goesOn(): boolean {
    const { isClosed, hasEnded } = this.#line;
    return !isClosed && !hasEnded && this.#inquiry.goesOn;
  }

  async #ask(asked: Asked): Promise<void> {
    const { head, body } = this.#bytesOf(asked);
    this.#isContinued = !asked.expects;
    const isWanted = () => this.#goesOn;
    this.#inquiry.ask(asked);
    await this.#line.send(head, isWanted);
    const isAnswered = () => this.#inquiry.isIdle || !this.#goesOn;
    await this.#line.until(() => this.#isContinued || isAnswered());
    // Who was answered without being told to go on may keep the body, but
    // then has to leave (RFC 9110 10.1.1).
    if (!this.#isContinued && isAnswered()) return this.#inquiry.stop();
    await this.#line.send(body, isWanted);
  }

  async #breakOff(asked: Asked, at: number, how: Goodbye): Promise<void> {
    const { head, body } = this.#bytesOf(asked);
    const all = Buffer.concat([head, body]);
    const length = 1 + Math.floor(at * (all.length - 1));
    if (length >= all.length) return;
    this.#inquiry.ask(asked, 'unfinished');
    await this.#line.send(all.subarray(0, length), () => this.#goesOn);
    await this.#leave(how);
  }

  async #babble(): Promise<void> {
    const { ending } = this.#script;
    if (ending.kind !== 'babbles') return;
    this.#inquiry.ask(undefined, 'garbage');
    await this.#line.send(ending.bytes, () => this.#goesOn);
    if (!ending.ends) await pause(SILENCE);
    this.#line.end();
  }

  async #leave(how: Goodbye): Promise<void> {
    if (how === 'fin') return this.#line.end();
    if (how === 'silence') await pause(SILENCE);
    this.#inquiry.leave();
    if (how === 'reset') this.#line.reset();
    else this.#line.destroy();
  }

  async #goodbye(): Promise<void> {
    this.#line.end();
    await this.#line.until(() => this.#line.hasEnded);
    await this.#line.until(() => false);
    this.#report(this.#inquiry.close(this.#answers.begun));
  }

  #bytesOf(asked: Asked) {
    const { target } = asked.order;
    const tag = this.#ground.origin.tagOf(target, variantOf(asked));
    return requestBytes(asked, tag, this.#script.random);
  }

  onBytes(bytes: Buffer): void {
    const { ending } = this.#script;
    this.#received += bytes.length;
    this.#try(() => this.#answers.push(bytes));
    const isLeaving = ending.kind === 'leaves' && this.#received > ending.after;
    if (isLeaving) this.#leave(ending.how === 'fin' ? 'reset' : ending.how);
  }

  onEnd(): void {
    this.#try(() => this.#answers.close());
  }

  #try(read: () => void): void {
    try {
      read();
    } catch (error) {
      const got = error instanceof Error ? error.message : String(error);
      this.#report({ invariant: 'bytes', expected: 'responses', got });
      this.#inquiry.leave();
      this.#line.destroy();
    }
  }

  method(): string | undefined {
    return this.#inquiry.method;
  }

  onInterim(status: number, fields: Fields): void {
    if (status === 100) this.#isContinued = true;
    this.#report(this.#inquiry.onInterim(status, fields));
  }

  onPiece(length: number): void {
    this.#inquiry.onPiece(length);
  }

  onAnswer(answer: Answer): void {
    this.#report(this.#inquiry.onAnswer(answer));
  }

  #report(fault: Fault | undefined): void {
    if (!fault) return;
    const { number } = this.#script;
    const { seed, findings } = this.#ground;
    const request = `request ${this.#inquiry.nonce}`;
    const where = `seed ${seed}, connection ${number}, ${request}`;
    const sent = this.#line.sent.text;
    const received = this.#line.received.text;
    findings.add({ ...fault, where, sent, received });
  }
}
