import { element, shape } from '../wire/markup.ts';
import { digits, median, ratio } from './figures.ts';
import { costs, type Report, type Row } from './report.ts';
import { type Part, text, WIDTH } from './svg-part.ts';

/** From a bar's top to the next one's, in the picture's units. */
const STEP = 16;

/** Where bars begin. */
const LEFT = 88;

/** Room for the figure behind the longest bar. */
const RIGHT = 48;

/** Longer bars are cut off, or one slow proxy makes all others look alike. */
const LONGEST = 12;

/** What each proxy took for a piece of work, as bars. */
export function bars(report: Report, key: string): Part {
  const all = report.rows.filter(({ workload }) => workload === key);
  const nginx = all.find(({ contestant }) => contestant === 'nginx');
  const known = all.flatMap((row) => {
    const figure = figureOf(row, nginx);
    return figure === undefined ? [] : [{ row, figure }];
  });
  if (known.length === 0) return { markup: '', height: 0, words: [] };
  const { title } = report.workloads.find((one) => one.key === key)!;
  const families = new Map(report.entrants.map((one) => [one.key, one.family]));
  const most = Math.max(...known.map(({ figure }) => figure));
  const scale =
    (WIDTH - LEFT - RIGHT) / (nginx ? Math.min(most, LONGEST) : most);
  const drawn = known.map(({ row, figure }, at) => {
    const family = families.get(row.contestant) ?? 'floor';
    const width = Math.min(figure * scale, WIDTH - LEFT - RIGHT);
    const inner = bar(row.contestant, width, shown(figure, nginx));
    const place = `translate(0 ${20 + at * STEP})`;
    return element('g', { class: `bench-${family}`, transform: place }, inner);
  });
  return {
    markup: text(8, 12, title, { class: 'bench-title' }) + drawn.join(''),
    height: 20 + known.length * STEP,
    words: [`${title}:`, ...known.map(words)],
  };

  function words({ row, figure }: (typeof known)[number]): string {
    return `${row.contestant}: ${shown(figure, nginx)}`;
  }
}

function bar(name: string, width: number, figure: string): string {
  const box = { x: LEFT, y: 0, width, height: STEP - 4 };
  return (
    text(LEFT - 6, 10, name, { 'text-anchor': 'end' }) +
    shape('rect', { ...box, class: 'bench-bar' }) +
    text(LEFT + width + 5, 10, figure)
  );
}

/** In ratio to nginx, or if nginx did not take part, as it is. */
function figureOf(row: Row, nginx: Row | undefined): number | undefined {
  if (row.wrong) return undefined;
  const { perConnection } = row;
  if (perConnection !== undefined) {
    return perConnection / (nginx ? (nginx.perConnection ?? 0) : 1000);
  }
  const figure = nginx ? ratio(costs(row), costs(nginx)) : median(costs(row));
  return figure !== undefined && Number.isFinite(figure) ? figure : undefined;
}

function shown(figure: number, nginx: Row | undefined): string {
  const cut = nginx && figure > LONGEST ? ' \u00bb' : '';
  return digits(figure) + cut;
}
