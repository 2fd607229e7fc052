import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { close, freePort, listen } from './listen.ts';

test('a port that was given up does not soon come again', async () => {
  const ports = new Set<number>();
  for (let turn = 0; turn < 1000; turn++) ports.add(await freePort());
  expect(ports.size).toBe(1000);
});

test('a port that somebody has is left out', async () => {
  const [first, second] = [await freePort(), await freePort()];
  const other = createServer();
  const taken = await listen(other, second + (second - first));
  onTestFinished(() => close(other));
  expect(await freePort()).not.toBe(taken);
});
