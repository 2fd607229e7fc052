/** A fixed set of field names, in which capitals make no difference. */
export class FieldNames {
  readonly #byLength: string[][] = [];

  /**
   * @param names - With commas between them, and spelled as is usual: then
   *   they are found the fastest.
   */
  constructor(names: string) {
    for (const name of names.split(', ')) {
      this.#byLength[name.length] ??= [];
      this.#byLength[name.length]!.push(name);
    }
  }

  /** Whether it contains a name. */
  has(name: string): boolean {
    const alike = this.#byLength[name.length];
    return alike?.some((each) => isSameName(each, name)) === true;
  }
}

/** A bit for each length that a name may have; 33 counts as 1, and so on. */
export function lengthBit(name: string): number {
  return 1 << name.length;
}

/** Whether two field names are the same (RFC 9110 5.1). */
export function isSameName(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  // Capitals differ from small letters in one bit; and names of the same
  // length, most often, in their last letter.
  const last = one.length - 1;
  const differing = one.charCodeAt(last) ^ other.charCodeAt(last);
  if ((differing & ~32) !== 0) return false;
  return one === other || one.toLowerCase() === other.toLowerCase();
}
