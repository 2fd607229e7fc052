import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Invariant } from '../../tools/soak/findings.ts';
import { untouchedGround } from '../../tools/soak/ground.ts';
import { Origin } from '../../tools/soak/origin.ts';
import { askPlainly } from '../../tools/soak/plain-client.ts';
import { soak } from '../../tools/soak/run.ts';
import { close, listen } from '../kit/listen.ts';
import { BY_TSX, leaveOutTsx, start, testOfSignals } from './program.ts';

leaveOutTsx();

const BROKEN = new URL('fixtures/broken-proxy.ts', import.meta.url);

/** Which invariants a broken proxy does not keep. */
async function brokenBy(
  wrong: string,
  requests: number,
  patience = 10,
): Promise<readonly Invariant[]> {
  const { findings } = await soak({
    name: wrong,
    main: BROKEN,
    more: [wrong],
    caches: false,
    pools: false,
    seed: 1,
    patience,
    connections: 40,
    limit: { requests },
    say: () => {},
  });
  return findings.list.map(({ invariant }) => invariant);
}

const CASES = [
  ['lets nobody go', 'sockets stay open', 'sockets', 50],
  ['mixes up', 'two responses are mixed up', 'marks', 120],
  ['spoils', 'a byte of a body is wrong', 'bytes', 120],
  ['ends politely', 'what was cut short looks complete', 'whole', 200],
  ['forgets nothing', 'memory grows', 'memory', 300],
  ['mutters', 'something is said on stderr', 'quiet', 75],
  ['dies', 'the process ends', 'alive', 75],
  ['loses track', 'the body of a GET is taken for requests', 'requests', 200],
  ['never asks again', 'an old version is shown', 'fresh', 400],
] as const;

// At once, since they wait more than they work; the longest first.
describe.concurrent('npm run soak finds out a proxy of which', () => {
  for (const [wrong, words, invariant, requests] of CASES) {
    test(words, async () => {
      expect(await brokenBy(wrong, requests)).toContain(invariant);
    });
  }

  // These have to be made to end.
  test('it is caught in a loop', async () => {
    expect(await brokenBy('hangs', 75, 2)).toContain('alive');
  });

  testOfSignals('it does not end when it is told to', async () => {
    expect(await brokenBy('is deaf', 75, 2)).toContain('alive');
  });

  test('a plain client waits for ever', async () => {
    const silent = createServer((socket) => socket.resume());
    const port = await listen(silent);
    const shared = untouchedGround();
    const ground = { ...shared, seed: 1, port, origin: new Origin(shared) };
    const visit = { number: -1, requests: 1, patience: 1 };
    const fault = { invariant: 'served', got: '0, and nothing for 1 seconds' };
    expect(await askPlainly(ground, visit)).toMatchObject(fault);
    await close(silent);
  });
});

test('npm run soak says what it can be told, in 80 columns', async () => {
  const { stdout, status } = await start('tools/soak.ts', ['--help']).ending;
  expect(stdout).toMatch(/--seed N .*\n/);
  for (const line of stdout.split('\n')) {
    expect(line.length).toBeLessThanOrEqual(80);
  }
  expect(status).toBe(0);
});

test('npm run soak: a wrong stage is one sentence, status 2', async () => {
  const { stderr, status } = await start('tools/soak.ts', ['--stage', '2'])
    .ending;
  expect(stderr).toBe('--stage must be 3 or 4, not "2".\n');
  expect(status).toBe(2);
});

test('npm run soak finds nothing in stage 3, nor in stage 4', async () => {
  const small = ['--requests', '200', '--connections', '100', '--seed', '7'];
  const endings = ['3', '4'].map((stage) => {
    const args = ['--stage', stage, ...small];
    const env = stage === '3' ? BY_TSX : {};
    return start('tools/soak.ts', args, env).ending;
  });
  for (const { stdout, status } of await Promise.all(endings)) {
    expect(stdout).toMatch(/^seed 7: 100 clients\n/);
    expect(stdout).toMatch(/\n13 passed, 0 failed\n$/);
    expect(status).toBe(0);
  }
});
