/**
 * Which connections are open at a moment, and which of a few lanes each one
 * has. A lane is free again when its connection has ended.
 *
 * @module
 */

import type { WireEvent } from './record.ts';

/** What an event means for its connection's lane. */
export interface LaneChange {
  /** Counted from 0. */
  readonly lane: number;
  /** Is this the first that was seen of the connection? */
  readonly isFirst: boolean;
  /** Is this the last that can come of it? */
  readonly isLast: boolean;
}

interface OpenConnection {
  readonly lane: number;
  /** Who has sent FIN; the connection ends when both have. */
  readonly ended: Set<WireEvent['from']>;
}

/**
 * Gives the connections of one hop their lanes. It remembers the open ones.
 */
export class Lanes {
  readonly #open = new Map<string, OpenConnection>();

  /** The lanes that are in use. */
  get used(): number[] {
    return [...this.#open.values()].map(({ lane }) => lane);
  }

  /** Takes note of an event on this hop. */
  see({ connection, kind, from }: WireEvent): LaneChange {
    const known = this.#open.get(connection);
    const at = known ?? { lane: this.#freeLane(), ended: new Set() };
    if (!known) this.#open.set(connection, at);
    if (kind === 'fin') at.ended.add(from);
    // Behind the end nothing can come but another end: no lane opens for it.
    const isStray = !known && kind === 'fin';
    const isCut = kind === 'rst' || kind === 'refused';
    const isLast = isCut || isStray || at.ended.size === 2;
    if (isLast) this.#open.delete(connection);
    return { lane: at.lane, isFirst: !known, isLast };
  }

  #freeLane(): number {
    const used = new Set(this.used);
    let lane = 0;
    while (used.has(lane)) lane++;
    return lane;
  }
}

/** How many lanes these events need on a hop. At least 1. */
export function lanesNeeded(
  events: readonly WireEvent[],
  hop: WireEvent['hop'],
): number {
  const lanes = new Lanes();
  let most = 1;
  for (const event of events) {
    if (event.hop === hop) most = Math.max(most, lanes.see(event).lane + 1);
  }
  return most;
}
