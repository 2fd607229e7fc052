import { expect, test } from 'vitest';
import { timelineText } from '../../tools/wire/text-chart.ts';
import { clientRows, timelineWords } from '../../tools/wire/timeline.ts';
import {
  CROWD,
  GET,
  NOTHING,
  OK,
  ONE_BY_ONE,
  recordOf,
  SAMPLES,
  SIDE_BY_SIDE,
} from './record-samples.ts';

test('one client at a time: B waits while A is silent and while A is served', () => {
  expect(timelineText(ONE_BY_ONE).split('\n')).toEqual([
    'B waits for A',
    'A ·········░ waiting ░░███·········',
    'B    ···░░░░░░░░░░░░░░░ waiting ░░░░░░░░░░░░░░░███·········',
    '  · reading   ░ waiting   █ answered   (20 events in order)',
    '',
  ]);
});

test('side by side: B is served while A is silent', () => {
  expect(timelineText(SIDE_BY_SIDE, { ascii: true }).split('\n')).toEqual([
    'B is served',
    'A ............ reading ............- waiting --###.........',
    'B    ...- waiting --###.........',
    '  . reading   - waiting   # answered   (20 events in order)',
    '',
  ]);
});

test('the same in words', () => {
  expect(timelineWords(clientRows(SIDE_BY_SIDE))).toEqual([
    'A: reading at events 1 to 11, waiting at events 12 to 15, ' +
      'answered at event 16, reading at events 17 to 19.',
    'B: reading at event 2, waiting at events 3 to 6, ' +
      'answered at event 7, reading at events 8 to 10.',
  ]);
});

const PUT = 'PUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\n';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

/** What the client sends stands behind `<`, what it gets behind `>`. */
test.each<[string, string, ...string[]]>([
  ['half a head', 'reading', '<GET / HT'],
  ['half a body', 'reading', `<${PUT}h`],
  ['a whole body', 'waiting', `<${PUT}hi`],
  ['an interim response', 'waiting', `<${GET}`, '>HTTP/1.1 103 A\r\n\r\n'],
  ['half an answer', 'answered', `<${GET}`, `>${OK.slice(0, -1)}`],
  ['a whole answer', 'reading', `<${GET}`, `>${OK}`],
  ['one answer of two', 'waiting', `<${GET}${GET}`, `>${OK}`],
  ['two answers of two', 'reading', `<${GET}${GET}`, `>${OK}${OK}`],
  ['the first chunks', 'answered', `<${GET}`, `>${CHUNKED}2\r\nhi\r\n`],
  ['all chunks', 'reading', `<${GET}`, `>${CHUNKED}2\r\nhi\r\n0\r\n\r\n`],
  ['trailers', 'reading', `<${GET}`, `>${CHUNKED}0\r\nA: b\r\n\r\n`],
  ['an open end', 'answered', `<${GET}`, '>HTTP/1.1 200 OK\r\n\r\nhi'],
  ['no content', 'reading', `<${GET}`, '>HTTP/1.1 204 No Content\r\n\r\n'],
])('after %s a client is %s', (_, state, ...steps) => {
  const record = recordOf('', [
    ['A', 'peer', 'open'],
    ...steps.map((step) => {
      const from = step.startsWith('<') ? 'peer' : 'proxy';
      return ['A', from, step.slice(1)] as const;
    }),
    // Somebody else's event, so that what A is in now shows.
    ['B', 'peer', 'open'],
  ]);
  expect(clientRows(record)[0]?.states.at(-1)).toBe(state);
});

test('a body too long to be kept still ends', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n';
  const record = recordOf('', [
    ['A', 'peer', 'open'],
    ['A', 'peer', GET],
    ['A', 'proxy', head + 'x'.repeat(100_000)],
    ['B', 'peer', 'open'],
  ]);
  expect(clientRows(record)[0]?.states.at(-1)).toBe('reading');
});

test('more events than columns share them, and an answer still shows', () => {
  const silence = Array.from(
    { length: 300 },
    () => ['B', 'peer', 'open'] as const,
  );
  const record = recordOf('', [
    ['A', 'peer', 'open'],
    ['A', 'peer', GET],
    ...silence,
    ['A', 'proxy', OK],
    ...silence,
  ]);
  const [row = ''] = timelineText(record).split('\n');
  expect(row).toMatch(/^A [·░]+ waiting ░+█·+ reading ·+$/);
  expect(row).toHaveLength(80);
});

test.each([40, 80, 120])('no timeline is wider than %d columns', (columns) => {
  for (const record of SAMPLES) {
    for (const line of timelineText(record, { columns }).split('\n')) {
      expect(line.length, line).toBeLessThanOrEqual(columns);
    }
  }
});

test('nothing happened, and a crowd', () => {
  expect(timelineText(NOTHING)).toContain('(0 events in order)');
  expect(
    clientRows(CROWD)
      .map(({ name }) => name)
      .join(''),
  ).toBe('ABCDEFGHI');
});
