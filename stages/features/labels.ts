import type * as http from '../../shared/parser/index.ts';
import type { Feature } from './feature.ts';

/** Adds header fields to every final response, in place of the origin's. */
export function labels(fields: readonly http.HeaderField[]): Feature {
  return {
    label({ headers }) {
      for (const [name, value] of fields) headers.set(name, value);
    },
  };
}
