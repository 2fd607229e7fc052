/**
 * A record as a sequence chart for a page.
 *
 * @module
 */

import { bytesIn, isTowardsOrigin, labelOf, nameOf, sizeOf } from './labels.ts';
import { element, escapeMarkup, shape, svgOf } from './markup.ts';
import type { WireEvent, WireRecord } from './record.ts';
import {
  type Bar,
  type Layout,
  layoutOf,
  type Measures,
  NARROW,
  type Place,
  type SvgOptions,
  WIDE,
} from './svg-layout.ts';
import { bytesWords, eventWords } from './words.ts';

/** Bytes of one event shown on hover: no tooltip holds more. */
const HOVER_BYTES = 4096;

/** Draws the sequence chart of a record, as one `svg` element. */
export function sequenceSvg(
  record: WireRecord,
  { id, narrow = false }: SvgOptions,
): string {
  const measures = narrow ? NARROW : WIDE;
  const layout = layoutOf(record, measures);
  const title = record.title || 'What passed on the wire';
  const words = record.events.map((e, at) => `${at + 1}. ${inFull(e)}`);
  if (record.leftOut) words.push(`${record.leftOut} more, not kept.`);
  const { width } = measures;
  return svgOf(
    { id, title, words, width, height: layout.height, narrow },
    lineOf(layout) +
      layout.bars.map(barOf).join('') +
      layout.places.map((place) => eventOf(place, layout, measures)).join('') +
      headOf(layout, measures),
  );
}

/** An event and its bytes, as far as a tooltip goes. */
function inFull(event: WireEvent): string {
  const bytes = bytesWords(event, HOVER_BYTES);
  return `${eventWords(event)}${bytes && `\n${bytes}`}`;
}

/** The proxy's line. */
function lineOf({ proxy, height }: Layout): string {
  const line = { class: 'wire-proxy', x: proxy - 3, y: 34, width: 6, rx: 3 };
  return shape('rect', { ...line, height: height - 34 });
}

/** The three names, in front of all else: a page may keep them in sight. */
function headOf({ proxy }: Layout, { width }: Measures): string {
  const ground = { x: 0, y: 0, width, height: 32 };
  const name = (text: string, x: number, anchor: string): string =>
    element(
      'text',
      { class: 'wire-party', x, y: 22, 'text-anchor': anchor },
      text,
    );
  return element(
    'g',
    { class: 'wire-head' },
    shape('rect', ground) +
      name('client', 6, 'start') +
      name('proxy', proxy, 'middle') +
      name('origin', width - 6, 'end'),
  );
}

function barOf({ name, x, top, bottom, hue }: Bar): string {
  const height = bottom - top + 12;
  const box = { x: x - 4, y: top - 6, width: 8, rx: 4, height };
  return element(
    'g',
    { class: `wire-bar wire-hue-${hue}` },
    element('title', {}, escapeMarkup(name)) + shape('rect', box),
  );
}

function eventOf(place: Place, layout: Layout, measures: Measures): string {
  const { event, y, hue } = place;
  const { row: height, width } = measures;
  const hit = { class: 'wire-hit', x: 0, y: y - height + 8, width, height };
  return element(
    'g',
    { class: `wire-event wire-${event.kind} wire-hue-${hue}` },
    element('title', {}, escapeMarkup(inFull(event))) +
      shape('rect', hit) +
      arrowOf(place, layout) +
      labelAt(place, layout, measures) +
      nameAt(place, measures),
  );
}

/** The connection's name, in the margin beside its lane. */
function nameAt({ event, y }: Place, { width }: Measures): string {
  const [x, anchor] =
    event.hop === 'client' ? [4, 'start'] : [width - 4, 'end'];
  const place = { class: 'wire-name', x, y: y + 4, 'text-anchor': anchor };
  return element('text', place, escapeMarkup(nameOf(event).slice(0, 3)));
}

/** The arrow between a connection's bar and the proxy's line. */
function arrowOf({ event, x, y }: Place, { proxy }: Layout): string {
  const towards = isTowardsOrigin(event) ? 1 : -1;
  const [client, far] =
    event.hop === 'client' ? [x + 5, proxy - 4] : [proxy + 4, x - 5];
  const [from, to] = towards > 0 ? [client, far] : [far, client];
  const line = shape('line', { x1: from, y1: y, x2: to - 6 * towards, y2: y });
  if (event.kind === 'rst' || event.kind === 'refused') {
    const cut = `M${to - 5 * towards - 5} ${y - 5}l10 10m0 -10l-10 10`;
    return line + shape('path', { class: 'wire-cut', d: cut });
  }
  const tip = `M${to} ${y}l${-9 * towards} -4.5v9z`;
  return line + shape('path', { class: 'wire-tip', d: tip });
}

/** What stands above an arrow: the first line, and how many bytes. */
function labelAt(place: Place, layout: Layout, measures: Measures): string {
  const { event, y } = place;
  const { crossesProxy, character } = measures;
  const { from, to } = labelRoom(event, layout, measures);
  const size = event.kind === 'bytes' ? ` ${sizeOf(bytesIn(event))}` : '';
  const room = Math.floor((to - from) / character) - size.length;
  const label = shorten(labelOf(event), room);
  const inner =
    escapeMarkup(label) +
    (size && element('tspan', { class: 'wire-size' }, size));
  const text = { class: 'wire-label', y: y - 7 };
  if (!crossesProxy) return element('text', { ...text, x: from + 4 }, inner);
  // It begins at its arrow's end and may run over the proxy's line.
  const width = (label.length + size.length + 1) * character;
  const x = event.hop === 'origin' ? to - width : from;
  const ground = { class: 'wire-ground', x, y: y - 20, width, height: 16 };
  return shape('rect', ground) + element('text', { ...text, x: x + 4 }, inner);
}

/** Between what pixels the label of an event may stand. */
function labelRoom(
  { hop }: WireEvent,
  { inner, proxy }: Layout,
  { crossesProxy }: Measures,
): { from: number; to: number } {
  const startsAtProxy = hop === 'origin' && !crossesProxy;
  const endsAtProxy = hop === 'client' && !crossesProxy;
  return {
    from: (startsAtProxy ? proxy : inner.client) + 8,
    to: (endsAtProxy ? proxy : inner.origin) - 8,
  };
}

function shorten(label: string, room: number): string {
  if (label.length <= room) return label;
  return `${label.replace(/ ?…$/, '').slice(0, Math.max(1, room - 1))}…`;
}
