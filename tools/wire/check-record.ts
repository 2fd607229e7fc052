/**
 * Reads a record that somebody has saved, or changed, or never was one. It
 * runs in a browser too, so it imports no code of Node.
 *
 * @module
 */

import type { WireEvent, WireRecord } from './record.ts';

/** As in record.ts, which a browser cannot load. */
const MOST = { events: 10_000, bytes: 64 * 1024, name: 40, title: 1000 };

const HOPS: readonly unknown[] = ['client', 'origin'];
const SENDERS: readonly unknown[] = ['proxy', 'peer'];
const KINDS: readonly unknown[] = ['open', 'bytes', 'fin', 'rst', 'refused'];

/**
 * The record in this text.
 *
 * @throws Error with one sentence that says why it is none.
 */
export function readRecord(text: string): WireRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('This is no JSON, so it is no record.');
  }
  const { title = '', events, leftOut = 0 } = isObject(value) ? value : {};
  if (!Array.isArray(events)) {
    throw new Error('This is JSON, but no record: it has no list of events.');
  }
  if (typeof title !== 'string' || title.length > MOST.title) {
    throw new Error('This is no record: its title is no short text.');
  }
  if (!isCount(leftOut)) {
    throw new Error('This is no record: "leftOut" is no number of events.');
  }
  if (events.length > MOST.events) {
    throw new Error(
      `This is no record: it has more than ${MOST.events} events.`,
    );
  }
  return { title, events: events.map(readEvent), leftOut };
}

function readEvent(value: unknown, at: number): WireEvent {
  const wrong = isObject(value) ? whatIsWrong(value) : 'it is no event';
  if (!wrong) return value as unknown as WireEvent;
  throw new Error(`This is no record: of event ${at + 1}, ${wrong}.`);
}

/** What is wrong with an event, if anything is. */
function whatIsWrong(event: Record<string, unknown>): string | undefined {
  const { hop, connection, from, kind, bytes, leftOut = 0 } = event;
  if (!HOPS.includes(hop)) return 'the hop is not known';
  if (!SENDERS.includes(from)) return 'the sender is not known';
  if (!KINDS.includes(kind)) return 'the kind is not known';
  if (typeof connection !== 'string' || !connection) {
    return 'the connection has no name';
  }
  if (connection.length > MOST.name) return 'the connection has a long name';
  if (!isCount(leftOut)) return '"leftOut" is no number of bytes';
  if (kind !== 'bytes') return bytes === undefined ? undefined : 'it has bytes';
  if (typeof bytes !== 'string') return 'the bytes are missing';
  if (bytes.length > MOST.bytes) return 'there are too many bytes';
  if (/[^\x00-\xff]/.test(bytes)) return 'a byte is greater than 255';
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
