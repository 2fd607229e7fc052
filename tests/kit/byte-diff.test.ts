import { expect, test } from 'vitest';
import { byteDiff } from './byte-diff.ts';

const colour = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
const diff = (expected: string, received: string): string =>
  byteDiff(expected, received).replace(colour, '');

test('equal bytes pass, strings and buffers alike', () => {
  expect(Buffer.from([0xff])).toEqualBytes('\xff');
  expect('a').not.toEqualBytes('b');
});

test('a missing carriage return is seen', () => {
  expect(diff('A: 1\r\nB: 2\r\n\r\n', 'A: 1\r\nB: 2\n\r\n')).toBe(
    [
      'the bytes differ at offset 10 (line 2): ' +
        '"\\r" (0x0d) expected, "\\n" (0x0a) received',
      '  expected 14 bytes, received 13',
      '',
      '            A: 1\\r\\n',
      '- expected  B: 2\\r\\n',
      '+ received  B: 2\\n',
      '            \\r\\n',
    ].join('\n'),
  );
});

test('missing and surplus bytes are called so', () => {
  expect(diff('ab', 'a')).toContain('offset 1 (line 1): the rest is missing');
  expect(diff('a', 'ab')).toContain('offset 1 (line 1): bytes too many');
});

test('bytes without a letter are shown as \\xNN', () => {
  expect(diff('\xe9', '\x00')).toContain('- expected  \\xe9');
  expect(diff('\xe9', '\x00')).toContain('+ received  \\x00');
});

test('long differences are cut', () => {
  const lines = 'x\r\n'.repeat(50);
  expect(diff(lines, '')).toContain('(38 lines more)');
});
