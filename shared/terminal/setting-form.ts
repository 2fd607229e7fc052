import type { Flag } from './flags.ts';

/** A number that is known by a name. */
export type Setting = readonly [name: string, value: number];

/** What each name stands for, and the number that holds if none is given. */
export type SettingNames = Readonly<
  Record<string, readonly [what: string, usual: number]>
>;

/**
 * How `NAME=NUMBER` is read.
 *
 * @param number - In words: `a whole number`.
 * @param read - What digits stand for; `undefined` if they are refused.
 */
export function settingForm(
  names: SettingNames,
  number: string,
  read: (text: string) => number | undefined,
): Pick<Flag<Setting>, 'form' | 'read'> {
  return {
    form: `one of ${Object.keys(names).join(', ')}, then = and ${number}`,
    read: (text) => {
      const [, name = '', digits = ''] = /^(\w+)=(.*)$/s.exec(text) ?? [];
      const value = Object.hasOwn(names, name) ? read(digits) : undefined;
      return value === undefined ? undefined : [name, value];
    },
  };
}

/** A line for each name, for `--help`. */
export function defaultsOf(names: SettingNames): string {
  const width = Math.max(...Object.keys(names).map(({ length }) => length));
  const lines = Object.entries(names).map(
    ([name, [what, usual]]) => `  ${name.padEnd(width)}  ${what} (${usual})`,
  );
  return lines.join('\n');
}
