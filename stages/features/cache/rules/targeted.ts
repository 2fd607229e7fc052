import { parseDictionary } from 'structured-headers';
import type * as http from '../../../../shared/parser/index.ts';

/**
 * The directives of CDN-Cache-Control, which speaks to caches like this one
 * and to no browser (RFC 9213 3). Where it is there, Cache-Control and
 * Expires do not count.
 *
 * @returns `undefined` if the field is not there, is empty, or is no
 * dictionary: then it counts as not there (RFC 9213 2.1).
 */
export function targetedDirectives(
  headers: http.HeaderList,
): ReadonlyMap<string, readonly string[]> | undefined {
  const members = dictionaryOf(headers.get('CDN-Cache-Control') ?? '');
  if (members.size === 0) return undefined;
  const given = new Map<string, string[]>();
  for (const [name, [argument]] of members) {
    if (argument === false) continue; // `no-store=?0` says that it is not meant
    given.set(name, [argument === true ? '' : String(argument)]);
  }
  return given;
}

function dictionaryOf(value: string): ReturnType<typeof parseDictionary> {
  try {
    return parseDictionary(value);
  } catch {
    return new Map(); // RFC 9213 2.1: as if the field were not there
  }
}
