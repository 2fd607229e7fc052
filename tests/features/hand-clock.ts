import type { Clock, Deadline } from '../../stages/features/clock.ts';
import { News } from '../kit/news.ts';

/** A second, in milliseconds. */
export const SECOND = 1000;

/** A clock that stands still, unless a test turns it. */
export class HandClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  #elapsed = 0;
  /** The deadlines, and how far ahead each was when it was set. */
  readonly #lengths = new Map<Deadline, number>();
  readonly #news = new News();

  /** Milliseconds since 1970. */
  now(): number {
    return this.#now;
  }

  /** Milliseconds since it was made, as far as it was turned. */
  elapsed(): number {
    return this.#elapsed;
  }

  /** Looks at a deadline whenever it is turned. */
  watch(deadline: Deadline): void {
    this.#lengths.set(deadline, deadline.dueAt - this.#elapsed);
    this.#news.tell();
  }

  /** Waits until the proxy waits for something, at most so many seconds. */
  async isSetTo(seconds: number): Promise<void> {
    const lengths = () =>
      [...this.#lengths]
        .filter(([deadline]) => Number.isFinite(deadline.dueAt))
        .map(([, milliseconds]) => milliseconds / SECOND);
    await this.#news.until(
      () => lengths().includes(seconds) || undefined,
      () => `a timeout of ${seconds} s; there are ${lengths().join()}`,
    );
  }

  /** Sets the time of day: so many milliseconds on, or back if negative. */
  set(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Lets time pass: so many milliseconds. */
  turn(milliseconds: number): void {
    this.set(milliseconds);
    this.#elapsed += milliseconds;
    for (const deadline of this.#lengths.keys()) {
      if (deadline.look(this.#elapsed)) this.#lengths.delete(deadline);
    }
  }

  /** Lets so many seconds pass, all but a millisecond. */
  turnAlmost(seconds: number): void {
    this.turn(seconds * SECOND - 1);
  }
}
