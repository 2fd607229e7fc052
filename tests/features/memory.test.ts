import { expect, test } from 'vitest';
import { Memory } from '../../stages/features/memory.ts';

/** A memory, and how often it has had to work something out. */
function watched() {
  const memory = new Memory<string>();
  let count = 0;
  const recall = (text: string): string =>
    memory.recall(text, (own) => {
      count += 1;
      return own.toUpperCase();
    });
  return { recall, worked: () => count };
}

test('what comes again is worked out once', () => {
  const { recall, worked } = watched();
  for (const text of ['a', 'b', 'a', '', 'b', '']) {
    expect(recall(text)).toBe(text.toUpperCase());
  }
  expect(worked()).toBe(3);
});

test('of a thousand texts each is remembered', () => {
  const { recall, worked } = watched();
  for (const _ of '12') {
    for (let at = 0; at < 1000; at++) recall(`text ${at}`);
  }
  expect(worked()).toBe(1000);
});

test('strangers who send ever new texts do not fill the memory', () => {
  const { recall, worked } = watched();
  recall('first');
  for (let at = 0; at < 1000; at++) recall(`text ${at}`);
  recall('first');
  expect(worked()).toBe(1002);
  recall('first');
  expect(worked()).toBe(1002);
});

test('nor do those who send long ones', () => {
  const { recall, worked } = watched();
  const [short, long] = ['x'.repeat(200), 'x'.repeat(201)];
  for (const _ of '123') {
    expect(recall(short)).toHaveLength(200);
    expect(recall(long)).toHaveLength(201);
  }
  expect(worked()).toBe(1 + 3);
});
