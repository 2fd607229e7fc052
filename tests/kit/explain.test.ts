import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { placeOf } from './explain.ts';

const HERE = process.cwd();

test.each([
  ['plain', `${HERE}/tests/a.ts`, 'tests/a.ts:5'],
  ['with spaces', `${HERE}/my tests/a.ts`, 'my tests/a.ts:5'],
  ['with brackets', `${HERE}/my (own) tests/a.ts`, 'my (own) tests/a.ts:5'],
  ['an address', pathToFileURL(`${HERE}/my a.ts`).href, 'my a.ts:5'],
])('where an error comes from: %s', (_, file, place) => {
  for (const call of [`${file}:5:3`, `new Own.act [as b] (${file}:5:3)`]) {
    const stack = `Error: oops (1)\n    at ${call}\n    at async x (node:a:1:2)`;
    expect(placeOf({ stack })).toBe(place);
    expect(placeOf({ stack: stack.replace('at ', 'at async ') })).toBe(place);
  }
});
