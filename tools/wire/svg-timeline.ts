/**
 * A record as a timeline for a page: one row for each client, events from
 * left to right. It shows who waits while whom is served.
 *
 * @module
 */

import { element, escapeMarkup, shape, svgOf } from './markup.ts';
import type { WireRecord } from './record.ts';
import { NARROW, type SvgOptions, WIDE } from './svg-layout.ts';
import {
  type ClientRow,
  type ClientState,
  clientRows,
  type Run,
  runsOf,
  STATE_WORDS,
  timelineWords,
} from './timeline.ts';
import { eventWords } from './words.ts';

/** Pixels: the numbers at the top, a row, the bar in it, the legend. */
const SIZES = { top: 28, row: 38, bar: 26, legend: 34 };

/** Pixels that one event has at most. */
const WIDEST = 44;

/** How many events may pass from one number at the top to the next. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];

/** Width of one character of the legend, in pixels. */
const KEY_CHARACTER = 6.8;

/** Where the columns are. */
interface Grid {
  readonly id: string;
  readonly left: number;
  /** Width of one event. */
  readonly column: number;
  readonly bottom: number;
  readonly character: number;
}

/** Draws the timeline of a record, as one `svg` element. */
export function timelineSvg(
  record: WireRecord,
  { id, narrow = false }: SvgOptions,
): string {
  const { width, character } = narrow ? NARROW : WIDE;
  const rows = clientRows(record);
  const left = narrow ? 24 : 36;
  const count = Math.max(1, record.events.length);
  const column = Math.min(WIDEST, (width - left - 8) / count);
  const bottom = SIZES.top + rows.length * SIZES.row;
  const grid = { id, left, column, bottom, character };
  const title = record.title || 'Who waits for whom';
  const words = timelineWords(rows);
  const height = bottom + SIZES.legend;
  return svgOf(
    { id, title, words, width, height, narrow },
    hatch(id) +
      ticks(record, grid) +
      rows.map((row, at) => rowOf(row, at, grid)).join('') +
      legend(grid, narrow) +
      strips(record, grid),
  );
}

/** Waiting is hatched, so that it is told apart without colours too. */
function hatch(id: string): string {
  const size = { width: 7, height: 7, patternUnits: 'userSpaceOnUse' };
  const lines =
    shape('rect', { class: 'wire-hatch-ground', width: 7, height: 7 }) +
    shape('path', { class: 'wire-hatch', d: 'M-1 1l2 -2M0 7l7 -7M6 8l2 -2' });
  return element(
    'defs',
    {},
    element('pattern', { id: `${id}-hatch`, ...size }, lines),
  );
}

/** The numbers of the events, as many as there is room for. */
function ticks(record: WireRecord, { left, column, bottom }: Grid): string {
  const step = STEPS.find((events) => events * column >= 24) ?? 5000;
  let marks = '';
  for (let event = step; event <= record.events.length; event += step) {
    const x = left + (event - 0.5) * column;
    const line = { class: 'wire-grid', x1: x, y1: 20, x2: x, y2: bottom };
    const text = { class: 'wire-tick', x, y: 14, 'text-anchor': 'middle' };
    marks += shape('line', line) + element('text', text, String(event));
  }
  return marks;
}

function rowOf({ name, states }: ClientRow, at: number, grid: Grid): string {
  const y = SIZES.top + at * SIZES.row + (SIZES.row - SIZES.bar) / 2;
  const label = { class: 'wire-name', x: 4, y: y + 17 };
  const runs = runsOf(states).filter(({ state }) => state !== 'away');
  return (
    element('text', label, escapeMarkup(name.slice(0, 3))) +
    runs.map((run) => runAt(run, y, grid)).join('')
  );
}

/** A run's bar, and its word if there is room for it. */
function runAt({ state, from, to }: Run, y: number, grid: Grid): string {
  const x = grid.left + from * grid.column;
  const width = (to - from) * grid.column;
  const bar = box(state, { x, y, width, height: SIZES.bar }, grid);
  if (width < (state.length + 2) * grid.character) return bar;
  const middle = { x: x + width / 2, y: y + 17, 'text-anchor': 'middle' };
  const style = { class: `wire-word wire-word-${state}` };
  return bar + element('text', { ...style, ...middle }, state);
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function box(state: ClientState, at: Box, { id }: Grid): string {
  // Neighbours stand apart, but what is narrow must not vanish.
  const width = Math.max(0.5, at.width - 2);
  const place = { ...at, x: at.x + 1, width, rx: Math.min(4, width / 2) };
  const fill = state === 'waiting' ? { fill: `url(#${id}-hatch)` } : {};
  return shape('rect', { class: `wire-run wire-${state}`, ...place, ...fill });
}

function legend(grid: Grid, narrow: boolean): string {
  const y = grid.bottom + 8;
  let x = narrow ? 4 : grid.left;
  const keys = STATE_WORDS.map(([state, words]) => {
    const said = narrow ? state : words;
    const key = box(state, { x, y, width: 20, height: 14 }, grid);
    const place = { class: 'wire-key', x: x + 26, y: y + 12 };
    x += 42 + said.length * KEY_CHARACTER;
    return key + element('text', place, said);
  });
  return keys.join('');
}

/** Invisible, over each event's column: what happened, on hover. */
function strips(record: WireRecord, grid: Grid): string {
  const { left, column: width, bottom: height } = grid;
  const marks = record.events.map((event, at) => {
    const strip = { class: 'wire-hit', x: left + at * width, y: 0 };
    const words = escapeMarkup(`${at + 1}. ${eventWords(event)}`);
    const rect = shape('rect', { ...strip, width, height });
    return element(
      'g',
      { class: 'wire-event' },
      element('title', {}, words) + rect,
    );
  });
  return marks.join('');
}
