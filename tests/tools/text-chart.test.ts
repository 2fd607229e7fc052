import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelOf, sizeOf } from '../../tools/wire/labels.ts';
import { TextChartWriter, textChart } from '../../tools/wire/text-chart.ts';
import {
  CROWD,
  CUT_SHORT,
  NOTHING,
  ONE,
  ONE_BY_ONE,
  recordOf,
  SAMPLES,
} from './record-samples.ts';

const linesOf = (text: string): string[] => text.split('\n');

test('one request, as a chart', () => {
  expect(linesOf(textChart(ONE))).toEqual([
    'One request',
    '',
    'client                               proxy                                origin',
    'A ┌── opens ──────────────────────────►│',
    'A ├── GET / HTTP/1.1 … ──────── 27 B ─►│',
    '  │                                    ├── opens ──────────────────────────►┐ 1',
    '  │                                    ├── GET / HTTP/1.1 … ──────── 27 B ─►│ 1',
    '  │                                    │◄─ HTTP/1.1 200 OK … ─────── 40 B ──┤ 1',
    'A │◄─ HTTP/1.1 200 OK … ─────── 40 B ──┤                                    │',
    '  │                                    │◄─ FIN ─────────────────────────────┤ 1',
    '  │                                    ├── FIN ────────────────────────────►┘ 1',
    'A │◄─ FIN ─────────────────────────────┤',
    'A └── FIN ────────────────────────────►│',
    '',
  ]);
});

test('two clients side by side, in ASCII', () => {
  const lines = linesOf(textChart(ONE_BY_ONE, { ascii: true, columns: 64 }));
  expect(lines.slice(2, 9)).toEqual([
    'client                        proxy                       origin',
    'A .---- opens ----------------->|',
    'B | .-- opens ----------------->|',
    'B | |-- GET / HTTP/1.1 ... ---->|',
    'A |-+-- GET / HTTP/1.1 ... ---->|',
    '  | |                           |-- opens ----------------->. 1',
    '  | |                           |-- GET / HTTP/1.1 ... ---->| 1',
  ]);
});

test('refused and reset are said in words, and end their lane', () => {
  const chart = textChart(CUT_SHORT);
  expect(chart).toContain('│◄─ refused ─');
  expect(chart).toContain('A ×◄─ RST ─');
  expect(linesOf(chart).at(-2)).toBe(
    'A ─── FIN ────────────────────────────►│',
  );
});

test.each([
  ['GET / HTTP/1.1\r\n', 'GET / HTTP/1.1\\r\\n'],
  ['GET / HTTP/1.1\r\nHost: a\r\n', 'GET / HTTP/1.1 …'],
  ['GET / HT', 'GET / HT'],
  ['GET / HTTP/1.1\nHost: a\n', 'GET / HTTP/1.1\\n …'],
  ['\r\n', '\\r\\n'],
  ['\r\nhello', '\\r\\nhello'],
  ['\x00\xff', '\\x00\\xff'],
  [
    'GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\n\r\n',
    'GET /1 + GET /2 …',
  ],
])('%j is labelled %s', (bytes, label) => {
  const [event] = recordOf('', [['A', 'peer', bytes]]).events;
  expect(labelOf(event!)).toBe(label);
});

test.each([
  [0, '0 B'],
  [9999, '9999 B'],
  [12_041, '12.0 kB'],
  [999_400, '999 kB'],
  [999_999, '1.0 MB'],
  [256e6, '256 MB'],
  [1e15, '1000 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeOf(bytes)).toBe(text);
});

test('a writer draws the same lines one by one', () => {
  const chart = new TextChartWriter({ lanes: { client: 1, origin: 1 } });
  const lines = [chart.header(), ...ONE.events.map((e) => chart.line(e))];
  expect(linesOf(textChart(ONE)).slice(2, -1)).toEqual(lines);
});

test('events that were not kept are counted', () => {
  const text = textChart({ ...NOTHING, leftOut: 7 });
  expect(text).toMatch(/\nand 7 more events, not kept\n$/);
});

test('more clients than lanes are still named', () => {
  const lines = linesOf(textChart(CROWD));
  expect(lines.filter((line) => line.startsWith('I '))).toHaveLength(5);
});

test.each([40, 60, 80, 120])('no chart is wider than %d columns', (columns) => {
  for (const record of SAMPLES) {
    for (const line of linesOf(textChart(record, { columns }))) {
      expect(line.length, line).toBeLessThanOrEqual(columns);
    }
    const chart = textChart(record, { columns, ascii: true });
    expect(chart).toMatch(/^[ -~\n]*$/);
    for (const line of linesOf(chart)) {
      expect(line.length, line).toBeLessThanOrEqual(columns);
    }
  }
});

test('whatever was recorded can be drawn, and drives no terminal', () => {
  const step = fc.tuple(
    fc.constantFrom('A', 'B', 'CC', 'origin 1', 'origin 222'),
    fc.constantFrom('peer' as const, 'proxy' as const),
    fc.oneof(
      fc.constantFrom('open', 'fin', 'rst', 'refused', '', '\r\n'),
      fc.string({ unit: 'binary' }).map((text) => text.slice(0, 40)),
    ),
  );
  fc.assert(
    fc.property(fc.array(step), fc.integer({ min: 1, max: 90 }), (steps, n) => {
      const chart = textChart(recordOf('\x1b[2J', steps), { columns: n });
      for (const line of linesOf(chart)) {
        expect(line).toMatch(/^[ -~…×─-╿►◄]*$/);
        expect(line.length).toBeLessThanOrEqual(Math.max(40, n));
      }
    }),
  );
});
