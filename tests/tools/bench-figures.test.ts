import { expect, test } from 'vitest';
import { chooseCores, coresIn, pinned } from '../../tools/bench/cores.ts';
import { digits, median, quantile, ratio } from '../../tools/bench/figures.ts';
import { clientLimit, connectionLimit } from '../../tools/bench/files.ts';
import { selfTimes } from '../../tools/bench/self-times.ts';
import { linuxEntry, psEntry, sumOf } from '../../tools/bench/usage.ts';
import { Wakefulness } from '../../tools/bench/wakefulness.ts';

test('a median is the middle one, whatever the order', () => {
  expect(median([3, 1, 200])).toBe(3);
  expect(median([4, 1, 2, 30])).toBe(3);
  expect(median([])).toBeNaN();
});

test('99 of 100 figures are below the 99th percentile', () => {
  const figures = Array.from({ length: 101 }, (_, at) => 100 - at);
  expect(quantile(figures, 0.99)).toBe(99);
  expect(quantile([7], 0.99)).toBe(7);
});

test('a ratio is that of the same rounds, not that of two medians', () => {
  // The machine was ten times slower in two of three rounds.
  expect(ratio([2, 20, 20], [1, 10, 10])).toBe(2);
  expect(ratio([10, 40, 2], [10, 20, 1])).toBe(2);
  expect(ratio([], [1])).toBeUndefined();
  expect(ratio([1], [Number.NaN])).toBeUndefined();
});

test.each([
  [1234.4, '1234'],
  [123.4, '123'],
  [12.34, '12.3'],
  [1.234, '1.23'],
])('%f is shown as %s', (figure, shown) => {
  expect(digits(figure)).toBe(shown);
});

test('time and memory are those of a process and all that it started', () => {
  const usage = { cpu: 1, resident: 10, peak: 100 };
  const entries = [
    { pid: 4, parent: 3, ...usage },
    { pid: 3, parent: 2, ...usage },
    { pid: 2, parent: 1, ...usage },
    { pid: 9, parent: 1, ...usage },
  ];
  expect(sumOf(2, entries)).toEqual({ cpu: 3, resident: 30, peak: 300 });
});

test('a name with brackets in it does not mislead about Linux processes', () => {
  const fields = 'S 7 0 0 0 0 0 0 0 0 0 150 50 0 0 20 0 11 0 0 0 0';
  const status = 'Name:\tx\nVmHWM:\t   300 kB\nVmRSS:\t   200 kB\n';
  expect(linuxEntry(`12 (a) S 1 (b) ${fields}`, status)).toEqual({
    pid: 12,
    parent: 7,
    cpu: 2,
    resident: 200 * 1024,
    peak: 300 * 1024,
  });
});

test.each([
  ['  12   7   1:02.50   200', 62.5],
  ['12 7 01:01:01 200', 3661],
])('what ps says is understood: %s', (line, cpu) => {
  expect(psEntry(line)).toMatchObject({ pid: 12, parent: 7, cpu });
});

test('a core for the proxy, and one for clients and origin', () => {
  expect(coresIn('0-2,5')).toEqual([0, 1, 2, 5]);
  expect(coresIn('')).toEqual([]);
  expect(chooseCores([0, 1])).toMatchObject({ load: 0, proxy: 1 });
  expect(chooseCores([4, 5, 6])).toMatchObject({ load: 4, proxy: 5 });
  expect(pinned(1, ['a', 'b'])).toEqual(['taskset', '-c', '1', 'a', 'b']);
});

test('who stays awake counts the time in which nothing came', async () => {
  let now = 0;
  const awake = new Wakefulness(() => now);
  const turns = async (milliseconds: number, hasWork: boolean) => {
    now += milliseconds;
    if (hasWork) awake.onWork();
    await new Promise(setImmediate);
    await new Promise(setImmediate);
  };
  awake.begin();
  await turns(3, false);
  await turns(40, true);
  await turns(5, false);
  expect(awake.end()).toBe(8);
  await turns(100, false);
  awake.begin();
  await turns(1, false);
  expect(awake.end()).toBe(1);
});

test('where nothing can be pinned, it says so, and runs all the same', () => {
  const cores = chooseCores([0]);
  expect(cores.words).toContain('cannot pin');
  expect(pinned(cores.proxy, ['a', 'b'])).toEqual(['a', 'b']);
});

test('fewer clients where a process may open few files', () => {
  expect(clientLimit(1024)).toBe(412);
  expect(clientLimit(1_000_000)).toBe(5000);
  expect(clientLimit(10)).toBe(1);
  expect(connectionLimit(1024)).toBe(824);
  expect(connectionLimit(10)).toBe(1);
});

test('a profile tells the share of each function, idle and start aside', () => {
  const node = (id: number, functionName: string, url = '') => ({
    id,
    callFrame: { functionName, url },
  });
  const profile = {
    nodes: [
      node(1, '(idle)'),
      node(2, 'read', 'file:///home/a/shared/parser/x.ts?1'),
      node(3, 'read', 'file:///home/a/shared/parser/x.ts'),
      node(4, '', 'node:net'),
    ],
    samples: [4, 1, 2, 3, 4],
    timeDeltas: [700, 900, 20, 10, 10],
  };
  expect(selfTimes(profile, 1000)).toEqual([
    { words: 'read shared/parser/x.ts', share: 0.75 },
    { words: '(anonymous) node:net', share: 0.25 },
  ]);
});
