/**
 * A report as a picture: one file that needs nothing else, as wide as a
 * phone, readable in light and in dark.
 *
 * @module
 */

import { element, escapeMarkup, shape } from '../wire/markup.ts';
import type { Report } from './report.ts';
import { bars } from './svg-bars.ts';
import { lines } from './svg-lines.ts';
import { type Part, text, WIDTH } from './svg-part.ts';

/** Below each part, in the picture's units. */
const GAP = 18;

const STYLE = `
.bench-svg {
  --bench-ground: light-dark(#fff, #14181d);
  --bench-text: light-dark(#1c2430, #e4e9ef);
  --bench-dim: light-dark(#5b6675, #9aa7b5);
  --bench-line: light-dark(#dde3ea, #2b333d);
  --bench-stage: light-dark(#1264c8, #6cb0ff);
  --bench-library: light-dark(#a84300, #ffa55c);
  --bench-server: light-dark(#1a7a3c, #62cf86);
  --bench-floor: light-dark(#8491a1, #647182);
  width: 100%;
  max-width: 560px;
  height: auto;
  background: var(--bench-ground);
  font: 11px system-ui, sans-serif;
}
:root.bench-svg { color-scheme: light dark; }
.bench-svg text { fill: var(--bench-text); }
.bench-svg .bench-title { font-size: 12.5px; font-weight: 600; }
.bench-svg .bench-dim { fill: var(--bench-dim); }
.bench-stage { color: var(--bench-stage); }
.bench-library { color: var(--bench-library); }
.bench-server { color: var(--bench-server); }
.bench-floor { color: var(--bench-floor); }
.bench-bar, .bench-dot { fill: currentColor; }
.bench-grid { stroke: var(--bench-line); }
.bench-curve { fill: none; stroke: currentColor; stroke-width: 2; }
.bench-svg .bench-key { fill: currentColor; font-weight: 600; }
.bench-page { fill: var(--bench-ground); }
`;

/** The whole report. */
export function svgOfReport(report: Report): string {
  const title = 'What a request costs, against nginx';
  const parts = [
    heading(report, title),
    ...report.workloads.map(({ key }) => bars(report, key)),
    ...report.curves.map(({ key }) => lines(report, key)),
  ].filter(({ height }) => height > 0);
  let y = GAP;
  const drawn = parts.map(({ markup, height }) => {
    const moved = { transform: `translate(0 ${y})` };
    y += height + GAP;
    return element('g', moved, markup);
  });
  const words = parts.flatMap((part) => part.words).join('\n');
  const page = { class: 'bench-page', width: WIDTH, height: y };
  return framed(
    y,
    element('title', { id: 'bench-title' }, escapeMarkup(title)) +
      element('desc', { id: 'bench-desc' }, escapeMarkup(words)) +
      element('style', {}, escapeMarkup(STYLE)) +
      shape('rect', page) +
      drawn.join(''),
  );
}

function framed(height: number, inner: string): string {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    class: 'bench-svg',
    viewBox: `0 0 ${WIDTH} ${height}`,
    role: 'img',
    'aria-labelledby': 'bench-title',
    'aria-describedby': 'bench-desc',
  };
  return `${element('svg', attributes, inner)}\n`;
}

function heading({ date, machine, node }: Report, title: string): Part {
  const more = { class: 'bench-dim' };
  const about = `${date.slice(0, 10)}, Node ${node}`;
  const markup =
    text(8, 12, title, { class: 'bench-title' }) +
    text(8, 28, 'Time of the proxy on a core. Shorter is better.', more) +
    text(8, 43, about, more) +
    text(8, 58, machine, more);
  return { markup, height: 62, words: [title, `${about}, ${machine}`] };
}
