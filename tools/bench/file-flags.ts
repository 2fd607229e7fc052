import { accessSync, constants, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Flag } from '../../shared/terminal/index.ts';

/**
 * A flag that names a file to be written. A run takes long, so a folder that
 * is not there is refused before.
 */
export function fileToWrite(flag: string, help: string): Flag<string> {
  return {
    flag,
    value: 'FILE',
    form: 'the name of a file, in a folder where one can be written',
    read: (name) => tried(() => writable(name)),
    help,
  };
}

/**
 * A flag that names a file which `--json` has written; its value is what the
 * file says.
 *
 * @param isRight - Whether a value is of the kind that is awaited.
 */
export function fileToRead<Value>(
  flag: string,
  help: string,
  isRight: (value: unknown) => value is Value,
): Flag<Value> {
  return {
    flag,
    value: 'FILE',
    form: 'a file that --json has written',
    read: (name) => {
      const value = tried(() => JSON.parse(readFileSync(name, 'utf8')));
      return isRight(value) ? value : undefined;
    },
    help,
  };
}

function writable(name: string): string | undefined {
  accessSync(dirname(name), constants.W_OK);
  return name || undefined;
}

function tried<Value>(act: () => Value): Value | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
