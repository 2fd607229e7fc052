import { expect, test } from 'vitest';
import { countedOf, withFirst } from '../../tools/memory/idle.ts';
import {
  type Held,
  perConnection,
  type Round,
  verdictOn,
} from '../../tools/memory/per-connection.ts';
import { start } from './program.ts';

test('what a server held before is no connection of the others', () => {
  const before = { heap: 7_000_000, buffers: 1000 };
  const after = { heap: 7_400_000, buffers: 3000 };
  expect(perConnection(before, after, 200)).toEqual({
    heap: 2000,
    buffers: 10,
  });
});

test('a stage that takes just what is allowed passes', () => {
  const rounds = [roundOf(1000, 1500), roundOf(1000, 1500)];
  expect(verdictOn(rounds, 'untouched', 1.5)).toEqual({
    isFine: true,
    words:
      'an idle connection that has asked nothing: ' +
      '1500 B, 0 B of it buffers, on a bare server 1000 B, 0 B of it ' +
      'buffers: 1.50 times as much (1.5 allowed)',
  });
});

test('one that takes more does not, be it in buffers', () => {
  const bare = { heap: 1000, buffers: 0 };
  const { isFine, words } = verdictOn(
    [roundOf(bare, { heap: 1400, buffers: 101 })],
    'untouched',
    1.5,
  );
  expect(isFine).toBe(false);
  expect(words).toContain('1501 B, 101 B of it buffers');
});

test('one round of three that was disturbed changes nothing', () => {
  const rounds = [roundOf(1000, 1400), roundOf(1000, 90), roundOf(10, 1400)];
  const { isFine, words } = verdictOn(rounds, 'untouched', 1.5);
  expect(isFine).toBe(true);
  expect(words).toContain(': 1.40 times as much');
});

test('what an answer leaves behind is judged apart', () => {
  const round = roundOf(1000, 1400, 1600);
  expect(verdictOn([round], 'untouched', 1.5).isFine).toBe(true);
  expect(verdictOn([round], 'answered', 1.5).isFine).toBe(false);
});

test('where nothing was measured, nothing is fine', () => {
  expect(verdictOn([], 'answered', 1.5).isFine).toBe(false);
  expect(verdictOn([roundOf(0, 0)], 'answered', 1.5).isFine).toBe(false);
});

test('those that come first have room where files are few', () => {
  expect(withFirst(5000)).toBe(5500);
  expect(withFirst(countedOf(824))).toBe(824);
  expect(countedOf(1)).toBe(1);
  expect(countedOf(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
});

test('npm run memory --help names its flags, and measures nothing', async () => {
  const { stdout, status } = await start('tools/memory.ts', ['--help']).ending;
  for (const flag of ['--stage N', '--keys N', '--idle N']) {
    expect(stdout).toContain(flag);
  }
  expect(status).toBe(0);
});

test.each([
  [['basic'], '"basic" is no flag: see --help, and with npm run write'],
  [['--stage', '5'], '--stage must be a stage from 1 to 4, not "5".'],
  [['--keys', 'x'], '--keys must be a whole number from 4 to 10000000, not'],
  [['--idle'], '--idle needs a value: a whole number from 1 to 1000000.'],
])('npm run memory %j is refused in a sentence', async (args, sentence) => {
  const { stderr, status } = await start('tools/memory.ts', args).ending;
  expect(stderr).toMatch(/^[^\n]+\.\n$/);
  expect(stderr).toContain(sentence);
  expect(status).toBe(2);
});

function roundOf(
  bare: number | Held,
  stage: number | Held,
  answered = stage,
): Round {
  return {
    bare: { untouched: heldOf(bare), answered: heldOf(bare) },
    stage: { untouched: heldOf(stage), answered: heldOf(answered) },
  };
}

function heldOf(held: number | Held): Held {
  return typeof held === 'number' ? { heap: held, buffers: 0 } : held;
}
