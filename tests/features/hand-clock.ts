import type { Clock } from '../../stages/features/clock.ts';
import { News } from '../kit/news.ts';

interface Alarm {
  readonly at: number;
  readonly milliseconds: number;
  readonly callback: () => void;
}

/** A second, in milliseconds. */
export const SECOND = 1000;

/** A clock that stands still, unless a test turns it. */
export class HandClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  readonly #alarms = new Set<Alarm>();
  readonly #news = new News();

  /** Milliseconds since 1970. */
  now(): number {
    return this.#now;
  }

  /** Calls back once, when it has been turned so far. */
  after(milliseconds: number, callback: () => void): () => void {
    const alarm = { at: this.#now + milliseconds, milliseconds, callback };
    this.#alarms.add(alarm);
    this.#news.tell();
    return () => this.#alarms.delete(alarm);
  }

  /** Waits until the proxy waits for something, at most so many seconds. */
  async isSetTo(seconds: number): Promise<void> {
    const lengths = () =>
      [...this.#alarms].map((alarm) => alarm.milliseconds / SECOND);
    await this.#news.until(
      () => lengths().includes(seconds) || undefined,
      () => `a timeout of ${seconds} s; there are ${lengths().join()}`,
    );
  }

  /** Lets time pass: so many milliseconds. */
  turn(milliseconds: number): void {
    this.#now += milliseconds;
    for (const alarm of this.#alarms) {
      if (alarm.at <= this.#now && this.#alarms.delete(alarm)) alarm.callback();
    }
  }

  /** Lets so many seconds pass, all but a millisecond. */
  turnAlmost(seconds: number): void {
    this.turn(seconds * SECOND - 1);
  }
}
