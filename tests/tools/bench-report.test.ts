import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../tools/bench/report.ts';
import { svgOfReport } from '../../tools/bench/svg.ts';
import { bestLibrary, short, tableOf } from '../../tools/bench/table.ts';
import { parse } from './parse-markup.ts';

const FILE = new URL('./bench-report.json', import.meta.url);
const REPORT = JSON.parse(readFileSync(FILE, 'utf8')) as Report;
const NOTHING: Report = { ...REPORT, rows: [], points: [] };

const TABLE: readonly string[] = [
  'GET of 128 bytes, 64 connections',
  '                   cpu to nginx   to lib  requests/s       p50       p99  memory',
  'stage:3         135 us     6.53     1.30       6895    8.27 ms   20.7 ms   93 MB',
  'stage:4        95.7 us     4.56     0.91       9747    5.95 ms   19.3 ms   96 MB',
  'http-proxy      109 us     5.46     1.06       8856    7.05 ms   22.0 ms   68 MB',
  'httpxy +        107 us     4.88     1.00       8141    7.40 ms   30.8 ms   75 MB',
  'nginx          22.7 us     1.00     0.21      26488    1.62 ms   8.30 ms   30 MB',
  'pipe           26.1 us     1.22     0.25      19003    1.87 ms   36.9 ms   82 MB',
  'direct               -        -        -      43158*   1.47 ms   3.38 ms       -',
  'haproxy       DISQUALIFIED: other bytes than were sent (128 of them)',
];

describe('the table', () => {
  const text = tableOf(REPORT);
  const paragraph = (start: string): string[] => {
    const at = text.indexOf(`\n\n${start}`) + 2;
    return text.slice(at, text.indexOf('\n\n', at)).split('\n');
  };

  test('is no wider than 80 columns', () => {
    for (const line of text.split('\n')) {
      expect(line.length, line).toBeLessThanOrEqual(80);
    }
  });

  test('has cost, ratios, rate, waiting and memory of each', () => {
    expect(paragraph('GET of 128 bytes')).toEqual(TABLE);
  });

  test('says how small gzip made it, since who does less is faster', () => {
    expect(paragraph('100 kB of text').at(-1)).toBe(
      'Size when gzipped: stage:4 42.1 kB, nginx 42.3 kB, haproxy 69.5 kB.',
    );
  });

  test('has the memory of an idle connection, against nginx', () => {
    expect(paragraph('Memory of an idle')[2]).toMatch(
      /^stage:4 +4\.7 kB +7\.63 +121 MB$/,
    );
  });

  test('has a column for each step of a curve, and says what is missing', () => {
    const [, head, stage, ...rest] = paragraph('Cost of a hit');
    expect(head).toMatch(/^ +10 +100 +1000 +10k +100k$/);
    expect(stage).toMatch(/^stage:4( +[\d.]+ us){3} +no +no$/);
    expect(rest).toContain('no: stage:4 at 10000: 70 % were not in the cache.');
  });

  test('of nothing is a table all the same', () => {
    expect(tableOf(NOTHING)).not.toMatch(/NaN|undefined/);
  });
});

test('the best library is the one that takes the least time', () => {
  const rows = REPORT.rows.filter(({ workload }) => workload === 'small');
  expect(bestLibrary(REPORT, rows)?.contestant).toBe('httpxy');
  const sound = rows.map((row) =>
    row.contestant === 'httpxy' ? { ...row, wrong: 'all' } : row,
  );
  expect(bestLibrary(REPORT, sound)?.contestant).toBe('http-proxy');
  expect(bestLibrary(REPORT, [])).toBeUndefined();
});

test.each([
  [5, '5'],
  [5000, '5000'],
  [10_000, '10k'],
  [1_000_000, '1M'],
  [2_500_000, '2.50M'],
])('%d is short as %s', (number, words) => {
  expect(short(number)).toBe(words);
});

describe('the picture', () => {
  const svg = svgOfReport(REPORT);

  test('nests, and is a picture with a name and a description', () => {
    for (const report of [REPORT, NOTHING]) parse(svgOfReport(report));
    expect(svg).toContain('role="img"');
    for (const [, id] of svg.matchAll(/aria-\w+="([^"]+)"/g)) {
      expect(svg.split(` id="${id}"`)).toHaveLength(2);
    }
  });

  test('has no coordinate that is none, and needs no other file', () => {
    expect(svg).not.toMatch(/NaN|Infinity|undefined|="-/);
    expect(svg).not.toMatch(/href|@import|url\(/);
  });

  test('is as wide as a phone, and has colours for light and dark', () => {
    expect(svg).toContain('viewBox="0 0 360 ');
    expect(svg).toContain('light-dark(');
  });

  test('has a bar for each that is sound, and its ratio to nginx', () => {
    const { texts } = parse(svg);
    const bars = texts.filter((text) => /^\d+\.\d\d?$/.test(text));
    expect(bars).toHaveLength(6 + 3 + 3);
    expect(texts).toContain('7.63');
    expect(texts).not.toContain('direct');
  });

  test('tells the same in words', () => {
    const words = parse(svg).texts.find((text) => text.includes('stage:4 at'));
    expect(words).toContain('stage:4: 7.63');
    expect(words).not.toContain('stage:4 at 10000');
  });
});
