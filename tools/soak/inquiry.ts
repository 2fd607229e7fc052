import type { Answer } from './answer.ts';
import type { Asked } from './asked.ts';
import { type Fields, fieldOf } from './fields.ts';
import type { Fault } from './findings.ts';
import type { Ground } from './ground.ts';
import { judge, mayFail } from './judge.ts';
import { isUnsafe } from './order.ts';
import { isCacheable } from './sharing.ts';

/** Something was sent, and what comes back is to be judged. */
interface Pending {
  /** The request; `undefined` if it was none. */
  readonly asked: Asked | undefined;
  /** `unfinished`: the client stopped in the middle of it. */
  readonly kind: 'whole' | 'unfinished' | 'garbage';
  /** Is the proxy excused if this fails? */
  readonly isExcused: () => boolean;
  /** The earliest version that it may be shown. */
  readonly least: number;
}

/** What was asked on one connection, and is still to be answered. */
export class Inquiry {
  /** Names the request that was answered last. */
  nonce = 'none';
  readonly #ground: Ground;
  #pending: Pending[] = [];
  #hasLeft = false;
  #isOver = false;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** Whether all was answered. */
  get isIdle(): boolean {
    return this.#pending.length === 0;
  }

  /** Whether more may be asked on this connection. */
  get goesOn(): boolean {
    return !this.#hasLeft && !this.#isOver;
  }

  /** The method of the request that is answered next. */
  get method(): string | undefined {
    const [first] = this.#pending;
    return first && (first.asked?.order.method ?? 'GET');
  }

  /** Notes that something is sent. */
  ask(asked: Asked | undefined, kind: Pending['kind'] = 'whole'): void {
    const { changes, counts, meter, origin } = this.#ground;
    const { target = '' } = asked?.order ?? {};
    const isExcused = origin.watch(target);
    const least = changes.leastOf(target);
    this.#pending.push({ asked, kind, isExcused, least });
    counts.requests++;
    if (asked) meter.open(asked.order.nonce);
  }

  /** Nothing more is asked here. */
  stop(): void {
    this.#isOver = true;
  }

  /** The client goes without waiting for what is due to it. */
  leave(): void {
    this.#hasLeft = true;
    for (const { asked } of this.#pending) this.#closeMeter(asked);
  }

  /** Judges an interim response. */
  onInterim(status: number, fields: Fields): Fault | undefined {
    const asked = this.#pending[0]?.asked;
    this.#ground.counts.interims++;
    if (!asked) return undefined;
    const { nonce } = asked.order;
    const sign = fieldOf(fields, 'soak');
    if (asked.version === '1.0') {
      const expected = 'no interim response for HTTP/1.0';
      return { invariant: 'answers', expected, got: `${status}` };
    }
    if (sign === nonce || isCacheable(asked)) return undefined;
    return { invariant: 'marks', expected: nonce, got: `${status} ${sign}` };
  }

  /** A piece of a response's body has come, of so many bytes. */
  onPiece(length: number): void {
    const asked = this.#pending[0]?.asked;
    this.#ground.counts.bytes += length;
    if (asked) this.#ground.meter.add(asked.order.nonce, length);
  }

  /** Judges a response that is complete. */
  onAnswer(answer: Answer): Fault | undefined {
    const pending = this.#pending.shift();
    if (!pending) return undefined;
    this.#isOver ||= !this.#isKept(pending, answer);
    this.#closeMeter(pending.asked);
    this.#count(answer);
    this.#noteChange(pending, answer);
    return this.#judge(pending, answer);
  }

  /**
   * Judges the end of the connection.
   *
   * @param begun - The response that has begun and did not end.
   */
  close(begun: Answer | undefined): Fault | undefined {
    const [first, ...others] = this.#pending;
    if (!first) return undefined;
    const { counts } = this.#ground;
    for (const { asked } of this.#pending) this.#closeMeter(asked);
    counts.unanswered += others.length;
    if (begun) counts.cut++;
    else counts.unanswered++;
    if (begun) return this.#judge(first, begun);
    const { asked, kind, isExcused } = first;
    if (this.#hasLeft || this.#isOver || kind !== 'whole') return undefined;
    // The reset of a response that is cut short can overtake its beginning.
    if (asked && mayFail(asked, isExcused())) return undefined;
    this.nonce = asked?.order.nonce ?? 'none';
    const got = 'the end of the connection';
    return { invariant: 'answers', expected: 'a response', got };
  }

  #judge(pending: Pending, answer: Answer): Fault | undefined {
    const { asked, kind, isExcused, least } = pending;
    this.nonce = asked?.order.nonce ?? 'none';
    if (asked && kind === 'whole') {
      return judge(asked, answer, isExcused() || this.#hasLeft, least);
    }
    const isError = answer.status >= 400 && !answer.fields.has('soak');
    if (isError) return undefined;
    const got = `${answer.status}`;
    return { invariant: 'garbage', expected: 'an error', got };
  }

  #isKept({ asked }: Pending, { fields, isKept }: Answer): boolean {
    if (!isKept || asked?.version !== '1.0') return isKept;
    return /keep-alive/i.test(fieldOf(fields, 'connection') ?? '');
  }

  #noteChange({ asked, kind }: Pending, { fields, status }: Answer): void {
    if (!asked || !isUnsafe(asked.order) || kind !== 'whole') return;
    const version = fieldOf(fields, 'soak-version');
    const { target } = asked.order;
    const isDone = status < 400 && version !== undefined;
    if (isDone) this.#ground.changes.confirm(target, Number(version));
  }

  #count({ status, fields }: Answer): void {
    const { counts } = this.#ground;
    if (fields.has('soak')) counts.complete++;
    else if (status === 304) counts.complete++;
    else counts.refused++;
    if (isHit(fields)) counts.hits++;
    if (status === 304) counts.unmodified++;
    if (status === 206) counts.partial++;
    if (fields.has('content-encoding')) counts.gzipped++;
  }

  #closeMeter(asked: Asked | undefined): void {
    if (asked) this.#ground.meter.close(asked.order.nonce);
  }
}

function isHit(fields: Fields): boolean {
  const status = fieldOf(fields, 'cache-status');
  return fields.has('age') || (status !== undefined && /;\s*hit/.test(status));
}
