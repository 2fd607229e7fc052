/**
 * A record as a timeline for the terminal: one row for each client, events
 * from left to right. It shows who waits while whom is served.
 *
 * @module
 */

import type { WireRecord } from './record.ts';
import { ASCII, cutTo, plain, type Signs, UNICODE } from './signs.ts';
import {
  type ClientState,
  clientRows,
  runsOf,
  STATE_WORDS,
} from './timeline.ts';

/** How a timeline looks. */
export interface TimelineOptions {
  /** Columns of the terminal, 40 at least; 80 unless told. */
  readonly columns?: number;
  /** Only ASCII, for terminals without block characters. */
  readonly ascii?: boolean;
}

/** Columns that one event has at most: more make it no clearer. */
const WIDEST = 4;

/** Where several events share a column, the first of these is shown. */
const TELLING: readonly ClientState[] = ['answered', 'waiting', 'reading'];

/**
 * Draws the timeline of a record; the lines end in line feeds. With more
 * events than columns, several share one.
 */
export function timelineText(
  record: WireRecord,
  options: TimelineOptions = {},
): string {
  const columns = Math.max(40, options.columns ?? 80);
  const signs = options.ascii ? ASCII : UNICODE;
  const rows = clientRows(record);
  const margin = Math.min(8, Math.max(1, ...rows.map((r) => r.name.length)));
  const lines = rows.map(({ name, states }) => {
    const cells = spread(states, columns - margin - 1);
    const label = cutTo(name, margin, signs).padEnd(margin);
    return `${label} ${draw(cells, signs)}`.trimEnd();
  });
  if (record.title)
    lines.unshift(cutTo(plain(record.title, signs), columns, signs));
  lines.push(legend(record, signs, margin, columns));
  return lines.map((line) => `${line}\n`).join('');
}

/** One state for each column: an event has several, or several have one. */
function spread(states: readonly ClientState[], room: number): ClientState[] {
  const width = Math.min(WIDEST, Math.floor(room / Math.max(1, states.length)));
  if (width > 0)
    return states.flatMap((s) => Array<ClientState>(width).fill(s));
  return Array.from({ length: room }, (_, column) => {
    const from = Math.floor((column * states.length) / room);
    const to = Math.floor(((column + 1) * states.length) / room);
    const shared = states.slice(from, to);
    return TELLING.find((state) => shared.includes(state)) ?? 'away';
  });
}

/** A row: each run in its sign, with its word where there is room. */
function draw(cells: readonly ClientState[], { fill }: Signs): string {
  const runs = runsOf(cells).map(({ state, from, to }) => {
    const word = ` ${state} `;
    const room = to - from - word.length;
    if (state === 'away' || room < 2) return fill[state].repeat(to - from);
    const before = Math.floor(room / 2);
    return (
      fill[state].repeat(before) + word + fill[state].repeat(room - before)
    );
  });
  return runs.join('');
}

function legend(
  record: WireRecord,
  signs: Signs,
  margin: number,
  columns: number,
): string {
  const indent = ' '.repeat(margin + 1);
  const keys = STATE_WORDS.map(([state]) => `${signs.fill[state]} ${state}`);
  const short = `${indent}${keys.join('   ')}`;
  const count = record.events.length;
  const events = count === 1 ? '1 event' : `${count} events`;
  const more = record.leftOut ? `, ${record.leftOut} more not kept` : '';
  const long = `${short}   (${events} in order${more})`;
  return long.length <= columns ? long : short;
}
