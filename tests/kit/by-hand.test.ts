import { expect, test } from 'vitest';
import type { WireEvent } from '../../tools/wire/record.ts';
import { commandsByHand } from './by-hand.ts';

const sent = (
  hop: WireEvent['hop'],
  name: string,
  bytes: string,
): WireEvent => ({
  hop,
  connection: name,
  from: 'peer',
  kind: 'bytes',
  bytes,
});

const record = (...events: WireEvent[]) => ({ title: '', events, leftOut: 0 });

test('a client and an origin: three commands', () => {
  const both = record(
    sent('client', 'A', 'GET /\r\n'),
    sent('origin', 'origin 1', 'HTTP/1.1 200\r\n'),
  );
  expect(commandsByHand(both, 1)).toEqual([
    'npm run stage:1 -- --no-origin',
    "printf 'HTTP/1.1 200\\r\\n' | nc -l 127.0.0.1 9000",
    "printf 'GET /\\r\\n' | nc 127.0.0.1 8000",
  ]);
});

test('what a shell or printf would take for its own is escaped', () => {
  const odd = record(sent('client', 'A', "50% \\ ' \xe9\0"));
  expect(commandsByHand(odd)).toEqual([
    "printf '50%% \\\\ \\047 \\351\\000' | nc 127.0.0.1 8000",
  ]);
});

test('no command for two clients, nor for very much', () => {
  const two = record(sent('client', 'A', 'x'), sent('client', 'B', 'y'));
  expect(commandsByHand(two, 3)).toEqual([]);
  const much = record(sent('client', 'A', 'x'.repeat(1000)));
  expect(commandsByHand(much, 3)).toEqual([]);
});
