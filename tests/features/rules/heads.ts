import * as http from '../../../shared/parser/index.ts';
import {
  type Response,
  withDirectives,
} from '../../../stages/features/cache/rules/directives.ts';

/** When all of this happens, in milliseconds since 1970. */
export const NOW = Date.UTC(2026, 0, 1);

/** A date as HTTP writes it, so many seconds after `NOW`. */
export function dateIn(seconds: number): string {
  return new Date(NOW + seconds * 1000).toUTCString();
}

/** A GET request with these field lines; or one like this. */
export function requestOf(
  lines: readonly string[] = [],
  method = 'GET',
  target = '/page',
): http.RequestHead {
  const headers = headersOf(['Host: a.example', ...lines]);
  return { method, target, version: '1.1', headers };
}

/** A response with these field lines. */
export function responseOf(
  lines: readonly string[] = [],
  status = 200,
): Response {
  const headers = headersOf(lines);
  return withDirectives({ version: '1.1', status, reason: 'OK', headers });
}

/** The field lines of a head, as they would be sent. */
export function linesOf({ headers }: http.RequestHead | http.ResponseHead) {
  return [...headers].map(([name, value]) => `${name}: ${value}`);
}

function headersOf(lines: readonly string[]): http.HeaderList {
  const fields = lines.map((line): http.HeaderField => {
    const colon = line.indexOf(':');
    const value = http.trimWhitespace(line.slice(colon + 1));
    return [line.slice(0, colon), value];
  });
  return new http.HeaderList(fields);
}
