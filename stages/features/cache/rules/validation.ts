import type * as http from '../../../../shared/parser/index.ts';

type Request = http.RequestHead;
type Response = http.ResponseHead;

/**
 * The question whether what is stored is still right (RFC 9111 4.3.1). It
 * names all that is stored for the target, since the origin may know one of
 * the others to be right; and what the client has, to pass on its 304.
 *
 * @param selected - What would answer this request, if that is still right.
 * @param stored - All that is stored for its target.
 * @returns `undefined` if there is nothing to recognise a response by.
 */
export function conditionalRequest(
  request: Request,
  selected: Response,
  stored: readonly Response[],
): Request | undefined {
  const tags = stored.flatMap(({ headers }) => headers.values('ETag'));
  const modified = selected.headers.get('Last-Modified');
  if (tags.length === 0 && modified === undefined) return undefined;
  const headers = request.headers.copy();
  const asked = entityTags(headers.get('If-None-Match'));
  headers.delete('If-Modified-Since').delete('If-None-Match');
  const all = new Set([...tags, ...asked.filter((tag) => tag !== '*')]);
  if (all.size > 0) headers.append('If-None-Match', [...all].join(', '));
  if (modified !== undefined) headers.append('If-Modified-Since', modified);
  return { ...request, headers };
}

/**
 * Which of the stored responses a 304 speaks of (RFC 9111 4.3.4). A strong
 * tag names all that have it; a weak one, or a date, the first that has it. A
 * tag that is strong only in the 304 was weakened by who compressed the 200.
 * Without either it can speak of one only if there is no other.
 *
 * @param stored - What is stored for the target, the selected one first.
 */
export function confirmedBy<Stored extends { readonly head: Response }>(
  { headers }: Response,
  stored: readonly Stored[],
): readonly Stored[] {
  const tag = headers.get('ETag');
  const same = stored.filter((each) => each.head.headers.get('ETag') === tag);
  if (tag?.startsWith('"') && same.length > 0) return same;
  const name = ['ETag', 'Last-Modified'].find((each) => headers.has(each));
  if (name === undefined) return stored.length === 1 ? stored : [];
  const isNamed = ({ head }: Stored) =>
    sameTag(head.headers.get(name), headers.get(name));
  return stored.filter(isNamed).slice(0, 1);
}

/** The tags of an If-None-Match, or its *; a comma may stand inside of one. */
export function entityTags(value = ''): string[] {
  return value.match(/^\*$|(?:W\/)?"[^"]*"/g) ?? [];
}

/** Whether two entity tags are the same but for their strength (9110 8.8.3.2). */
export function sameTag(one?: string, other?: string): boolean {
  const opaque = (tag?: string) => tag?.replace(/^W\//, '');
  return one !== undefined && opaque(one) === opaque(other);
}

/** Whether a 304 speaks of what the client has, by a tag that it sent. */
export function isForClient({ headers }: Request, answer: Response): boolean {
  const tags = entityTags(headers.get('If-None-Match'));
  return tags.some((tag) => sameTag(answer.headers.get('ETag'), tag));
}
