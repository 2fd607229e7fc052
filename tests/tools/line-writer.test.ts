import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { LineWriter } from '../../shared/terminal/line-writer.ts';
import { visibleJson } from '../../shared/terminal/visible.ts';

/** A writer with room for 20 characters, and who reads what it writes. */
function scene() {
  const reader = new PassThrough({ highWaterMark: 4, encoding: 'utf8' });
  const writer = new LineWriter(reader, (count) => `(${count})`, 20);
  const write = (...lines: string[]): void => {
    for (const line of lines) writer.write(line);
  };
  const all = async (): Promise<string> => {
    let text = '';
    reader.on('data', (more: string) => {
      text += more;
    });
    await new Promise((resolve) => reader.once('drain', resolve));
    reader.end();
    await new Promise((resolve) => reader.once('end', resolve));
    return text;
  };
  return { reader, write, all };
}

test('whoever reads sees every line, in order', async () => {
  const { write, all } = scene();
  write('one', 'two', 'three');
  expect(await all()).toBe('one\ntwo\nthree\n');
});

test('what finds no room is dropped, and counted where it is missing', async () => {
  const { reader, write, all } = scene();
  const lines = Array.from({ length: 50 }, (_, at) => `line ${at}`);
  write(...lines);
  expect(reader.writableLength).toBeLessThanOrEqual(20);
  reader.once('drain', () => write('after'));
  const said = (await all()).split('\n').slice(0, -1);
  const [count, after] = said.splice(-2);
  expect(said).toEqual(lines.slice(0, said.length));
  expect(count).toBe(`(${lines.length - said.length})`);
  expect(after).toBe('after');
});

test('a line longer than all the room is written if nothing waits', async () => {
  const { write, all } = scene();
  write('x'.repeat(100), 'y');
  expect(await all()).toBe(`${'x'.repeat(100)}\n(1)\n`);
});

test.each([
  ['\x1b[2J', '"\\u001b[2J"'],
  ['\x7f\x9b', '"\\u007f\\u009b"'],
  ['\u202e\u2028', '"\\u202e\\u2028"'],
  ['\u{e0001}\ud800', '"\\udb40\\udc01\\ud800"'],
  ['"\\', '"\\"\\\\"'],
])('JSON of %j is visible, and means the same', (text, shown) => {
  const json = visibleJson(JSON.stringify(text));
  expect(json).toBe(shown);
  expect(JSON.parse(json)).toBe(text);
});
