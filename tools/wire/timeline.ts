/**
 * Who waited while whom: what each client was doing at each event of a
 * record, for pictures of concurrency.
 *
 * @module
 */

import { nameOf } from './labels.ts';
import { MessageWatch } from './message-watch.ts';
import type { WireEvent, WireRecord } from './record.ts';

/**
 * `away`: not connected. `reading`: the proxy has not all of its request; it
 * may be silent. `waiting`: it has asked and has no answer yet. `answered`:
 * its answer is on the way.
 */
export type ClientState = 'away' | 'reading' | 'waiting' | 'answered';

/** One client's row: its state at each event of the record. */
export interface ClientRow {
  readonly name: string;
  readonly states: readonly ClientState[];
}

/** Neighbouring events during which a client's state was the same. */
export interface Run {
  readonly state: ClientState;
  /** The first event, counted from 0. */
  readonly from: number;
  /** The event behind the last. */
  readonly to: number;
}

/** What the states are called in a legend, in the order they pass in. */
export const STATE_WORDS: readonly (readonly [ClientState, string])[] = [
  ['reading', 'reading its request'],
  ['waiting', 'waiting for its answer'],
  ['answered', 'being answered'],
];

/** A row for each client, in the order in which they connected. */
export function clientRows(record: WireRecord): ClientRow[] {
  const names = new Set<string>();
  for (const event of record.events) {
    if (event.hop === 'client') names.add(event.connection);
  }
  return [...names].map((connection) => {
    const client = new ClientWatch(connection);
    const states = record.events.map((event) => client.see(event));
    const name = nameOf({ ...record.events[0]!, connection });
    return { name, states };
  });
}

/** A row's states, joined where they are the same. */
export function runsOf(states: readonly ClientState[]): Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (const [at, state] of states.entries()) {
    if (states[at + 1] === state) continue;
    runs.push({ state, from, to: at + 1 });
    from = at + 1;
  }
  return runs;
}

/**
 * The rows in words, for those who cannot see them. The events are counted
 * from 1, as charts do.
 */
export function timelineWords(rows: readonly ClientRow[]): string[] {
  return rows.map(({ name, states }) => {
    const runs = runsOf(states).filter(({ state }) => state !== 'away');
    const words = runs.map(({ state, from, to }) =>
      to - from === 1
        ? `${state} at event ${to}`
        : `${state} at events ${from + 1} to ${to}`,
    );
    return `${name}: ${words.join(', ')}.`;
  });
}

/** Follows one client through a record. It remembers what it owes. */
class ClientWatch {
  readonly #connection: string;
  #requests = new MessageWatch();
  #responses = new MessageWatch();
  #isHere = false;

  constructor(connection: string) {
    this.#connection = connection;
  }

  /** Its state at this event, which may be somebody else's. */
  see(event: WireEvent): ClientState {
    if (event.hop !== 'client' || event.connection !== this.#connection) {
      return this.#state;
    }
    const { kind, from, bytes = '', leftOut = 0 } = event;
    if (kind === 'bytes') {
      this.#isHere = true;
      if (from === 'proxy') {
        this.#responses.see(bytes, leftOut);
        return 'answered';
      }
      this.#requests.see(bytes, leftOut);
    } else if (kind === 'open') {
      this.#isHere = true;
      this.#requests = new MessageWatch();
      this.#responses = new MessageWatch();
    } else if (kind !== 'fin' || from === 'proxy') {
      // The event that ends it still belongs to what it was doing.
      const before = this.#isHere ? this.#state : 'reading';
      this.#isHere = false;
      return before;
    }
    return this.#state;
  }

  get #state(): ClientState {
    if (!this.#isHere) return 'away';
    if (this.#responses.isInside) return 'answered';
    const isOwed = this.#requests.ended > this.#responses.ended;
    return isOwed ? 'waiting' : 'reading';
  }
}
