/**
 * A chart with all that belongs to it on a page: drawn twice, for wide and
 * for narrow pages (wire.css shows one of them), and in words, for those
 * who have no mouse or see no pictures.
 *
 * @module
 */

import { element, escapeMarkup } from './markup.ts';
import type { WireRecord } from './record.ts';
import type { SvgOptions } from './svg-layout.ts';
import { sequenceSvg } from './svg-sequence.ts';
import { timelineSvg } from './svg-timeline.ts';
import { bytesWords, eventWords } from './words.ts';

/** The sequence chart of a record, as one `figure` element. */
export function sequenceFigure(
  record: WireRecord,
  { id }: Pick<SvgOptions, 'id'>,
): string {
  const wide = sequenceSvg(record, { id: `${id}-wide` });
  const narrow = sequenceSvg(record, { id: `${id}-narrow`, narrow: true });
  return figure(record, wide + narrow);
}

/** The timeline of a record, as one `figure` element. */
export function timelineFigure(
  record: WireRecord,
  { id }: Pick<SvgOptions, 'id'>,
): string {
  const wide = timelineSvg(record, { id: `${id}-wide` });
  const narrow = timelineSvg(record, { id: `${id}-narrow`, narrow: true });
  return figure(record, wide + narrow);
}

function figure(record: WireRecord, drawings: string): string {
  const title = element('figcaption', {}, escapeMarkup(record.title));
  const box = element('div', { class: 'wire-box' }, drawings);
  return element('figure', { class: 'wire' }, title + box + inWords(record));
}

function inWords(record: WireRecord): string {
  const items = record.events.map((event) => {
    const words = escapeMarkup(eventWords(event));
    const bytes = escapeMarkup(bytesWords(event));
    return element('li', {}, words + (bytes && element('pre', {}, bytes)));
  });
  const more = record.leftOut
    ? element('p', {}, `${record.leftOut} more events, not kept.`)
    : '';
  return element(
    'details',
    { class: 'wire-words' },
    element('summary', {}, 'Every byte, in words') +
      element('ol', {}, items.join('')) +
      more,
  );
}
