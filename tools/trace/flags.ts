/**
 * What the commands that put taps around a proxy can be told.
 *
 * @module
 */

import { type Flag, HOST, portForm } from '../../shared/terminal/index.ts';
import { type Address, addressForm } from '../../shared/terminal/values.ts';

/** Where clients connect. */
export const PORT: Flag<number> = {
  flag: 'port',
  value: 'PORT',
  ...portForm(0),
  help: `where clients connect, on ${HOST} (default 8000)`,
  variable: { name: 'PROXY_PORT', ...portForm(0) },
};

/** What is behind the proxy. */
export const UPSTREAM: Flag<Address> = {
  flag: 'upstream',
  value: 'HOST:PORT',
  ...addressForm,
  help: `the server behind the proxy (default ${HOST}:9000)`,
  variable: {
    name: 'UPSTREAM_PORT',
    form: portForm(1).form,
    read: (text) => addressForm.read(`${HOST}:${text}`),
  },
};

/** Where clients connect unless one says otherwise. */
export const DEFAULT_PORT = 8000;

/** Where the origin is unless one says otherwise. */
export const DEFAULT_UPSTREAM: Address = { host: HOST, port: 9000 };

/** Start no origin beside the proxy. */
export const NO_ORIGIN = [
  '--no-origin',
  `start no origin on ${HOST}:9000`,
] as const;

/** Draw without box characters. */
export const ASCII = ['--ascii', 'draw with ASCII only'] as const;

/** A command line in its parts. */
export interface Parts {
  /** Flags that take a value, with their values. */
  readonly flags: readonly string[];
  /** Flags that take none. */
  readonly switches: ReadonlySet<string>;
  /** What stands behind `--`, or is all: a program and its arguments. */
  readonly command: readonly string[];
}

/**
 * Takes a command line apart. Where it is a program alone, without flags, `--`
 * may be missing: some npm in PowerShell leaves but one of two.
 *
 * @param known - The flags that take no value.
 */
export function partsOf(
  args: readonly string[],
  known: readonly string[],
): Parts {
  const found = args.indexOf('--');
  const isAlone = found < 0 && /^[^-]/.test(args[0] ?? '');
  if (isAlone) return { flags: [], switches: new Set(), command: args };
  const end = found < 0 ? args.length : found;
  const mine = args.slice(0, end);
  return {
    flags: mine.filter((arg) => !known.includes(arg)),
    switches: new Set(mine.filter((arg) => known.includes(arg))),
    command: args.slice(end + 1),
  };
}
