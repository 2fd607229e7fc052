import { expect, test } from 'vitest';
import { start } from './program.ts';

const COMPARE = 'tests/smuggling/compare.ts';

test('npm run compare --help says what its counts mean, and sends nothing', async () => {
  const { stdout, stderr, status } = await start(COMPARE, ['--help']).ending;
  expect(stdout).toContain('AMBIGUOUS');
  expect(stdout).not.toContain('Transfer-Encoding');
  expect([stderr, status]).toEqual(['', 0]);
});

test('npm run compare: an unknown flag is one sentence, status 2', async () => {
  const { stderr, status } = await start(COMPARE, ['--fast']).ending;
  expect(stderr).toBe('There is no "--fast" here: see --help.\n');
  expect(status).toBe(2);
});
