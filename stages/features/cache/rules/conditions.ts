import * as http from '../../../../shared/parser/index.ts';
import { parseDate } from './http-date.ts';
import { entityTags, sameTag } from './validation.ts';

// RFC 9110 15.4.5: a 304 says what may have changed about a response, not
// what the client knows of it.
const of304 = new http.FieldNames(
  'Age, Cache-Control, Cache-Status, CDN-Cache-Control, Content-Location, ' +
    'Date, ETag, Expires, Last-Modified, Vary',
);

/**
 * Whether a client has already what is stored (RFC 9111 4.3.2). Of its two
 * conditions the tags outrank the date (RFC 9110 13.2.2).
 *
 * @param now - Milliseconds since 1970.
 */
export function isKnown(
  { headers }: http.RequestHead,
  stored: http.ResponseHead,
  now: number,
): boolean {
  if (stored.status !== 200) return false; // RFC 9110 13.2.1
  const { headers: own } = stored;
  const tags = headers.get('If-None-Match');
  if (tags !== undefined) {
    const tag = own.get('ETag');
    return entityTags(tags).some((each) => each === '*' || sameTag(tag, each));
  }
  const since = headers.get('If-Modified-Since');
  if (since === undefined) return false;
  const changed = own.get('Last-Modified') ?? own.get('Date');
  // False, too, if one of them is no date.
  return parseDate(changed, now) <= parseDate(since, now);
}

/** What a client is told who has it already: a 304. */
export function notModified(stored: http.ResponseHead): http.ResponseHead {
  const headers = stored.headers.copy().deleteAll((name) => !of304.has(name));
  return { ...stored, status: 304, reason: 'Not Modified', headers };
}
