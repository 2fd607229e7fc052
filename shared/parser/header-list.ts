import { type FieldNames, isSameName, lengthBit } from './field-names.ts';

/** One field line; the name keeps the spelling that its sender chose. */
export type HeaderField = readonly [name: string, value: string];

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

  /** Whether there is no field line at all. */
  get isEmpty(): boolean {
    return this.#fields.length === 0;
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
    const values = this.values(name);
    return values.length > 1 ? values.join(', ') : values[0];
  }

  /** Whether any field line is called `name`. */
  has(name: string): boolean {
    return this.values(name).length > 0;
  }

  /** The members of a comma-separated field such as `Connection`, lower case. */
  tokens(name: string): string[] {
    const value = this.get(name)?.toLowerCase() ?? '';
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
    for (const [name, value] of this.#fields) {
      const isKept = !most.has(name) && !more.includes(name.toLowerCase());
      if (isKept) kept.append(name, value);
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
