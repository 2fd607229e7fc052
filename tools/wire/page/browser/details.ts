import { labelOf } from '../../labels.ts';
import type { WireEvent } from '../../record.ts';
import { bytesWords, eventWords } from '../../words.ts';
import { byId } from './elements.ts';

const heading = byId('details-heading', HTMLElement);
const bytes = byId('details-bytes', HTMLElement);

const NOTHING =
  'Point at, or tap, what you want to see; the arrow keys do, too.';

/** What is said of events that are no bytes. */
const MEANINGS: Readonly<Record<WireEvent['kind'], string>> = {
  open: 'The connection was opened.',
  bytes: '',
  fin: 'FIN: this side will send no more. It may still read.',
  rst: 'RST: the connection was broken off. What was under way is lost.',
  refused: 'Nobody accepts here. Whoever connected is reset.',
};

/**
 * Shows an event with its bytes; without one, how to choose one.
 *
 * @param place - Of the event in its record, from 0 on.
 */
export function showDetails(event?: WireEvent, place = 0): void {
  heading.textContent = event
    ? `${place + 1}. ${eventWords(event)}`
    : 'No event is chosen';
  bytes.textContent = event
    ? MEANINGS[event.kind] || bytesWords(event)
    : NOTHING;
  bytes.classList.toggle('is-words', event?.kind !== 'bytes');
}

/** An event in one line, for those who hear it. */
export function spoken(event: WireEvent, place: number): string {
  const label = event.kind === 'bytes' ? `: ${labelOf(event)}` : '';
  return `${place + 1}. ${eventWords(event)}${label}`;
}
