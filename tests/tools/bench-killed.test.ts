import { expect, onTestFinished, test } from 'vitest';
import { doesAccept } from '../kit/client.ts';
import { retry } from '../kit/deadlines.ts';
import { start } from './program.ts';

test('a bench that is killed leaves no proxy behind', async () => {
  const bench = start('tests/tools/fixtures/bench-program.ts', []);
  const [, port, pid] = await bench.says(/^port (\d+), process (\d+)$/m);
  onTestFinished(() => endIfRunning(Number(pid)));
  expect(await doesAccept(Number(port))).toBe(true);
  bench.kill('SIGKILL');
  await retry(
    async () => !(await doesAccept(Number(port))),
    () => 'the proxy to end',
  );
});

function endIfRunning(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
