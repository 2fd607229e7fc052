import { expect, test } from 'vitest';
import { partsOf } from '../../tools/trace/flags.ts';

test.each([
  [
    ['--port', '1', '--', 'node', 'x'],
    ['--port', '1'],
    ['node', 'x'],
  ],
  [['--', 'node', '--', 'x'], [], ['node', '--', 'x']],
  [['--port', '1'], ['--port', '1'], []],
  [[], [], []],
  // Typed as `npm run trace -- -- node x` in PowerShell.
  [['node', 'x', '--y'], [], ['node', 'x', '--y']],
])('%j: flags %j, command %j', (args, flags, command) => {
  expect(partsOf(args, [])).toMatchObject({ flags, command });
});
