import { expect, test } from 'vitest';
import { endOnCtrlC } from '../../tools/trace/program.ts';

test.each([
  ['linux', 1],
  ['darwin', 1],
  ['win32', 0],
] as const)(
  '%s: a stage that finishes is told so once',
  async (platform, count) => {
    let told = 0;
    const end = (): void => void told++;
    await endOnCtrlC({ end, status: Promise.resolve(0) }, platform);
    expect(told).toBe(count);
  },
);
