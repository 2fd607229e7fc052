import { type FieldNames, isSameName, lengthBit } from './field-names.ts';

/** One field line; the name keeps the spelling that its sender chose. */
export type HeaderField = readonly [name: string, value: string];

const NONE: readonly never[] = [];

/**
 * The header section, or trailer section, of one message: a list, not a map.
 *
 * A proxy passes on what it was given, so order, spelling and repetition
 * survive. Only lookup is forgiving: field names are case-insensitive
 * (RFC 9110 5.1).
 */
export class HeaderList implements Iterable<HeaderField> {
  #lines: (readonly [...HeaderField, line: string])[] = [];
  #lengths = 0; // of all names

  constructor(fields: Iterable<HeaderField> = NONE) {
    for (const [name, value] of fields) this.append(name, value);
  }

  /** The value of each field line called `name`, in order. */
  values(name: string): string[] {
    const values: string[] = [];
    if (!this.#mayHave(name)) return values;
    for (const [each, value] of this.#lines) {
      if (isSameName(each, name)) values.push(value);
    }
    return values;
  }

  /** All of them joined into one value (RFC 9110 5.3), if there are any. */
  get(name: string): string | undefined {
    let joined: string | undefined;
    if (!this.#mayHave(name)) return joined;
    for (const [each, value] of this.#lines) {
      if (!isSameName(each, name)) continue;
      joined = joined === undefined ? value : `${joined}, ${value}`;
    }
    return joined;
  }

  /** Whether any field line is called `name`. */
  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** Whether any field line has such a name. */
  hasAny(isSuch: (name: string) => boolean): boolean {
    return this.#lines.some(([name]) => isSuch(name));
  }

  /** The members of a comma-separated field such as `Connection`, lower case. */
  tokens(name: string): readonly string[] {
    const value = this.get(name)?.toLowerCase();
    if (value === undefined) return NONE;
    const members = value.includes(',') ? value.split(',') : [value];
    return members.map(trimWhitespace).filter((member) => member !== '');
  }

  /** Whether a comma-separated field has this member, in lower case. */
  lists(name: string, member: string): boolean {
    const mayBe = this.get(name)?.toLowerCase().includes(member);
    return mayBe === true && this.tokens(name).includes(member);
  }

  /**
   * Adds a field line behind all others.
   *
   * @param line - How it is written, if the caller has that at hand: to put
   *   it together costs more than to read it.
   */
  append(name: string, value: string, line = `${name}: ${value}\r\n`): this {
    this.#lines.push([name, value, line]);
    this.#lengths |= lengthBit(name);
    return this;
  }

  /** Adds all field lines of another list. */
  appendAll(list: HeaderList): this {
    for (const line of list.#lines) this.#lines.push(line);
    this.#lengths |= list.#lengths;
    return this;
  }

  /** Replaces every field line called `name` by a single one. */
  set(name: string, value: string): this {
    return this.delete(name).append(name, value);
  }

  /** Removes every field line called `name`. */
  delete(name: string): this {
    if (!this.has(name)) return this;
    return this.deleteAll((each) => isSameName(each, name));
  }

  /** Removes every field line with such a name. */
  deleteAll(isSuch: (name: string) => boolean): this {
    const kept = this.#lines.filter(([name]) => !isSuch(name));
    if (kept.length < this.#lines.length) this.#lines = kept;
    return this;
  }

  /** A copy. */
  copy(): HeaderList {
    return new HeaderList().appendAll(this);
  }

  /** A copy without the fields that either of these names. */
  without(most: FieldNames, more: readonly string[] = NONE): HeaderList {
    const kept = new HeaderList();
    for (const line of this.#lines) {
      const [name] = line;
      if (most.has(name)) continue;
      if (more.length > 0 && more.includes(name.toLowerCase())) continue;
      kept.#lines.push(line);
      kept.#lengths |= lengthBit(name);
    }
    return kept;
  }

  /** From now on nothing can be added. */
  freeze(): this {
    Object.freeze(this.#lines);
    return this;
  }

  /** All field lines as they are written, with their line ends. */
  get text(): string {
    let text = '';
    for (const [, , line] of this.#lines) text += line;
    return text;
  }

  /** The field lines, in order. */
  [Symbol.iterator](): Iterator<HeaderField> {
    return this.#lines.map(([name, value]) => [name, value] as const).values();
  }

  // Most names that are looked up are not there, and nearly always their
  // length alone says so.
  #mayHave(name: string): boolean {
    return (this.#lengths & lengthBit(name)) !== 0;
  }
}

/** No field lines, such as most messages have as trailers. */
export const noFields = new HeaderList().freeze();

/**
 * A copy of a text of latin1. What is cut out of a text, such as a value out of
 * a head, keeps all of that text in memory: whoever keeps it copies it.
 */
export function detached(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/**
 * Takes spaces and tabs off both ends: the OWS of RFC 9110 5.6.3. Not
 * `trim()`, which also eats U+00A0, and that may be half a UTF-8 letter. Not
 * a RegExp either: `/[ \t]+$/` is quadratic in a long run of spaces.
 */
export function trimWhitespace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhitespace(text[start])) start++;
  while (end > start && isWhitespace(text[end - 1])) end--;
  return text.slice(start, end);
}

function isWhitespace(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}
