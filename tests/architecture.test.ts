// The rules of this house that cannot be seen by looking at one file. They
// are read off the files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const STAGES = ['basic', 'keepalive', 'concurrency', 'features'] as const;

/** In a stage, each of these may import those behind it, never one before. */
const LADDER = [
  'main',
  'proxy',
  'client',
  'exchange',
  'upstream',
  'connection',
];

/** The packages that a stage may import besides, and what for. */
const PACKAGES: Readonly<Partial<Record<string, readonly string[]>>> = {
  features: [
    'compressible', // which media types shrink: a list that others keep
    'structured-headers', // the grammar of RFC 9651, for one field
  ],
};

/** Lines of code at most: neither blank nor comment. */
const BUDGETS = [
  ['stages/basic', 170],
  ['stages/keepalive', 220],
  ['stages/concurrency', 320],
  ['stages/features', 2822],
  ['shared/parser', 831],
] as const;

/** Lines of one file at most, all in all. */
const LONGEST_FILE = 220;

/** Where a test may look at a clock. */
const CLOCKS = 'tests/kit/deadlines.ts';

describe('arrows point one way', () => {
  for (const stage of STAGES) {
    const folder = `stages/${stage}`;
    const files = filesIn(folder);

    const packages = PACKAGES[stage] ?? [];
    const besides = ['the parser', 'node:', ...packages].join(', ');

    test(`${stage} imports nothing but its own files, ${besides}`, () => {
      const allowed = [`${folder}/`, 'shared/parser/index.ts', 'node:'];
      for (const file of files) {
        const more = file === `${folder}/main.ts` ? ['shared/terminal/'] : [];
        const isAllowed = (target: string): boolean =>
          packages.includes(target) ||
          [...allowed, ...more].some((start) => target.startsWith(start));
        expect(
          importsOf(file).filter((each) => !isAllowed(each)),
          file,
        ).toEqual([]);
      }
    });

    test(`${stage}: ${LADDER.join(' > ')}`, () => {
      for (const file of files) {
        const rank = rankOf(file);
        if (rank < 0 || dirname(file) !== folder) continue;
        const above = LADDER.slice(0, rank + 1).map(
          (name) => `${folder}/${name}.ts`,
        );
        const upward = importsOf(file).filter((each) => above.includes(each));
        expect(upward, `${file} imports what is above it`).toEqual([]);
      }
    });
  }

  for (const folder of [
    ...STAGES.map((stage) => `stages/${stage}`),
    'shared/parser',
  ]) {
    test(`no circle of imports in ${folder}`, () => {
      const graph = new Map(
        filesIn(folder).map((file) => [file, importsOf(file)]),
      );
      for (const file of graph.keys()) {
        expect(circleThrough(file, graph), 'a circle of imports').toBe('');
      }
    });
  }

  test('the parser imports nothing from outside, not even node:', () => {
    for (const file of filesIn('shared/parser')) {
      const outside = importsOf(file).filter(
        (each) => !each.startsWith('shared/parser/'),
      );
      expect(outside, file).toEqual([]);
    }
  });
});

describe('small things', () => {
  for (const [folder, budget] of BUDGETS) {
    test(`${folder}: at most ${budget} lines of code`, () => {
      const counts = filesIn(folder).map((file) => codeLinesOf(read(file)));
      const sum = counts.reduce((all, count) => all + count, 0);
      expect(sum).toBeLessThanOrEqual(budget);
    });
  }

  for (const folder of ['stages', 'shared', 'tests', 'tools']) {
    test(`${folder}: no file is longer than ${LONGEST_FILE} lines`, () => {
      const long = filesIn(folder).filter(
        (file) => read(file).split('\n').length - 1 > LONGEST_FILE,
      );
      expect(long).toEqual([]);
    });
  }

  test('keepalive has the connection.ts of basic, byte for byte', () => {
    const [one, two] = ['basic', 'keepalive'].map((stage) =>
      read(`stages/${stage}/connection.ts`),
    );
    expect(two).toBe(one);
  });
});

describe('tests', () => {
  const files = filesIn('tests');

  test(`only ${CLOCKS} looks at a clock`, () => {
    const clock = /\b(?:set(?:Timeout|Interval)|timers\/promises|s(?:leep))\b/;
    const guilty = files.filter((file) => clock.test(read(file)));
    expect(guilty.filter((file) => file !== CLOCKS)).toEqual([]);
  });

  test('none is left out, and none put first', () => {
    const switched = /\b(?:test|it|describe)\.(?:only|skip|todo)\b/;
    expect(files.filter((file) => switched.test(read(file)))).toEqual([]);
  });
});

function read(file: string): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}

/** All TypeScript files below a folder, with / on every system. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file).split(sep).join('/'))
    .sort();
}

/** What a file imports: packages by their names, files by their paths. */
function importsOf(file: string): string[] {
  const statement =
    /^(?:import|export)\s(?:[^;'"]*\sfrom\s)?['"]([^'"]+)['"]/gm;
  const dynamic = /\bimport\(\s*['"]([^'"]+)['"]/g;
  const text = read(file);
  const targets = [...text.matchAll(statement), ...text.matchAll(dynamic)];
  return targets.map(([, target = '']) =>
    target.startsWith('.') ? posix.join(posix.dirname(file), target) : target,
  );
}

function rankOf(file: string): number {
  return LADDER.indexOf(basename(file, '.ts'));
}

/** The first way back to a file, as text; empty if there is none. */
function circleThrough(
  start: string,
  graph: ReadonlyMap<string, readonly string[]>,
): string {
  const seen = new Set<string>();
  const walk = (file: string, way: readonly string[]): string => {
    for (const next of graph.get(file) ?? []) {
      if (next === start) return [...way, next].join(' > ');
      if (seen.has(next)) continue;
      seen.add(next);
      const circle = walk(next, [...way, next]);
      if (circle) return circle;
    }
    return '';
  };
  return walk(start, [start]);
}

/** Lines that are neither blank nor comment. */
function codeLinesOf(text: string): number {
  const withoutBlocks = text.replace(/^\s*\/\*[\s\S]*?\*\/\s*$/gm, '');
  const lines = withoutBlocks.split('\n').map((line) => line.trim());
  return lines.filter((line) => line && !line.startsWith('//')).length;
}
