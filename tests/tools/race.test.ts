import { expect, test } from 'vitest';
import { createProxy as concurrency } from '../../stages/concurrency/proxy.ts';
import { createProxy as keepalive } from '../../stages/keepalive/proxy.ts';
import { type Runner, race } from '../../tools/race/run.ts';
import { SITUATIONS } from '../../tools/race/situations.ts';
import { timelineText } from '../../tools/wire/text-chart.ts';
import { clientRows } from '../../tools/wire/timeline.ts';
import { within } from '../kit/deadlines.ts';
import { start } from './program.ts';

const SEQUENTIAL: Runner = {
  number: 2,
  isSequential: true,
  createProxy: keepalive,
};

const CONCURRENT: Runner = {
  number: 3,
  isSequential: false,
  createProxy: concurrency,
};

/** Who had an answer first. */
async function winner(runner: Runner, at: number): Promise<string> {
  const record = await within(race(runner, SITUATIONS[at]!), () => 'the race');
  const ended = clientRows(record).map(({ name, states }) => ({
    name,
    at: states.lastIndexOf('answered'),
  }));
  return ended.sort((one, other) => one.at - other.at)[0]!.name;
}

for (const [at, { title }] of SITUATIONS.entries()) {
  test(`${title}: stage 2 serves A first, stage 3 serves B`, async () => {
    expect(await winner(SEQUENTIAL, at)).toBe('A');
    expect(await winner(CONCURRENT, at)).toBe('B');
  });

  test(`${title}: the picture is the same each time`, async () => {
    for (const runner of [SEQUENTIAL, CONCURRENT]) {
      const pictures = new Set<string>();
      for (let round = 0; round < 3; round++) {
        const drawn = timelineText(await race(runner, SITUATIONS[at]!));
        pictures.add(drawn);
      }
      expect([...pictures]).toHaveLength(1);
    }
  });
}

test('a proxy that should hold B up and does not is found out', async () => {
  const wrong = { ...CONCURRENT, isSequential: true };
  await expect(race(wrong, SITUATIONS[0]!)).rejects.toThrow('B was to wait');
});

test('npm run race draws both stages for each situation', async () => {
  const { stdout, status } = await start('tools/race.ts', []).ending;
  expect(status).toBe(0);
  expect(stdout.match(/^Stage 2: B gets nothing until A /gm)).toHaveLength(4);
  expect(stdout.match(/^Stage 3: B is answered meanwhile/gm)).toHaveLength(4);
  expect(stdout.split('\n').slice(0, 11)).toEqual([
    '1. A connects, and says nothing. Then B asks.',
    '',
    'Stage 2: B gets nothing until A has asked and was answered.',
    'A · reading ··░░░░████····',
    'B     ····░░░░░ waiting ░░░░░░████····',
    '  · reading   ░ waiting   █ answered   (10 events in order)',
    '',
    'Stage 3: B is answered meanwhile.',
    'A ······· reading ········░░░░████····',
    'B     ····░░░░████····',
    '  · reading   ░ waiting   █ answered   (10 events in order)',
  ]);
});

test('npm run race in ASCII; no line is longer than 80 columns', async () => {
  const { stdout } = await start('tools/race.ts', ['--ascii']).ending;
  expect(stdout).toMatch(/^[ -~\n]+$/);
  for (const line of stdout.split('\n')) {
    expect(line.length).toBeLessThanOrEqual(80);
  }
});

test('npm run race: an unknown flag is one sentence, status 2', async () => {
  const { stderr, status } = await start('tools/race.ts', ['--fast']).ending;
  expect(stderr).toBe('There is no "--fast" here: see --help.\n');
  expect(status).toBe(2);
});
