import { expect, test } from 'vitest';
import type { WireEvent } from '../../tools/wire/record.ts';
import { commandsByHand } from './by-hand.ts';

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

const A = sent('client', 'A', 'GET /\r\n');
const ANSWER = sent('origin', 'origin 1', 'HTTP/1.1 200\r\n');

const CLIENT = "(printf 'GET /\\r\\n'; cat) | npm run -s nc -- 8000";

test('a client and an origin: three commands', () => {
  expect(commandsByHand(record(A, ANSWER), 1)).toEqual([
    'npm run stage:1 -- --no-origin --trace',
    "(printf 'HTTP/1.1 200\\r\\n'; cat) | npm run -s nc -- --listen 9000",
    CLIENT,
  ]);
});

test('a program of one is started, with taps around it', () => {
  const [first] = commandsByHand(record(A, ANSWER), 1, 'node my.js');
  expect(first).toBe('npm run trace -- --no-origin -- node my.js');
});

test('a client alone: the embedded origin will do', () => {
  expect(commandsByHand(record(A), 3)).toEqual([
    'npm run stage:3 -- --trace',
    CLIENT,
  ]);
});

test('who has ended its side does so by hand, even if that was all', () => {
  const ends = record(
    ...[A, did('client', 'A', 'fin')],
    ...[did('origin', 'origin 1', 'open'), did('origin', 'origin 1', 'fin')],
  );
  expect(commandsByHand(ends)).toEqual([
    "printf '' | npm run -s nc -- --listen 9000",
    "printf 'GET /\\r\\n' | npm run -s nc -- 8000",
  ]);
});

test('what a shell or printf would take for its own is escaped', () => {
  const odd = record(sent('client', 'A', "50% \\ ' \xe9\0"));
  expect(commandsByHand(odd)).toEqual([
    "(printf '50%% \\\\ \\047 \\351\\000'; cat) | npm run -s nc -- 8000",
  ]);
});

test.each([
  ['two clients', [A, sent('client', 'B', 'y')]],
  ['two connections to an origin', [A, ANSWER, did('origin', '2', 'open')]],
  ['a client that breaks off', [A, did('client', 'A', 'rst')]],
  ['an origin that breaks off', [A, ANSWER, did('origin', 'origin 1', 'rst')]],
  ['an origin that refuses', [A, did('origin', 'origin 1', 'refused')]],
  ['very much', [sent('client', 'A', 'x'.repeat(1000))]],
])('no command for %s', (_, events) => {
  expect(commandsByHand(record(...events), 3)).toEqual([]);
});
