/**
 * Received bytes as the learner sees them.
 *
 * @module
 */

import type { ChalkInstance } from 'chalk';
import { latin1, linesOf, visible } from '../wire/visible.ts';

/** Bytes in one row of hexadecimal. */
const HEX_ROW = 16;

/**
 * The bytes as lines of text, a `<` before each. A `\r\n` at a line's end is
 * dim; whatever else is odd stands out.
 *
 * @param hex - Show the bytes in hexadecimal too, and the text beside them.
 */
export function shown(
  bytes: Uint8Array,
  chalk: ChalkInstance,
  hex: boolean,
): string {
  const lines = linesOf(latin1(bytes)).flatMap((line) =>
    hex ? hexRows(line, chalk) : [coloured(line, chalk)],
  );
  return lines.map((line) => `${chalk.dim('<')} ${line}\n`).join('');
}

function coloured(line: string, chalk: ChalkInstance): string {
  const [text = '', end = ''] = line.split(/(\r\n)$/);
  const odd = visible(text).replace(/\\(?:[rnt]|x[0-9a-f]{2}|\\)/g, (sign) =>
    sign === '\\\\' ? sign : chalk.yellow(sign),
  );
  return odd + (end && chalk.dim(visible(end)));
}

/** The hexadecimal says what an odd byte is; the text has a dot for it. */
function hexRows(line: string, chalk: ChalkInstance): string[] {
  const rows = line.match(new RegExp(`[^]{1,${HEX_ROW}}`, 'g')) ?? [];
  return rows.map((row) => {
    const hex = Buffer.from(row, 'latin1').toString('hex');
    const pairs = hex.replace(/..(?!$)/g, '$& ').padEnd(HEX_ROW * 3 - 1);
    const text = row.replace(/[^ -~\r\n]/g, '.');
    return `${chalk.dim(pairs)}  ${coloured(text, chalk)}`;
  });
}
