import type { WireEvent, WireRecord } from '../../tools/wire/record.ts';
import { get } from './case.ts';

/** What is to be sent once more to see a failure again: a client's part. */
export function sentByClient(bytes: string): WireRecord {
  return { title: '', events: [sent('client', bytes)], leftOut: 0 };
}

/** The same for an origin, which some client has to ask. */
export function sentByOrigin(bytes: string): WireRecord {
  const events = [sent('client', get()), sent('origin', bytes)];
  return { title: '', events, leftOut: 0 };
}

function sent(hop: WireEvent['hop'], bytes: string): WireEvent {
  return { hop, connection: hop, from: 'peer', kind: 'bytes', bytes };
}
