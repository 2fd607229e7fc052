/**
 * The characters that the text charts are drawn with.
 *
 * @module
 */

/** A set of characters, each one column wide. */
export interface Signs {
  readonly bar: string;
  readonly dash: string;
  /** An arrow that passes over another connection's bar. */
  readonly cross: string;
  readonly left: string;
  readonly right: string;
  /** A reset or a refusal, at the lane it ends. */
  readonly cut: string;
  /** All that is seen of a connection. */
  readonly only: string;
  /** Where an arrow begins, by the side that it leads to. */
  readonly tee: Sides;
  readonly first: Sides;
  readonly last: Sides;
  /** Something was left out here. */
  readonly more: string;
  /** What a client does in a timeline. */
  readonly fill: {
    readonly away: string;
    readonly reading: string;
    readonly waiting: string;
    readonly answered: string;
  };
}

interface Sides {
  readonly client: string;
  readonly origin: string;
}

/** Box drawing, from the oldest PC character set: found in every font. */
export const UNICODE: Signs = {
  bar: '│',
  dash: '─',
  cross: '┼',
  left: '◄',
  right: '►',
  cut: '×',
  only: '─',
  tee: { client: '┤', origin: '├' },
  first: { client: '┌', origin: '┐' },
  last: { client: '└', origin: '┘' },
  more: '…',
  fill: { away: ' ', reading: '·', waiting: '░', answered: '█' },
};

/** For terminals that show nothing else. */
export const ASCII: Signs = {
  bar: '|',
  dash: '-',
  cross: '+',
  left: '<',
  right: '>',
  cut: 'x',
  only: '-',
  tee: { client: '|', origin: '|' },
  first: { client: '.', origin: '.' },
  last: { client: "'", origin: "'" },
  more: '...',
  fill: { away: ' ', reading: '.', waiting: '-', answered: '#' },
};

/** Cuts a text to so many columns, and says so where it did. */
export function cutTo(text: string, columns: number, { more }: Signs): string {
  if (text.length <= columns) return text;
  const kept = text.endsWith(more) ? text.slice(0, -more.length) : text;
  return `${kept.slice(0, Math.max(0, columns - more.length))}${more}`;
}

/**
 * A text in which each character is one column wide, whoever wrote it, and
 * none drives the terminal.
 */
export function plain(text: string, { more }: Signs): string {
  return text.replaceAll('…', more).replace(/[^ -~…]/gu, '?');
}
