import { expect, onTestFinished, test, vi } from 'vitest';
import { endGroup, endOnCtrlC } from '../../tools/trace/program.ts';

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

test.each([
  ['linux', 'ESRCH', true],
  ['linux', 'EPERM', false],
  ['darwin', 'ESRCH', true],
  ['darwin', 'EPERM', true],
  ['darwin', 'EINVAL', false],
] as const)('%s: %s of a group that is over', (platform, code, isFine) => {
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error(code), { code });
  });
  onTestFinished(() => kill.mockRestore());
  const end = (): void => endGroup(12_345, 'SIGKILL', platform);
  if (isFine) expect(end).not.toThrow();
  else expect(end).toThrow(code);
});
