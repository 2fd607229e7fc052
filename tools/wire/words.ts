/**
 * A record in words, for those who cannot see a chart, and for what a chart
 * shows on hover.
 *
 * @module
 */

import { bytesIn, labelOf, nameOf } from './labels.ts';
import type { WireEvent } from './record.ts';
import { visibleLines } from './visible.ts';

/** What happened, without the bytes: `A to proxy: 40 bytes`. */
export function eventWords(event: WireEvent): string {
  const { hop, from, kind } = event;
  const peer = hop === 'client' ? nameOf(event) : `origin ${nameOf(event)}`;
  const [by, to] = from === 'peer' ? [peer, 'proxy'] : ['proxy', peer];
  if (kind !== 'bytes') return `${by} to ${to}: ${labelOf(event)}`;
  const count = bytesIn(event);
  return `${by} to ${to}: ${count} ${count === 1 ? 'byte' : 'bytes'}`;
}

/**
 * The bytes of an event, each line on a line of its own and ending as it
 * ends; none for an event without bytes.
 *
 * @param most - How many bytes to show; the rest is counted.
 */
export function bytesWords(event: WireEvent, most = Infinity): string {
  const bytes = (event.bytes ?? '').slice(0, most);
  const more = bytesIn(event) - bytes.length;
  const lines = visibleLines(bytes);
  if (more > 0) lines.push(`(${more} more bytes)`);
  return lines.join('\n');
}
