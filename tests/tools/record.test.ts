import { expect, test } from 'vitest';
import {
  EVENT_BYTES,
  RECORD_EVENTS,
  Recorder,
  type Sighting,
} from '../../tools/wire/record.ts';
import { visible, visibleLines } from '../../tools/wire/visible.ts';

const sent = (bytes: string, from: Sighting['from'] = 'peer'): Sighting => ({
  hop: 'client',
  connection: 'A',
  from,
  kind: 'bytes',
  bytes: Buffer.from(bytes, 'latin1'),
});

const opened: Sighting = {
  hop: 'client',
  connection: 'A',
  from: 'peer',
  kind: 'open',
};

test('events stand in the order in which they were seen', () => {
  const recorder = new Recorder('order');
  recorder.add(opened);
  recorder.add(sent('GET'));
  recorder.add(sent('200', 'proxy'));
  recorder.add({ ...opened, kind: 'fin' });
  const { title, events, leftOut } = recorder.record;
  expect({ title, leftOut }).toEqual({ title: 'order', leftOut: 0 });
  expect(events.map(({ kind, bytes }) => bytes ?? kind)).toEqual([
    'open',
    'GET',
    '200',
    'fin',
  ]);
});

test('neighbouring chunks of one sender are joined', () => {
  const recorder = new Recorder();
  recorder.add(sent('GET / HT'));
  recorder.add(sent('TP/1.1\r\n'));
  expect(recorder.record.events).toEqual([
    { ...opened, kind: 'bytes', bytes: 'GET / HTTP/1.1\r\n' },
  ]);
});

test.each([
  ['the other end', sent('b', 'proxy')],
  ['another connection', { ...sent('b'), connection: 'B' }],
  ['the other hop', { ...sent('b'), hop: 'origin' as const }],
])('bytes of %s are not joined', (_, next) => {
  const recorder = new Recorder();
  recorder.add(sent('a'));
  recorder.add(next);
  expect(recorder.record.events).toHaveLength(2);
});

test('each byte is one character, and JSON keeps it', () => {
  const recorder = new Recorder();
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  recorder.add({ ...sent(''), bytes: all });
  const again = JSON.parse(JSON.stringify(recorder.record));
  expect(again).toEqual(recorder.record);
  expect(Buffer.from(again.events[0].bytes, 'latin1').equals(all)).toBe(true);
});

test('an event keeps 64 KiB and counts the rest', () => {
  const recorder = new Recorder();
  recorder.add(sent('x'.repeat(EVENT_BYTES - 1)));
  expect(recorder.record.events[0]).not.toHaveProperty('leftOut');
  recorder.add(sent('yz'));
  recorder.add(sent('more'));
  const [event] = recorder.record.events;
  expect(event?.bytes?.length).toBe(EVENT_BYTES);
  expect(event?.bytes?.endsWith('xy')).toBe(true);
  expect(event?.leftOut).toBe(5);
});

test('bytes that are not kept are counted, too', () => {
  const recorder = new Recorder();
  recorder.add({ ...sent('a'), leftOut: 2 });
  recorder.add({ ...sent('b'), leftOut: 3 });
  const [event] = recorder.record.events;
  expect(event).toMatchObject({ bytes: 'ab', leftOut: 5 });
});

test('a record keeps 10,000 events and counts the rest', () => {
  const recorder = new Recorder();
  for (let i = 0; i < RECORD_EVENTS + 3; i++) recorder.add(opened);
  expect(recorder.record.events).toHaveLength(RECORD_EVENTS);
  expect(recorder.record.leftOut).toBe(3);
});

test('a record that was taken does not grow', () => {
  const recorder = new Recorder();
  recorder.add(sent('a'));
  const { record } = recorder;
  recorder.add(sent('b'));
  recorder.add(opened);
  expect(record.events.map(({ bytes }) => bytes)).toEqual(['a']);
});

test.each([
  ['\r\n', '\\r\\n'],
  ['\t', '\\t'],
  ['a\\b', 'a\\\\b'],
  ['\x00\x1b\x7f\xff', '\\x00\\x1b\\x7f\\xff'],
  [' ~[]', ' ~[]'],
  ['', ''],
])('%j is visible as %s', (bytes, text) => {
  expect(visible(bytes)).toBe(text);
  expect(visible(Buffer.from(bytes, 'latin1'))).toBe(text);
});

test('lines keep their ends', () => {
  expect(visibleLines('a\r\nb\n\r\nc')).toEqual([
    'a\\r\\n',
    'b\\n',
    '\\r\\n',
    'c',
  ]);
  expect(visibleLines('')).toEqual([]);
});
