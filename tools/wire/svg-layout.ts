/**
 * Where everything stands in a sequence chart: the lanes of the connections
 * from left to right, the events from top to bottom.
 *
 * @module
 */

import { Lanes, lanesNeeded } from './lanes.ts';
import type { WireEvent, WireRecord } from './record.ts';

/** How a chart is drawn. */
export interface SvgOptions {
  /** Unique in its page: the text alternatives are found by it. */
  readonly id: string;
  /** Draw it for the width of a telephone. */
  readonly narrow?: boolean;
}

/** The measures of a chart, in pixels unless said otherwise. */
export interface Measures {
  readonly width: number;
  /** Height of one event. */
  readonly row: number;
  /** From one lane to the next. */
  readonly step: number;
  /** Width of the margins in which the connections' names stand. */
  readonly margin: number;
  /** Width of one character of a label. */
  readonly character: number;
  /** May a label run over the proxy's line? There is no room otherwise. */
  readonly crossesProxy: boolean;
}

/** For a page that has room. */
export const WIDE: Measures = {
  width: 720,
  row: 36,
  step: 14,
  margin: 32,
  character: 7.6,
  crossesProxy: false,
};

/** For a telephone held upright. */
export const NARROW: Measures = {
  width: 336,
  row: 38,
  step: 11,
  margin: 24,
  character: 6.95,
  crossesProxy: true,
};

/** Height of the three names at the top. */
export const HEAD = 46;

/** One event's place. */
export interface Place {
  readonly event: WireEvent;
  /** The middle of its connection's lane. */
  readonly x: number;
  /** The height of its arrow. */
  readonly y: number;
  readonly hue: string;
  /** Is it the first of its connection, or the last that can come? */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** One connection's bar, from its first event to its last. */
export interface Bar {
  readonly name: string;
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly hue: string;
}

/** A record, laid out. */
export interface Layout {
  readonly places: readonly Place[];
  readonly bars: readonly Bar[];
  readonly height: number;
  readonly proxy: number;
  /** The innermost lane on either side. */
  readonly inner: { readonly client: number; readonly origin: number };
}

/** Lanes a side at most; more connections share the innermost. */
const MOST_LANES = 6;

/** Colours for clients; the next one takes the first again. */
const HUES = 4;

/** Gives each event and each connection its place. */
export function layoutOf(record: WireRecord, measures: Measures): Layout {
  const { events } = record;
  const { margin, step, width, row } = measures;
  const most = {
    client: Math.min(MOST_LANES, lanesNeeded(events, 'client')) - 1,
    origin: Math.min(MOST_LANES, lanesNeeded(events, 'origin')) - 1,
  };
  const columnOf: ColumnOf = (hop, lane) => {
    const x = margin + Math.min(lane, most[hop]) * step;
    return hop === 'client' ? x : width - x;
  };
  const inner = {
    client: columnOf('client', most.client),
    origin: columnOf('origin', most.origin),
  };
  const height = HEAD + (events.length + 0.5) * row;
  const places = placesOf(events, row, columnOf);
  const bars = barsOf(places, height);
  const proxy = (inner.client + inner.origin) / 2;
  return { places, bars, height, proxy, inner };
}

type ColumnOf = (hop: WireEvent['hop'], lane: number) => number;

function placesOf(
  events: readonly WireEvent[],
  row: number,
  columnOf: ColumnOf,
): Place[] {
  const lanes = { client: new Lanes(), origin: new Lanes() };
  const hueOf = hues();
  return events.map((event, at) => {
    const { lane, isFirst, isLast } = lanes[event.hop].see(event);
    const x = columnOf(event.hop, lane);
    const y = HEAD + (at + 0.75) * row;
    return { event, x, y, hue: hueOf(event), isFirst, isLast };
  });
}

/** A connection that did not end has a bar down to the bottom. */
function barsOf(places: readonly Place[], bottom: number): Bar[] {
  const bars: Bar[] = [];
  const open = new Map<string, Bar>();
  for (const { event, x, y, hue, isFirst, isLast } of places) {
    const key = `${event.hop} ${event.connection}`;
    if (isFirst) {
      open.set(key, { name: event.connection, x, top: y, bottom, hue });
    }
    const bar = open.get(key);
    if (!bar || !isLast) continue;
    bars.push({ ...bar, bottom: y });
    open.delete(key);
  }
  return [...bars, ...open.values()];
}

/** Gives each client a colour of its own, as long as there are any. */
function hues(): (event: WireEvent) => string {
  const known = new Map<string, string>();
  return ({ hop, connection }) => {
    if (hop === 'origin') return 'origin';
    const hue = known.get(connection) ?? String(known.size % HUES);
    known.set(connection, hue);
    return hue;
  };
}
