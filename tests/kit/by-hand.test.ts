import { expect, test } from 'vitest';
import { typedBytes } from '../../tools/nc/escapes.ts';
import type { WireEvent, WireRecord } from '../../tools/wire/record.ts';
import { commandsByHand, withVariable } from './by-hand.ts';

const did = (
  hop: WireEvent['hop'],
  connection: string,
  kind: WireEvent['kind'],
  bytes?: string,
): WireEvent => ({
  ...{ hop, connection, from: 'peer', kind },
  ...(bytes !== undefined && { bytes }),
});

const sent = (hop: WireEvent['hop'], connection: string, bytes: string) =>
  did(hop, connection, 'bytes', bytes);

const record = (...events: WireEvent[]) => ({ title: '', events, leftOut: 0 });

/** What a shell of Unix is given to do it again. */
const inShell = (events: WireRecord, stage?: number, program?: string) =>
  commandsByHand(events, stage, program, undefined, 'linux');

/** The same on Windows. */
const onWindows = (events: WireRecord, stage?: number, program?: string) =>
  commandsByHand(events, stage, program, undefined, 'win32');

const A = sent('client', 'A', 'GET /\r\n');
const ANSWER = sent('origin', 'origin 1', 'HTTP/1.1 200\r\n');

const CLIENT = "(printf 'GET /\\r\\n'; cat) | npm run -s nc -- 8000";

test('a client and an origin: three commands', () => {
  expect(inShell(record(A, ANSWER), 1)).toEqual([
    'npm run stage:1 -- --no-origin --trace',
    "(printf 'HTTP/1.1 200\\r\\n'; cat) | npm run -s nc -- --listen 9000",
    CLIENT,
  ]);
});

test('a program of one is started, with taps around it', () => {
  const [first] = inShell(record(A, ANSWER), 1, 'node my.js');
  expect(first).toBe('npm run trace -- --no-origin -- node my.js');
});

test('a client alone: the embedded origin will do', () => {
  expect(inShell(record(A), 3)).toEqual(['npm run stage:3 -- --trace', CLIENT]);
});

test('who has ended its side does so by hand, even if that was all', () => {
  const ends = record(
    ...[A, did('client', 'A', 'fin')],
    ...[did('origin', 'origin 1', 'open'), did('origin', 'origin 1', 'fin')],
  );
  expect(inShell(ends)).toEqual([
    "printf '' | npm run -s nc -- --listen 9000",
    "printf 'GET /\\r\\n' | npm run -s nc -- 8000",
  ]);
});

test('what a shell or printf would take for its own is escaped', () => {
  const odd = record(sent('client', 'A', "50% \\ ' \xe9\0"));
  expect(inShell(odd)).toEqual([
    "(printf '50%% \\\\ \\047 \\351\\000'; cat) | npm run -s nc -- 8000",
  ]);
});

test('Windows: what to type at the prompt of nc', () => {
  expect(onWindows(record(A, ANSWER), 1)).toEqual([
    'npm run stage:1 "--" --no-origin --trace',
    'npm run -s nc "--" --listen 9000',
    '  > HTTP/1.1 200',
    'npm run -s nc "--" 8000',
    '  > GET /',
  ]);
  expect(onWindows(record(A, did('client', 'A', 'fin')))).toEqual([
    'npm run -s nc "--" 8000',
    '  > GET /',
    '  > Ctrl-D',
  ]);
  const [trace] = onWindows(record(A, ANSWER), 1, 'node my.js');
  expect(trace).toBe('npm run trace "--" --no-origin "--" node my.js');
});

test.each([
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  "\r\n50% \\ ' \xe9\0\n",
  'no line end',
  'a\\\r\n',
  'a -- b',
])('Windows: %j is sent byte for byte', (bytes) => {
  const [, line = ''] = onWindows(record(sent('client', 'A', bytes)));
  const typed = typedBytes(line.replace('  > ', ''));
  expect(typed.toString('latin1')).toBe(bytes);
});

test("a variable is set in the shell's own way", () => {
  const program = "node 'my proxy.js'";
  expect(withVariable('A', program, 'darwin')).toBe(
    "A='node '\\''my proxy.js'\\''' ",
  );
  expect(withVariable('A', program, 'win32')).toBe(
    "$env:A='node ''my proxy.js'''; ",
  );
});

test.each([
  ['two clients', [A, sent('client', 'B', 'y')]],
  ['two connections to an origin', [A, ANSWER, did('origin', '2', 'open')]],
  ['a client that breaks off', [A, did('client', 'A', 'rst')]],
  ['an origin that breaks off', [A, ANSWER, did('origin', 'origin 1', 'rst')]],
  ['an origin that refuses', [A, did('origin', 'origin 1', 'refused')]],
  ['very much', [sent('client', 'A', 'x'.repeat(1000))]],
])('no command for %s', (_, events) => {
  expect(inShell(record(...events), 3)).toEqual([]);
});
