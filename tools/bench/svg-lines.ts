import { element, shape } from '../wire/markup.ts';
import type { Point, Report } from './report.ts';
import { type Part, text, WIDTH } from './svg-part.ts';
import { short } from './table.ts';

/** The field of the curves, in the picture's units. */
const BOX = { left: 52, right: WIDTH - 14, top: 42, bottom: 190 } as const;

const DASHES = ['none', '6 3', '2 3', '8 3 2 3'] as const;

interface Drawn extends Point {
  readonly cpu: number;
}

/** How the cost of a request grows, as curves; both axes are logarithmic. */
export function lines(report: Report, key: string): Part {
  const points = report.points.filter(
    (point): point is Drawn =>
      point.curve === key && point.cpu !== undefined && !point.wrong,
  );
  if (points.length === 0) return { markup: '', height: 0, words: [] };
  const { title, axis } = report.curves.find((one) => one.key === key)!;
  const plot = plotOf(points);
  const below = `${axis}; microseconds on a core`;
  const caption = { class: 'bench-dim', 'text-anchor': 'end' };
  return {
    markup:
      text(8, 12, title, { class: 'bench-title' }) +
      grid(points, plot) +
      curves(report, points, plot) +
      text(BOX.right, BOX.bottom + 30, below, caption),
    height: BOX.bottom + 32,
    words: [
      `${title}, in microseconds of a core:`,
      ...points.map(({ contestant, step, cpu }) => {
        return `${contestant} at ${step}: ${Math.round(cpu)}`;
      }),
    ],
  };
}

function curves(
  { points, entrants }: Report,
  drawn: readonly Drawn[],
  plot: Plot,
): string {
  const families = new Map(entrants.map(({ key, family }) => [key, family]));
  // Of all curves, so that a name has the same dashes in each of them.
  const names = [...new Set(points.map(({ contestant }) => contestant))];
  const marked = names.map((name, at) => {
    const mine = drawn.filter(({ contestant }) => contestant === name);
    if (mine.length === 0) return '';
    const family = families.get(name) ?? 'floor';
    const line = curve(mine, plot, DASHES[at % DASHES.length]!);
    const key = text(8 + at * 72, 28, name, { class: 'bench-key' });
    return element('g', { class: `bench-${family}` }, key + line);
  });
  return marked.join('');
}

interface Plot {
  readonly x: (step: number) => number;
  readonly y: (cost: number) => number;
  /** Costs that get a line across. */
  readonly marks: readonly number[];
}

function plotOf(points: readonly Drawn[]): Plot {
  const steps = points.map(({ step }) => step);
  const costs = points.map(({ cpu }) => Math.max(cpu, 0.1));
  const low = 10 ** Math.floor(Math.log10(Math.min(...costs)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...costs) * 1.001));
  const marks: number[] = [];
  for (let mark = low; mark <= high * 1.001; mark *= 10) marks.push(mark);
  return {
    x: scale(Math.min(...steps), Math.max(...steps), BOX.left + 6, BOX.right),
    y: scale(low, high, BOX.bottom, BOX.top),
    marks,
  };
}

function scale(low: number, high: number, from: number, to: number) {
  const span = Math.log(high / low) || 1;
  return (value: number): number =>
    from + (Math.log(Math.max(value, low) / low) / span) * (to - from);
}

function grid(points: readonly Drawn[], { x, y, marks }: Plot): string {
  const across = marks.map((mark) => {
    const line = { x1: BOX.left, x2: BOX.right, y1: y(mark), y2: y(mark) };
    return (
      shape('line', { ...line, class: 'bench-grid' }) +
      text(BOX.left - 6, y(mark) + 4, `${short(mark)}`, {
        class: 'bench-dim',
        'text-anchor': 'end',
      })
    );
  });
  const steps = [...new Set(points.map(({ step }) => step))];
  const below = steps.map((step) => {
    const more = { class: 'bench-dim', 'text-anchor': 'middle' };
    return text(x(step) - 4, BOX.bottom + 15, short(step), more);
  });
  return across.join('') + below.join('');
}

function curve(
  points: readonly Drawn[],
  { x, y }: Plot,
  dashes: string,
): string {
  const places = points.map(({ step, cpu }) => {
    return { cx: x(step), cy: y(cpu) };
  });
  const path = places.map(({ cx, cy }, at) => {
    return `${at === 0 ? 'M' : 'L'}${cx.toFixed(1)} ${cy.toFixed(1)}`;
  });
  const line = { class: 'bench-curve', 'stroke-dasharray': dashes };
  const dots = places.map((place) => {
    return shape('circle', { ...place, r: 3, class: 'bench-dot' });
  });
  return shape('path', { d: path.join(''), ...line }) + dots.join('');
}
