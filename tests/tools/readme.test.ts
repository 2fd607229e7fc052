import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const README = readFileSync('README.md', 'utf8');

/** All that is to be typed, or may be. */
const spans = [...README.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);

test('README: nothing is typed that Windows has not', () => {
  expect(spans.length).toBeGreaterThan(50);
  const missing = /^(?:cat|cp|diff|export|grep|kill|printf|rm|sed|sh)\s/;
  expect(spans.filter((span) => missing.test(span))).toEqual([]);
});

test('README: it says how a variable is set there', () => {
  expect(spans).toContain("$env:NAME='value'; COMMAND");
  expect(spans).toContain("$env:NAME=''");
  expect(spans).toContain('set "NAME=value" & COMMAND');
});
