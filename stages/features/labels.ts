import type * as http from '../../shared/parser/index.ts';
import type { Ask } from './source.ts';

/** Header fields to be set, each in place of those of its name. */
export type Fields = readonly http.HeaderField[];

/** Sets fields. An empty value says that the field is to go. */
export function setFields(headers: http.HeaderList, fields: Fields): void {
  for (const [name, value] of fields) {
    if (value === '') headers.delete(name);
    else headers.set(name, value);
  }
}

/**
 * Asks with other fields. Whoever stands in front of this sees the client's
 * own: they say what it understands, such as gzip, and what it is sent obeys
 * that.
 */
export function labelled(next: Ask, fields: Fields): Ask {
  if (fields.length === 0) return next;
  return ({ head, framing, received }, recipient) => {
    const headers = head.headers.copy();
    setFields(headers, fields);
    return next({ head: { ...head, headers }, framing, received }, recipient);
  };
}
