import type * as http from '../../shared/parser/index.ts';
import type { Feature } from './feature.ts';

/** Header fields to be set, each in place of those of its name. */
export type Fields = readonly http.HeaderField[];

/** Adds header fields to every final response, in place of the origin's. */
export function labels(fields: Fields): Feature {
  return { label: ({ headers }) => setFields(headers, fields) };
}

/**
 * A request with other fields for the upstream. Its own stay as they are: they
 * say what its client understands, such as gzip, and what we answer obeys that.
 */
export function labelled(request: http.RequestHead, fields: Fields) {
  if (fields.length === 0) return request;
  const headers = request.headers.copy();
  setFields(headers, fields);
  return { ...request, headers };
}

// An empty value says that the field is to go.
function setFields(headers: http.HeaderList, fields: Fields): void {
  for (const [name, value] of fields) {
    if (value === '') headers.delete(name);
    else headers.set(name, value);
  }
}
