import { type FieldNames, isSameName, lengthBit } from './field-names.ts';

/** One field line; the name keeps the spelling that its sender chose. */
export type HeaderField = readonly [name: string, value: string];

const NONE: readonly string[] = [];

/**
 * The header section, or trailer section, of one message: a list, not a map.
 *
 * A proxy passes on what it was given, so order, spelling and repetition
 * survive. Only lookup is forgiving: field names are case-insensitive
 * (RFC 9110 5.1).
 */
export class HeaderList implements Iterable<HeaderField> {
  #fields: HeaderField[];
  #lengths = 0;

  constructor(fields: Iterable<HeaderField> = []) {
    this.#fields = [...fields];
    for (const [name] of this.#fields) this.#lengths |= lengthBit(name);
  }

  /** How many field lines there are. */
  get count(): number {
    return this.#fields.length;
  }

  /** The value of each field line called `name`, in order. */
  values(name: string): string[] {
    const values: string[] = [];
    if (!this.#mayHave(name)) return values;
    for (const [each, value] of this.#fields) {
      if (isSameName(each, name)) values.push(value);
    }
    return values;
  }

  /** All of them joined into one value (RFC 9110 5.3), if there are any. */
  get(name: string): string | undefined {
    let joined: string | undefined;
    if (!this.#mayHave(name)) return joined;
    for (const [each, value] of this.#fields) {
      if (!isSameName(each, name)) continue;
      joined = joined === undefined ? value : `${joined}, ${value}`;
    }
    return joined;
  }

  /** Whether any field line is called `name`. */
  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** The members of a comma-separated field such as `Connection`, lower case. */
  tokens(name: string): readonly string[] {
    const value = this.get(name)?.toLowerCase();
    if (value === undefined) return NONE;
    const members = value.includes(',') ? value.split(',') : [value];
    return members.map(trimWhitespace).filter((member) => member !== '');
  }

  /** Adds a field line behind all others. */
  append(name: string, value: string): this {
    this.#fields.push([name, value]);
    this.#lengths |= lengthBit(name);
    return this;
  }

  /** Replaces every field line called `name` by a single one. */
  set(name: string, value: string): this {
    return this.delete(name).append(name, value);
  }

  /** Removes every field line called `name`. */
  delete(name: string): this {
    if (!this.has(name)) return this;
    this.#fields = this.#fields.filter(([each]) => !isSameName(each, name));
    return this;
  }

  /** A copy without the fields that either of these names. */
  without(most: FieldNames, more: readonly string[] = []): HeaderList {
    const kept = new HeaderList();
    for (const field of this.#fields) {
      const [name] = field;
      if (most.has(name)) continue;
      if (more.length > 0 && more.includes(name.toLowerCase())) continue;
      kept.#fields.push(field);
      kept.#lengths |= lengthBit(name);
    }
    return kept;
  }

  /** The field lines, in order. */
  [Symbol.iterator](): Iterator<HeaderField> {
    return this.#fields.values();
  }

  // Most names that are looked up are not there, and nearly always their
  // length alone says so.
  #mayHave(name: string): boolean {
    return (this.#lengths & lengthBit(name)) !== 0;
  }
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

/** Whether a character is one that OWS consists of. */
export function isWhitespace(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}
