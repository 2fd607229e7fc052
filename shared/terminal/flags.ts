/**
 * Flags such as `--port 8000`, each described once, for reading and for
 * `--help`.
 *
 * @module
 */

import { parseArgs } from 'node:util';

/** What a text must look like, and how it is read. */
export interface Form<Value> {
  /** In words that go on after "must be": `a port from 0 to 65535`. */
  readonly form: string;
  /** The value that a text stands for; `undefined` if it is of another form. */
  readonly read: (text: string) => Value | undefined;
}

/** A flag that takes a value, or stands alone. */
export interface Flag<Value> extends Form<Value> {
  /** Its name without the dashes: `port`. */
  readonly flag: string;
  /** What `--help` calls its value: `PORT`. Empty if it stands alone. */
  readonly value: string;
  /** What it is good for, in a few words for `--help`, or some lines. */
  readonly help: string;
  /** Given more than once, all its values count, in order; else the last. */
  readonly isRepeatable?: true;
  /** An environment variable, which counts where the flag is not given. */
  readonly variable?: Form<Value> & { readonly name: string };
}

/** A flag that takes no value. Where it is given, it stands for `true`. */
export interface Switch {
  /** Its name without the dashes: `quiet`. */
  readonly flag: string;
  /** What it is good for, in a few words for `--help`. */
  readonly help: string;
  readonly isSwitch: true;
}

/** Flags, each under the name that its value is to have in the program. */
export type FlagTable = Readonly<Record<string, Flag<unknown> | Switch>>;

/** What was said with flags or variables. Who said nothing has no property. */
export type FlagValues<Flags extends FlagTable> = {
  readonly [Name in keyof Flags]?: Flags[Name] extends { isRepeatable: true }
    ? readonly ValueOf<Flags[Name]>[]
    : ValueOf<Flags[Name]>;
};

/** What a flag's text is read as. */
export type ValueOf<Given> = Given extends Switch
  ? true
  : Given extends Flag<infer Value>
    ? Value
    : never;

/** A command line that cannot be followed. Its message is one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads flags, and the variables that stand in for them.
 *
 * @throws {@link UsageError} for what is unknown or of the wrong form.
 */
export function readFlags<Flags extends FlagTable>(
  flags: Flags,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): FlagValues<Flags> {
  const given = givenTexts(Object.values(flags), args);
  const values: Record<string, unknown> = {};
  for (const [name, flag] of Object.entries(flags)) {
    const texts = given.get(flag.flag) ?? [];
    if ('isSwitch' in flag) {
      if (texts.length > 0) values[name] = true;
      continue;
    }
    const read = valuesOf(flag, texts, env);
    if (read.length > 0) values[name] = flag.isRepeatable ? read : read.at(-1);
  }
  return values as FlagValues<Flags>;
}

function valuesOf(
  flag: Flag<unknown>,
  texts: readonly string[],
  env: NodeJS.ProcessEnv,
): unknown[] {
  if (texts.length > 0) {
    return texts.map((text) => readText(`--${flag.flag}`, flag, text));
  }
  const { variable } = flag;
  const text = variable && env[variable.name];
  return text ? [readText(variable.name, variable, text)] : [];
}

function readText(source: string, form: Form<unknown>, text: string): unknown {
  const value = form.read(text);
  if (value !== undefined) return value;
  throw new UsageError(`${source} must be ${form.form}, not "${text}".`);
}

type AnyFlag = FlagTable[string];

function givenTexts(
  flags: readonly AnyFlag[],
  args: readonly string[],
): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const token of tokensOf(flags, args)) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') throw notAFlag(token.value);
    const { name, rawName, value, inlineValue } = token;
    const flag = flags.find((known) => known.flag === name);
    if (!flag) throw new UsageError(`There is no flag ${rawName}: see --help.`);
    const text = textOf(flag, rawName, value, inlineValue);
    texts.set(name, [...(texts.get(name) ?? []), text]);
  }
  return texts;
}

/** The text of a flag's value; of a switch, its name. */
function textOf(
  flag: AnyFlag,
  rawName: string,
  value: string | undefined,
  isInline: boolean | undefined,
): string {
  if ('isSwitch' in flag) {
    if (value === undefined) return rawName;
    throw new UsageError(`${rawName} takes no value.`);
  }
  // A flag right behind it is no value, but `--port=--help` is a wrong one.
  if (value === undefined || (!isInline && value.startsWith('--'))) {
    throw new UsageError(`${rawName} needs a value: ${flag.form}.`);
  }
  return value;
}

// What Node says of a wrong flag differs from version to version and runs to
// three sentences, so only its tokens are used.
function tokensOf(flags: readonly AnyFlag[], args: readonly string[]) {
  const options = Object.fromEntries(
    flags.map((each) => {
      const type = 'isSwitch' in each ? 'boolean' : 'string';
      return [each.flag, { type } as const];
    }),
  );
  return parseArgs({ args: [...args], options, strict: false, tokens: true })
    .tokens;
}

function notAFlag(text: string): UsageError {
  return new UsageError(
    `"${text}" is no flag: see --help, and with npm run write -- before flags.`,
  );
}
