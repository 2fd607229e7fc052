/**
 * Charts for a page, as strings of HTML and SVG. Strings in, strings out,
 * and nothing of node: it runs where the book is built, and in a browser on
 * a live page. The colours are in wire.css.
 *
 * @module
 */

export { sequenceFigure, timelineFigure } from './svg-figure.ts';
export type { SvgOptions } from './svg-layout.ts';
export { sequenceSvg } from './svg-sequence.ts';
export { timelineSvg } from './svg-timeline.ts';
