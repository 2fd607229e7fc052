import { startLines } from './labels.ts';
import type { Sighting, WireEvent } from './record.ts';
import { latin1 } from './visible.ts';

/**
 * Pieces of one message that the live views show one by one. A body of a
 * gigabyte has thousands; of those past this many only the size is shown.
 */
export const PIECES = 8;

/** Bytes in which a start line is looked for. */
const START = 8 * 1024;

/**
 * Counts the pieces in which a message arrives. It remembers, for each open
 * connection and direction, how many there were.
 */
export class PieceCounter {
  readonly #counts = new Map<string, number>();

  /** Which piece of its message these bytes are, counted from 1. */
  see(sighting: Sighting): number {
    for (const ended of endedBy(sighting)) this.#counts.delete(ended);
    if (!sighting.bytes) return 1;
    const key = senderOf(sighting);
    const isFirst = beginsMessage(sighting.bytes);
    const count = isFirst ? 1 : (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count;
  }
}

type Sender = Pick<WireEvent, 'hop' | 'connection' | 'from'>;

/** Who sent it: the same text for the same end of the same connection. */
export function senderOf({ hop, connection, from }: Sender): string {
  return `${hop} ${connection} ${from}`;
}

/** The senders who can send no more, now that this has happened. */
export function endedBy(sighting: Sighting): string[] {
  const { kind, from } = sighting;
  if (kind === 'open' || kind === 'bytes') return [];
  const ended = [senderOf(sighting)];
  if (kind === 'fin') return ended;
  const other = from === 'proxy' ? 'peer' : 'proxy';
  return [...ended, senderOf({ ...sighting, from: other })];
}

function beginsMessage(bytes: Uint8Array): boolean {
  const text = latin1(bytes.subarray(0, START));
  const [first] = startLines(text);
  return first !== undefined && text.startsWith(first);
}
