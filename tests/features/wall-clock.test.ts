import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ProtocolError } from '../../shared/parser/index.ts';
import {
  Deadline,
  type DeadlineOwner,
  wallClock,
} from '../../stages/features/clock.ts';
import { News } from '../kit/news.ts';

const HINT =
  'Tests turn a clock of their own by hand; users have the one on the wall. It ' +
  'looks at a deadline again each time that one is set anew.';

/** Remembers what was late. */
class Waiter implements DeadlineOwner {
  readonly told: ProtocolError[] = [];
  readonly deadline = new Deadline(wallClock, this);
  readonly #news = new News();

  onLate(fault: ProtocolError): void {
    this.told.push(fault);
    this.#news.tell();
  }

  isToldOf(message: string): Promise<true> {
    return this.#news.until(
      () => this.told.at(-1)?.message === message || undefined,
      () => message,
    );
  }
}

describe('the clock on the wall', { meta: { hint: HINT } }, () => {
  test('4.782 tells of each deadline that passes, once', async () => {
    const waiter = new Waiter();
    waiter.deadline.set(1, 'No head', 408);
    await waiter.isToldOf('No head in time.');
    waiter.deadline.set(1, 'No body');
    await waiter.isToldOf('No body in time.');
    expect(waiter.told.map(({ status }) => status)).toEqual([408, 504]);
  });

  test('4.783 tells of none that is cleared, nor of one put off', async () => {
    const [cleared, putOff, other] = [new Waiter(), new Waiter(), new Waiter()];
    for (const { deadline } of [cleared, putOff]) deadline.set(1, 'No head');
    cleared.deadline.clear();
    putOff.deadline.set(3_600_000, 'No head');
    other.deadline.set(1, 'No head');
    await other.isToldOf('No head in time.');
    expect([...cleared.told, ...putOff.told]).toEqual([]);
    for (const { deadline } of [cleared, putOff]) deadline.set(1, 'No body');
    await cleared.isToldOf('No body in time.');
    await putOff.isToldOf('No body in time.');
  });

  test('4.873 looks at one once, however often it is put off', () => {
    const watch = vi.spyOn(wallClock, 'watch');
    onTestFinished(() => watch.mockRestore());
    const { deadline } = new Waiter();
    for (const _ of '123') deadline.set(3_600_000, 'No body');
    deadline.clear();
    expect(watch).toHaveBeenCalledOnce();
  });
});
