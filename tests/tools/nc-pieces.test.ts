import { Chalk } from 'chalk';
import { expect, test } from 'vitest';
import { readTask, UsageError } from '../../tools/nc/command-line.ts';
import { typedBytes } from '../../tools/nc/escapes.ts';
import { shown } from '../../tools/nc/shown.ts';
import { visible } from '../../tools/wire/visible.ts';

test.each([
  ['GET / HTTP/1.1', 'GET / HTTP/1.1\r\n'],
  ['', '\r\n'],
  ['no line end\\', 'no line end'],
  ['\\', ''],
  ['a backslash\\\\', 'a backslash\\\r\n'],
  ['both\\\\\\', 'both\\'],
  ['\\r\\n\\t', '\r\n\t\r\n'],
  ['\\x00\\xFF\\xe9', '\x00\xff\xe9\r\n'],
  ['\\\\x41', '\\x41\r\n'],
  ['\\q \\x4 \\xzz', '\\q \\x4 \\xzz\r\n'],
  ['\\n\\', '\n'],
  ['café ☃', 'caf\xc3\xa9 \xe2\x98\x83\r\n'],
])('typing %s sends %j', (line, bytes) => {
  expect(typedBytes(line)).toEqualBytes(bytes);
});

test('what is visible can be typed again', () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  expect(typedBytes(`${visible(all)}\\`)).toEqualBytes(all);
});

const plain = new Chalk({ level: 0 });
const coloured = new Chalk({ level: 1 });

test('received lines show how they end', () => {
  const bytes = Buffer.from('A: 1\r\nB: \x00\xc3\xa9\n\r\nno end', 'latin1');
  expect(shown(bytes, plain, false)).toBe(
    '< A: 1\\r\\n\n< B: \\x00\\xc3\\xa9\\n\n< \\r\\n\n< no end\n',
  );
});

test('a line end is dim, an odd byte stands out', () => {
  const text = shown(Buffer.from('a\\\t\r\n'), coloured, false);
  const { dim, yellow } = coloured;
  const line = `${dim('<')} a\\\\${yellow('\\t')}${dim('\\r\\n')}\n`;
  expect(text).toBe(line);
});

test('hexadecimal stands beside the text', () => {
  const bytes = Buffer.from('HTTP/1.1 200 OK\r\n\x00\xff\r\n', 'latin1');
  expect(shown(bytes, plain, true).split('\n')).toEqual([
    '< 48 54 54 50 2f 31 2e 31 20 32 30 30 20 4f 4b 0d  HTTP/1.1 200 OK\\r',
    '< 0a                                               \\n',
    '< 00 ff 0d 0a                                      ..\\r\\n',
    '',
  ]);
});

const local = { kind: 'connect', host: '127.0.0.1', port: 8000, hex: false };

test.each([
  ['', local],
  ['9000', { ...local, port: 9000 }],
  ['-x localhost:81', { ...local, host: 'localhost', port: 81, hex: true }],
  ['[::1]:8000', { ...local, host: '::1' }],
  ['--listen 9000', { kind: 'listen', port: 9000, hex: false }],
  ['--hex --listen=0', { kind: 'listen', port: 0, hex: true }],
  ['--help 1 2', { kind: 'help' }],
])('nc %s', (line, task) => {
  expect(readTask(line.split(' ').filter(Boolean))).toEqual(task);
});

test.each([
  ['0', '"0" is no port: give a number from 1 to 65535.'],
  ['65536', '"65536" is no port: give a number from 1 to 65535.'],
  ['localhost', '"localhost" is no port: give a number from 1 to 65535.'],
  ['a:b:1', '"a:b:1" is no [HOST:]PORT.'],
  ['1 2', 'Give one [HOST:]PORT, or --listen PORT (see --help).'],
  ['1 --listen 2', 'Give one [HOST:]PORT, or --listen PORT (see --help).'],
  ['--listen x', '"x" is no port: give a number from 0 to 65535.'],
  ['--loud', "Unknown option '--loud' (see --help)."],
  ['--listen', "Option '-l, --listen <value>' argument missing (see --help)."],
])('nc %s is refused in one sentence', (line, sentence) => {
  const read = () => readTask(line.split(' '));
  expect(read).toThrow(UsageError);
  expect(read).toThrow(sentence);
});
