/**
 * A record as a sequence chart for the terminal: clients on the left, the
 * proxy in the middle, the origin on the right, and a line for each event.
 *
 * ```
 * client                            proxy                           origin
 * A ┌── opens ───────────────────────►│
 * A ├── GET / HTTP/1.1 … ───── 37 B ─►│
 *   │                                 ├── opens ───────────────────────►┐ 1
 * ```
 *
 * @module
 */

import { bytesIn, isTowardsOrigin, labelOf, nameOf, sizeOf } from './labels.ts';
import { Lanes, lanesNeeded } from './lanes.ts';
import type { WireEvent, WireRecord } from './record.ts';
import { ASCII, cutTo, plain, type Signs, UNICODE } from './signs.ts';

export { timelineText } from './text-timeline.ts';

/** How a text chart looks. */
export interface TextChartOptions {
  /** Columns of the terminal, 40 at least; 80 unless told. */
  readonly columns?: number;
  /** Only ASCII, for terminals without box-drawing characters. */
  readonly ascii?: boolean;
  /** Connections that can be open side by side; more share the last lane. */
  readonly lanes?: { readonly client: number; readonly origin: number };
}

/** Lanes a side at most, so that the arrows keep room for their labels. */
const MOST_LANES = 6;

/** Columns of an arrow's words that leave room for a size. */
const ROOMY = 24;

/** Columns of a connection's name in the margin. */
const NAME = 2;

/** Draws a whole record; the lines end in line feeds. */
export function textChart(
  record: WireRecord,
  options: Omit<TextChartOptions, 'lanes'> = {},
): string {
  const client = lanesNeeded(record.events, 'client');
  const origin = lanesNeeded(record.events, 'origin');
  const chart = new TextChartWriter({ ...options, lanes: { client, origin } });
  const lines = [chart.header(), ...record.events.map((e) => chart.line(e))];
  if (record.title) lines.unshift(chart.words(record.title), '');
  if (record.leftOut) {
    lines.push(chart.words(`and ${record.leftOut} more events, not kept`));
  }
  return lines.map((line) => `${line}\n`).join('');
}

/**
 * Draws a chart line by line, for events that are still to come. It
 * remembers which connections are open.
 */
export class TextChartWriter {
  readonly #columns: number;
  readonly #signs: Signs;
  readonly #lanes = { client: new Lanes(), origin: new Lanes() };
  readonly #lastLane: { readonly client: number; readonly origin: number };
  /** The column of the proxy's line. */
  readonly #proxy: number;

  constructor(options: TextChartOptions = {}) {
    const { columns = 80, ascii = false, lanes } = options;
    const { client = 3, origin = 3 } = lanes ?? {};
    this.#columns = Math.max(40, columns);
    this.#signs = ascii ? ASCII : UNICODE;
    const most = this.#columns < 60 ? 2 : MOST_LANES;
    this.#lastLane = {
      client: Math.min(client, most) - 1,
      origin: Math.min(origin, most) - 1,
    };
    const left = this.#columnOf('client', this.#lastLane.client);
    const right = this.#columnOf('origin', this.#lastLane.origin);
    this.#proxy = Math.floor((left + right) / 2);
  }

  /** The line that names the three parties. */
  header(): string {
    const line = blank(this.#columns);
    write(line, 0, 'client');
    write(line, this.#proxy - 2, 'proxy');
    write(line, this.#columns - 'origin'.length, 'origin');
    return line.join('');
  }

  /** A line of words between the events, cut to the chart's width. */
  words(text: string): string {
    return cutTo(plain(text, this.#signs), this.#columns, this.#signs);
  }

  /** The line of one event. */
  line(event: WireEvent): string {
    const { hop } = event;
    const { lane, isFirst, isLast } = this.#lanes[hop].see(event);
    const line = blank(this.#columns);
    this.#drawOpen(line);
    const at = this.#columnOf(hop, Math.min(lane, this.#lastLane[hop]));
    this.#drawArrow(line, at, event);
    line[at] = this.#laneSign(event, isFirst, isLast);
    const name = cutTo(nameOf(event), NAME, this.#signs);
    write(line, hop === 'client' ? 0 : this.#columns - NAME, name);
    return line.join('').trimEnd();
  }

  #columnOf(hop: WireEvent['hop'], lane: number): number {
    const margin = NAME + 2 * lane;
    return hop === 'client' ? margin : this.#columns - 1 - margin - 1;
  }

  #drawOpen(line: string[]): void {
    for (const hop of ['client', 'origin'] as const) {
      for (const lane of this.#lanes[hop].used) {
        const shown = Math.min(lane, this.#lastLane[hop]);
        line[this.#columnOf(hop, shown)] = this.#signs.bar;
      }
    }
    line[this.#proxy] = this.#signs.bar;
  }

  /** The arrow between a lane and the proxy, with what it says. */
  #drawArrow(line: string[], at: number, event: WireEvent): void {
    const { bar, dash, cross, left, right } = this.#signs;
    const isRightward = isTowardsOrigin(event);
    const [from, to] = [Math.min(at, this.#proxy), Math.max(at, this.#proxy)];
    for (let x = from + 1; x < to; x++) {
      line[x] = line[x] === bar ? cross : dash;
    }
    this.#drawLabel(line, event);
    if (isRightward) line[to - 1] = right;
    else line[from + 1] = left;
    const isProxys = event.from === 'proxy';
    if (isProxys) line[this.#proxy] = this.#signs.tee[event.hop];
  }

  /** Words and size stand clear of all lanes, each in its own column. */
  #drawLabel(line: string[], event: WireEvent): void {
    const { hop } = event;
    const last = this.#columnOf(hop, this.#lastLane[hop]);
    const from = (hop === 'client' ? last : this.#proxy) + 3;
    const to = (hop === 'client' ? this.#proxy : last) - 2;
    const hasSize = event.kind === 'bytes' && to - from >= ROOMY;
    const size = hasSize ? ` ${sizeOf(bytesIn(event))} ` : '';
    const room = to - from - size.length - 3;
    const label = plain(labelOf(event), this.#signs);
    write(line, from, ` ${cutTo(label, room, this.#signs)} `);
    write(line, to - size.length, size);
  }

  #laneSign(event: WireEvent, isFirst: boolean, isLast: boolean): string {
    const { cut, first, last, only, bar, tee } = this.#signs;
    if (event.kind === 'rst' || event.kind === 'refused') return cut;
    const side = event.hop === 'client' ? 'origin' : 'client';
    if (isFirst && isLast) return only;
    if (isFirst) return first[event.hop];
    if (isLast) return last[event.hop];
    return event.from === 'peer' ? tee[side] : bar;
  }
}

function blank(columns: number): string[] {
  return Array.from({ length: columns }, () => ' ');
}

function write(line: string[], from: number, text: string): void {
  for (const [at, sign] of [...text].entries()) line[from + at] = sign;
}
