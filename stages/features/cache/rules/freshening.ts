import * as http from '../../../../shared/parser/index.ts';
import { type Response, withDirectives } from './directives.ts';
import { storedFields } from './storing.ts';

type Head = http.ResponseHead;

// RFC 9111 3.2: what is said of the stored bytes stays as it is; so does their
// tag, which a 304 may call strong although who compressed them weakened it.
const ofTheBytes =
  /^(Content-(Encoding|Length|Range)|ETag|Transfer-Encoding)$/i;

/**
 * The head of a stored response after the origin has said that it is still
 * right: what came anew stands in place of what was there (RFC 9111 3.2). This
 * is for who has asked: it has fields that are not stored.
 *
 * @param update - The head of the 304, or of the answer to a HEAD.
 */
export function updated(stored: Head, update: Head): Head {
  const news = [...update.headers].filter(([name]) => !ofTheBytes.test(name));
  const replaced = ['Age', ...news.map(([name]) => name)].join(', ');
  const kept = stored.headers.without(new http.FieldNames(replaced));
  return { ...stored, headers: new http.HeaderList([...kept, ...news]) };
}

/** The same, as it is stored for all. */
export function freshened(stored: Response, update: Head): Response {
  const all = withDirectives(updated(stored, update));
  // Not before: a 304 need not say again which fields are for one client.
  return { ...all, headers: storedFields(all) };
}

/**
 * Whether the answer to a HEAD speaks of the bytes that are stored (RFC 9111
 * 4.3.5). If not, these are no longer what a GET would bring.
 *
 * @param length - Of the stored body, in bytes, if that is known.
 * @param declared - What the answer to the HEAD says of it, if it does.
 */
export function speaksOf(
  stored: Head,
  length: number | undefined,
  answer: Head,
  declared: number | undefined,
): boolean {
  const isSame = (name: string) =>
    [undefined, stored.headers.get(name)].includes(answer.headers.get(name));
  const isLength = (declared ?? length) === length;
  return isLength && isSame('ETag') && isSame('Last-Modified');
}
