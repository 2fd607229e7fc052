import { expect, test } from 'vitest';
import { lineOf } from '../../stages/features/access.ts';

test('4.694 a request on one line of the log', () => {
  const record = {
    ...{ at: 0, client: '::1', method: 'GET', target: '/', status: 200 },
    ...{ bytes: 5, milliseconds: 7, notes: ['miss', 'compressed'] },
  };
  expect(lineOf(record)).toBe('::1 GET / 200 5 B 7 ms miss, compressed');
  const gone = { ...record, status: undefined, notes: [] };
  expect(lineOf(gone)).toBe('::1 GET / - 5 B 7 ms');
});
