/** The directives of a Cache-Control field, names in lower case. */
export type Directives = ReadonlyMap<string, string>;

// RFC 9111 5.2   cache-directive = token [ "=" ( token / quoted-string ) ]
const directive =
  /([!#$%&'*+\-.^_`|~\w]+)(?:="((?:[^"\\]|\\.)*)"|=([^\s,"]*))?/g;

// RFC 9111 1.2.2: as good as for ever, and no computer chokes on it.
const FOR_EVER = 2 ** 31;

/**
 * Reads a Cache-Control field. What it does not understand it passes over;
 * of a directive that is given twice the first counts (RFC 9111 4.2.1).
 */
export function parseDirectives(value: string | undefined): Directives {
  const directives = new Map<string, string>();
  for (const [, name = '', quoted, plain] of (value ?? '').matchAll(
    directive,
  )) {
    const key = name.toLowerCase();
    if (!directives.has(key)) directives.set(key, quoted ?? plain ?? '');
  }
  return directives;
}

/**
 * A directive's number of seconds, if the directive is there. A number that
 * is none counts as 0: when in doubt, a response is stale.
 */
export function secondsOf(said: Directives, name: string): number | undefined {
  const value = said.get(name);
  if (value === undefined) return undefined;
  return /^\d+$/.test(value) ? Math.min(Number(value), FOR_EVER) : 0;
}
