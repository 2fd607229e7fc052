import type { FlagTable } from './flags.ts';

/** Was help asked for? Then nothing else on the command line matters. */
export function wantsHelp(args: readonly string[]): boolean {
  return args.some((arg) => /^(?:-h|--help(?:=.*)?)$/.test(arg));
}

/**
 * A line for each flag, or some, the words of all in one column. Words that
 * are set in by two are a table below their flag.
 *
 * @param more - Flags that are read elsewhere, each with its words.
 */
export function flagLines(
  flags: FlagTable,
  more: readonly (readonly [flag: string, help: string])[] = [],
): string[] {
  const rows = [
    ...Object.values(flags).map((each) => {
      const value = 'isSwitch' in each ? '' : ` ${each.value}`;
      return [`--${each.flag}${value}`, each.help] as const;
    }),
    ...more,
    ['--help', 'show this'] as const,
  ];
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.flatMap(([left, help]) =>
    help
      .split('\n')
      .map((line, row) =>
        line.startsWith('  ')
          ? `    ${line}`
          : `  ${(row ? '' : left).padEnd(width)}  ${line}`,
      ),
  );
}
