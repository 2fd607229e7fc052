import type { WireEvent, WireRecord } from '../../record.ts';
import type { News } from '../messages.ts';

/** The page's copy of what is recorded. */
export class LiveCopy {
  #events: WireEvent[] = [];
  #leftOut = 0;

  /** The copy, as a record. */
  get record(): WireRecord {
    return { title: '', events: this.#events, leftOut: this.#leftOut };
  }

  /** Takes over what is new. */
  take({ isAnew, events, leftOut }: News): void {
    this.#events = isAnew ? [] : [...this.#events];
    for (const [place, event] of events) this.#events[place] = event;
    this.#leftOut = leftOut;
  }
}
