/**
 * What the charts write on an arrow: the first line of the bytes, how many
 * they are, and the words for what is no bytes.
 *
 * @module
 */

import type { WireEvent } from './record.ts';
import { linesOf, visible } from './visible.ts';

/** A request line or a status line, at the start of a line. */
const START_LINE =
  /^(?:[!#$%&'*+.^_`|~\w-]+ \S+ HTTP\/\d\.\d|HTTP\/\d\.\d \d{3}.*?)\r?$/gm;

const WORDS: Readonly<Record<Exclude<WireEvent['kind'], 'bytes'>, string>> = {
  open: 'opens',
  fin: 'FIN',
  rst: 'RST',
  refused: 'refused',
};

/**
 * What an event's arrow says, without its size. A line end is left out where
 * more lines follow, and shown where it is all that shows what was sent.
 */
export function labelOf(event: WireEvent): string {
  if (event.kind !== 'bytes') return WORDS[event.kind];
  const bytes = event.bytes ?? '';
  const starts = startLines(bytes);
  if (starts.length > 1) return `${starts.map(shortLine).join(' + ')} …`;
  const [first = ''] = linesOf(bytes);
  const isAll = first.length === bytes.length && !event.leftOut;
  if (isAll) return visible(bytes);
  const line = first.replace(/\r\n$/, '');
  return line ? `${visible(line)} …` : visible(bytes);
}

/** How many bytes an event stands for, those left out counted in. */
export function bytesIn(event: WireEvent): number {
  return (event.bytes?.length ?? 0) + (event.leftOut ?? 0);
}

/** A number of bytes in few characters: `78 B`, `1.5 MB`. */
export function sizeOf(bytes: number): string {
  if (bytes < 10_000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let size = bytes / 1000;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size < 99.95 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/**
 * The request lines, or the status lines, in these bytes, in their order: the
 * body of a response may quote a request.
 */
export function startLines(bytes: string): string[] {
  const all = [...bytes.matchAll(START_LINE)].map(([line]) => line.trimEnd());
  const isStatus = (line: string) => line.startsWith('HTTP/');
  return all.filter((line) => isStatus(line) === isStatus(all[0]!));
}

/** A start line without its version: several share one arrow. */
function shortLine(line: string): string {
  return visible(line.replace(/^HTTP\/\d\.\d | HTTP\/\d\.\d$/g, ''));
}

/** Where an event's connection stands in the margin: `A`, or `1`. */
export function nameOf(event: WireEvent): string {
  return visible(event.connection.replace(/^origin /, ''));
}

/** Does its arrow point from left to right, that is towards the origin? */
export function isTowardsOrigin({ hop, from }: WireEvent): boolean {
  return (hop === 'client') === (from === 'peer');
}
