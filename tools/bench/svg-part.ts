import { element, escapeMarkup } from '../wire/markup.ts';

/** In its own units, which are pixels on a phone. */
export const WIDTH = 360;

/** A part of the picture. */
export interface Part {
  /** Markup that begins at 0, 0. */
  readonly markup: string;
  readonly height: number;
  /** The same in words. */
  readonly words: readonly string[];
}

/** A line of text. */
export function text(
  x: number,
  y: number,
  words: string,
  more: Readonly<Record<string, string | number>> = {},
): string {
  return element('text', { x, y, ...more }, escapeMarkup(words));
}
