import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WireRecord } from '../../tools/wire/record.ts';
import {
  sequenceFigure,
  sequenceSvg,
  timelineFigure,
  timelineSvg,
} from '../../tools/wire/svg-chart.ts';
import { NARROW, WIDE } from '../../tools/wire/svg-layout.ts';
import { parse } from './parse-markup.ts';
import {
  CUT_SHORT,
  NOTHING,
  ONE,
  ONE_BY_ONE,
  recordOf,
  SAMPLES,
  STRANGE,
} from './record-samples.ts';

type Draw = (record: WireRecord) => string;

const FORMS: Readonly<Record<string, Draw>> = {
  'a sequence': (r) => sequenceSvg(r, { id: 'x' }),
  'a narrow sequence': (r) => sequenceSvg(r, { id: 'x', narrow: true }),
  'a timeline': (r) => timelineSvg(r, { id: 'x' }),
  'a narrow timeline': (r) => timelineSvg(r, { id: 'x', narrow: true }),
  'a sequence figure': (r) => sequenceFigure(r, { id: 'x' }),
  'a timeline figure': (r) => timelineFigure(r, { id: 'x' }),
};

describe.each(Object.entries(FORMS))('%s', (_, draw) => {
  test('nests, and lets no stranger in', () => {
    for (const record of SAMPLES) {
      const { tags } = parse(draw(record));
      expect(tags).not.toContain('script');
      expect(tags).not.toContain('b');
      expect(tags).not.toContain('i');
    }
  });

  test('is a picture with a name and a description', () => {
    const markup = draw(ONE);
    expect(markup).toContain('role="img"');
    for (const [, id] of markup.matchAll(/aria-\w+="([^"]+)"/g)) {
      expect(markup.split(` id="${id}"`)).toHaveLength(2);
    }
  });

  test('has no coordinate that is none', () => {
    for (const record of SAMPLES) {
      expect(draw(record)).not.toMatch(/NaN|Infinity|undefined|="-/);
    }
  });

  test('draws any bytes', () => {
    const what = fc.oneof(
      fc.constantFrom('open', 'fin', 'rst', 'refused', ''),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    const step = fc.tuple(
      fc.oneof(fc.constantFrom('A', 'origin 1'), fc.string()),
      fc.constantFrom('peer' as const, 'proxy' as const),
      what,
    );
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.array(step),
        (title, steps) => {
          parse(draw(recordOf(title, steps)));
        },
      ),
      { numRuns: 50 },
    );
  });
});

test('an arrow shows the first line and the size, and all bytes on hover', () => {
  const { texts } = parse(sequenceSvg(ONE, { id: 'x' }));
  expect(texts).toContain('GET / HTTP/1.1 …');
  expect(texts).toContain(' 27 B');
  expect(texts).toContain(
    'A to proxy: 27 bytes\nGET / HTTP/1.1\\r\\n\nHost: a\\r\\n\n\\r\\n',
  );
});

test('the description tells everything in order', () => {
  const { texts } = parse(sequenceSvg(CUT_SHORT, { id: 'x' }));
  const words = texts.find((text) => text.startsWith('1. ')) ?? '';
  expect(words.split('\n').filter((line) => /^\d+\. /.test(line))).toEqual([
    '1. A to proxy: opens',
    '2. A to proxy: 27 bytes',
    '3. proxy to origin 1: opens',
    '4. origin 1 to proxy: refused',
    '5. proxy to A: 47 bytes',
    '6. A to proxy: 54 bytes',
    '7. proxy to origin 2: opens',
    '8. origin 2 to proxy: RST',
    '9. proxy to A: RST',
    '10. A to proxy: FIN',
  ]);
});

test('long bytes are cut on hover, and counted; the words have them all', () => {
  const svg = sequenceSvg(STRANGE, { id: 'x' });
  expect(svg).toContain('(65904 more bytes)');
  const figure = sequenceFigure(STRANGE, { id: 'x' });
  expect(figure).toContain('(4464 more bytes)');
  expect(figure).toContain(`<pre>${'x'.repeat(65_536)}\n`);
});

test('a timeline says who waits', () => {
  const { texts } = parse(timelineSvg(ONE_BY_ONE, { id: 'x' }));
  expect(texts.some((text) => text.includes('B: reading at event 2'))).toBe(
    true,
  );
  expect(texts).toContain('waiting');
});

test('events that were not kept are counted', () => {
  const figure = sequenceFigure({ ...NOTHING, leftOut: 7 }, { id: 'x' });
  expect(figure).toContain('<p>7 more events, not kept.</p>');
});

test('every class has its colours in wire.css', () => {
  const folder = new URL('../../tools/wire/', import.meta.url);
  const css = readFileSync(new URL('wire.css', folder), 'utf8');
  const unstyled = new Set<string>();
  for (const draw of Object.values(FORMS)) {
    for (const [, names = ''] of draw(CUT_SHORT).matchAll(/class="([^"]*)"/g)) {
      for (const name of names.split(' ')) {
        if (!css.includes(`.${name}`)) unstyled.add(name);
      }
    }
  }
  expect([...unstyled]).toEqual([]);
});

test('the modules for a page import nothing that a browser lacks', () => {
  const folder = new URL('../../tools/wire/', import.meta.url);
  const seen = new Set<string>();
  const follow = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const source = readFileSync(new URL(name, folder), 'utf8');
    expect(source).not.toMatch(/\bBuffer\b|\bprocess\./);
    const from = /^(?:import|export|\}) (?!type\b).*?from '([^']+)'/gm;
    for (const [, path = ''] of source.matchAll(from)) {
      expect(path).toMatch(/^\.\//);
      follow(path.slice(2));
    }
  };
  follow('svg-chart.ts');
  expect(seen.size).toBeGreaterThan(8);
});

test.each([
  ['wide', WIDE, 3],
  ['narrow', NARROW, 2],
])('%s: a name has room beside the first lane', (_, measures, letters) => {
  const { margin, character } = measures;
  const [space, halfABar] = [4, 5];
  expect(margin - halfABar).toBeGreaterThan(space + letters * character - 1);
});
