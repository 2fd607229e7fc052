/** A fixed set of field names, in which capitals make no difference. */
export class FieldNames {
  readonly #names: ReadonlySet<string>;
  readonly #lengths: number;

  /** @param names - In lower case. */
  constructor(...names: readonly string[]) {
    this.#names = new Set(names);
    this.#lengths = names.reduce((bits, name) => bits | lengthBit(name), 0);
  }

  /** Whether it contains a name. */
  has(name: string): boolean {
    const isOfLength = (this.#lengths & lengthBit(name)) !== 0;
    return isOfLength && this.#names.has(name.toLowerCase());
  }
}

/** A bit for each length that a name may have; 33 counts as 1, and so on. */
export function lengthBit(name: string): number {
  return 1 << name.length;
}

/** Whether two field names are the same (RFC 9110 5.1). */
export function isSameName(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  if (one === other) return true;
  // Capitals differ from small letters in one bit; and names of the same
  // length, most often, in their last letter.
  const last = one.length - 1;
  const differing = one.charCodeAt(last) ^ other.charCodeAt(last);
  return (differing & ~32) === 0 && one.toLowerCase() === other.toLowerCase();
}
