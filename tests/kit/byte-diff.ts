import { Chalk } from 'chalk';
import { latin1, visibleLines } from '../../tools/wire/visible.ts';

// Tests run in processes that do not own the terminal; so chalk is told to
// use colour. The reporter, which does own it, takes it out if need be.
const chalk = new Chalk({ level: 'NO_COLOR' in process.env ? 0 : 1 });

/** Lines shown before and behind the ones that differ. */
const CONTEXT = 3;

/** Lines shown of those that differ. */
const SHOWN = 12;

/**
 * Says in what received bytes differ from the expected ones: where, and
 * both, a line of the wire on each line, `\r\n` visible.
 */
export function byteDiff(
  expected: Uint8Array | string,
  received: Uint8Array | string,
): string {
  const [want, got] = [latin1(expected), latin1(received)];
  const at = firstDifference(want, got);
  const line = want.slice(0, at).split('\n').length;
  return [
    `the bytes differ at offset ${at} (line ${line}): ${verdict(want, got, at)}`,
    `  expected ${want.length} bytes, received ${got.length}`,
    '',
    ...diffLines(visibleLines(want), visibleLines(got)),
  ].join('\n');
}

/** Where two texts first differ: the shorter one's end, if it is a prefix. */
export function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}

function verdict(want: string, got: string, at: number): string {
  if (at === got.length) return 'the rest is missing';
  if (at === want.length) return 'bytes too many';
  return `${nameOf(want, at)} expected, ${nameOf(got, at)} received`;
}

function nameOf(text: string, at: number): string {
  const hex = text.charCodeAt(at).toString(16).padStart(2, '0');
  const [shown] = visibleLines(text.charAt(at));
  return `"${shown}" (0x${hex})`;
}

// Not the smallest difference, but one that is read at a glance: the lines
// that are equal at the start, those that differ, those equal at the end.
function diffLines(want: string[], got: string[]): string[] {
  let start = 0;
  while (start < want.length && want[start] === got[start]) start++;
  let end = 0;
  const room = Math.min(want.length, got.length) - start;
  while (end < room && want.at(-1 - end) === got.at(-1 - end)) end++;
  const middle = (lines: string[]) => lines.slice(start, lines.length - end);
  const tail = want.slice(want.length - end, want.length - end + CONTEXT);
  return [
    ...(start > CONTEXT
      ? [chalk.dim(`  (${start - CONTEXT} lines equal)`)]
      : []),
    ...want.slice(Math.max(0, start - CONTEXT), start).map(equal),
    ...shorten(middle(want)).map((line) => chalk.green(`- expected  ${line}`)),
    ...shorten(middle(got)).map((line) => chalk.red(`+ received  ${line}`)),
    ...tail.map(equal),
    ...(end > CONTEXT ? [chalk.dim(`  (${end - CONTEXT} lines equal)`)] : []),
  ];
}

function equal(line: string): string {
  return `            ${cut(line)}`;
}

function shorten(lines: string[]): string[] {
  if (lines.length === 0) return ['(nothing)'];
  const rest = lines.length - SHOWN;
  const shown = lines.slice(0, SHOWN).map(cut);
  return rest > 0 ? [...shown, `(${rest} lines more)`] : shown;
}

function cut(line: string): string {
  const rest = line.length - 400;
  return rest > 0 ? `${line.slice(0, 400)} (${rest} characters more)` : line;
}
