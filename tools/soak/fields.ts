/** The fields of a message: names in lower case, each with its values. */
export type Fields = ReadonlyMap<string, readonly string[]>;

const FIELD_LINE = /^([!#$%&'*+\-.^_`|~\w]+):[ \t]*([^\0\r\n]*?)[ \t]*$/;

/**
 * Reads field lines, in the strictest way.
 *
 * @throws Error if one of them is none.
 */
export function readFields(lines: readonly string[]): Fields {
  const fields = new Map<string, string[]>();
  for (const line of lines) {
    const [, name, value = ''] = FIELD_LINE.exec(line) ?? [];
    if (!name) throw new Error(`no field line: ${line}`);
    const key = name.toLowerCase();
    fields.set(key, [...(fields.get(key) ?? []), value]);
  }
  return fields;
}

/** The value of a field, all of its lines joined (RFC 9110 5.3). */
export function fieldOf(fields: Fields, name: string): string | undefined {
  return fields.get(name)?.join(', ');
}

/** Whether a comma-separated field has this member, in lower case. */
export function hasMember(fields: Fields, name: string, member: string) {
  const members = (fieldOf(fields, name) ?? '').toLowerCase().split(',');
  return members.some((each) => each.trim() === member);
}
