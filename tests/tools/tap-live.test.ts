import { expect, test } from 'vitest';
import {
  LiveRecord,
  RECORD_BYTES,
  UNSEEN,
} from '../../tools/wire/live-record.ts';
import { LiveText } from '../../tools/wire/live-text.ts';
import { PIECES } from '../../tools/wire/pieces.ts';
import {
  EVENT_BYTES,
  RECORD_EVENTS,
  type Sighting,
} from '../../tools/wire/record.ts';

const OK = 'HTTP/1.1 200 OK\r\n\r\n';

function bytes(connection: string, text: string | Buffer): Sighting {
  const [hop, from] = connection.startsWith('origin')
    ? (['origin', 'peer'] as const)
    : (['client', 'proxy'] as const);
  const sent = Buffer.from(text as string, 'latin1');
  return { hop, connection, from, kind: 'bytes', bytes: sent };
}

function end(connection: string): Sighting {
  const { bytes: _, ...what } = bytes(connection, '');
  return { ...what, kind: 'fin' };
}

/** A body in many pieces, each seen on both hops. */
function* relayed(pieces: number, piece: string): Iterable<Sighting> {
  yield bytes('origin 1', OK);
  yield bytes('A', OK);
  for (let at = 0; at < pieces; at++) {
    yield bytes('origin 1', piece);
    yield bytes('A', piece);
  }
  yield end('origin 1');
  yield end('A');
}

test('a body in thousands of pieces takes few events, no byte uncounted', () => {
  const live = new LiveRecord();
  for (const sighting of relayed(5000, 'x'.repeat(1000))) live.add(sighting);
  const { events, leftOut } = live.record;
  expect(leftOut).toBe(0);
  expect(events.length).toBe(2 * PIECES + 2);
  const ofA = events.filter(({ connection }) => connection === 'A');
  const count = ofA.reduce(
    (sum, event) => sum + (event.bytes?.length ?? 0) + (event.leftOut ?? 0),
    0,
  );
  expect(count).toBe(5_000_000 + OK.length);
  expect(ofA.every(({ bytes: b = '' }) => b.length <= EVENT_BYTES)).toBe(true);
});

test('the next message has events of its own again', () => {
  const live = new LiveRecord();
  for (const sighting of relayed(50, 'x')) live.add(sighting);
  const before = live.record.events.length;
  live.add(bytes('A', OK));
  live.add(bytes('origin 1', OK));
  live.add(bytes('A', 'body'));
  expect(live.record.events.length).toBe(before + 3);
});

test('a full record says how many events it left out', () => {
  const live = new LiveRecord();
  for (let at = 0; at < RECORD_EVENTS + 7; at++) live.add(end('A'));
  const { events, leftOut } = live.record;
  expect({ kept: events.length, leftOut }).toEqual({
    kept: RECORD_EVENTS,
    leftOut: 7,
  });
});

test('the bytes that are kept have a bound, and the rest is counted', () => {
  const live = new LiveRecord();
  const body = Buffer.alloc(EVENT_BYTES);
  const rounds = RECORD_BYTES / EVENT_BYTES + 10;
  for (let at = 0; at < rounds; at++) {
    live.add(end(`${at}`));
    live.add(bytes(`${at}`, body));
  }
  expect(live.record.events.at(-1)).toMatchObject({
    bytes: '',
    leftOut: EVENT_BYTES,
  });
});

test('who looks now and then gets all that is new, and only that', () => {
  const live = new LiveRecord();
  live.add(bytes('A', 'ab'));
  live.add(bytes('B', 'cd'));
  const first = live.changesSince(UNSEEN, 1);
  expect(first).toMatchObject({ isAnew: true, events: [[0, { bytes: 'ab' }]] });
  const second = live.changesSince(first.seen, 10);
  expect(second).toMatchObject({ isAnew: false, events: [[1, {}]] });
  expect(live.hasNews(second.seen)).toBe(false);
  live.add(bytes('B', 'ef'));
  const third = live.changesSince(second.seen, 10);
  expect(third.events).toMatchObject([[1, { bytes: 'cdef' }]]);
  live.clear();
  const anew = live.changesSince(third.seen, 10);
  expect(anew).toMatchObject({ isAnew: true, events: [] });
});

test('a listener that has left hears no more', () => {
  const live = new LiveRecord();
  let calls = 0;
  const leave = live.listen(() => calls++);
  live.add(end('A'));
  leave();
  live.add(end('A'));
  expect(calls).toBe(1);
});

test('the live chart has few lines for a long body, and all its bytes', () => {
  const lines: string[] = [];
  const text = new LiveText({}, (line) => lines.push(line));
  for (const sighting of relayed(10_000, 'x'.repeat(1000))) text.see(sighting);
  expect(lines.length).toBeLessThan(60);
  expect(lines.at(-1)).toContain('FIN');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

test('each piece that is typed by hand has its line', () => {
  const lines: string[] = [];
  const text = new LiveText({}, (line) => lines.push(line));
  const typed = { hop: 'client', connection: 'A', from: 'peer' } as const;
  text.see({ ...typed, kind: 'open' });
  for (const line of ['GET / HTTP/1.1\r\n', 'Host: a\r\n', '\r\n']) {
    text.see({ ...typed, kind: 'bytes', bytes: Buffer.from(line) });
  }
  expect(lines).toEqual([
    'client                               proxy                                origin',
    'A ┌────── opens ──────────────────────►│',
    'A ├────── GET / HTTP/1.1\\r\\n ── 16 B ─►│',
    'A ├────── Host: a\\r\\n ────────── 9 B ─►│',
    'A ├────── \\r\\n ───────────────── 2 B ─►│',
  ]);
});

test('what a program says cannot drive the terminal', () => {
  const lines: string[] = [];
  const text = new LiveText({}, (line) => lines.push(line));
  text.say('\x1b[2Jhello');
  expect(lines).toEqual(['\\x1b[2Jhello']);
});
