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

  constructor(fields: Iterable<HeaderField> = []) {
    this.#fields = [...fields];
  }

  /** The value of each field line called `name`, in order. */
  values(name: string): string[] {
    const found = this.#fields.filter((field) => isNamed(field, name));
    return found.map(([, value]) => value);
  }

  /** All of them joined into one value (RFC 9110 5.3), if there are any. */
  get(name: string): string | undefined {
    const values = this.values(name);
    return values.length === 0 ? undefined : values.join(', ');
  }

  /** Whether any field line is called `name`. */
  has(name: string): boolean {
    return this.#fields.some((field) => isNamed(field, name));
  }

  /** The members of a comma-separated field such as `Connection`, lower case. */
  tokens(name: string): string[] {
    const members = this.get(name)?.toLowerCase().split(',') ?? [];
    return members.map(trimWhitespace).filter((member) => member !== '');
  }

  /** Adds a field line behind all others. */
  append(name: string, value: string): this {
    this.#fields.push([name, value]);
    return this;
  }

  /** Replaces every field line called `name` by a single one. */
  set(name: string, value: string): this {
    return this.delete(name).append(name, value);
  }

  /** Removes every field line called `name`. */
  delete(name: string): this {
    this.#fields = this.#fields.filter((field) => !isNamed(field, name));
    return this;
  }

  /** A copy without the fields whose lower-case names are in these lists. */
  without(most: ReadonlySet<string>, more: readonly string[] = []): HeaderList {
    const isKept = (name: string) => !most.has(name) && !more.includes(name);
    return new HeaderList(
      this.#fields.filter(([name]) => isKept(name.toLowerCase())),
    );
  }

  /** The field lines, in order. */
  [Symbol.iterator](): Iterator<HeaderField> {
    return this.#fields.values();
  }
}

function isNamed([name]: HeaderField, wanted: string): boolean {
  if (name.length !== wanted.length) return false;
  return name.toLowerCase() === wanted.toLowerCase();
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
