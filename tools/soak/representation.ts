import { type Fields, fieldOf, hasMember } from './fields.ts';
import { bodyOf, digestOf, markOf } from './marks.ts';
import { isUnsafe, type Order } from './order.ts';
import { type Resource, resourceOf } from './resources.ts';

/** A response before it is framed. */
export interface Representation {
  readonly status: number;
  readonly lines: readonly string[];
  /** Empty where the status or the method allows none. */
  readonly body: Buffer;
  /** The length that the answer to GET has. */
  readonly length: number;
  readonly trailer: string;
}

/** What the origin needs to know to answer. */
export interface Versions {
  versionOf(target: string): number;
  tagOf(target: string, variant: string): string;
}

/**
 * What the origin has to say to a request.
 *
 * @param fields - Those of the request, as it arrived.
 */
export function representationFor(
  order: Order,
  fields: Fields,
  versions: Versions,
): Representation {
  const resource = resourceOf(order.target);
  const isSafe = order.method === 'GET' || order.method === 'HEAD';
  const isKept = isSafe && resource.age !== undefined && order.status < 500;
  const isForOne = order.body > 0 || fields.has('authorization');
  if (isKept && !isForOne) return keptFor(order, resource, fields, versions);
  // A cache has to see by itself that it must not show this to others.
  return ownFor(order, resource, versions, isKept ? 'max-age=30' : 'no-store');
}

function ownFor(
  order: Order,
  resource: Resource,
  versions: Versions,
  control: string,
): Representation {
  const { status, nonce, target } = order;
  const whole = bodyOf(nonce, resource.length);
  const version = `Soak-Version: ${versions.versionOf(target)}`;
  return {
    status,
    lines: [
      ...commonLines(order, resource),
      `Cache-Control: ${control}`,
      ...(isUnsafe(order) ? [version] : []),
    ],
    body: hasBody(order, status) ? whole : Buffer.alloc(0),
    length: whole.length,
    trailer: digestOf(order.target),
  };
}

function keptFor(
  order: Order,
  resource: Resource,
  fields: Fields,
  versions: Versions,
): Representation {
  const { target } = order;
  const { varies, length } = resource;
  const variant = varies ? (fieldOf(fields, 'accept-language') ?? '') : 'any';
  const tag = versions.tagOf(target, variant);
  const lines = [...commonLines(order, resource), ...keptLines(resource, tag)];
  const nothing = Buffer.alloc(0);
  const common = { length, trailer: digestOf(target) };
  if (isUnmodified(fields, tag)) {
    return { ...common, status: 304, lines, body: nothing };
  }
  const mark = markOf(target, variant, versions.versionOf(target));
  const body = bodyOf(mark, length);
  const range = rangeOf(order, fields, length);
  if (range) return partOf({ ...common, status: 206, lines, body }, range);
  const isWanted = hasBody(order, 200);
  return { ...common, status: 200, lines, body: isWanted ? body : nothing };
}

function partOf(
  whole: Representation,
  [first, last]: readonly [first: number, last: number],
): Representation {
  const line = `Content-Range: bytes ${first}-${last}/${whole.length}`;
  const body = whole.body.subarray(first, last + 1);
  return { ...whole, lines: [...whole.lines, line], body, length: body.length };
}

function keptLines({ age, control, varies }: Resource, tag: string): string[] {
  return [
    `Cache-Control: max-age=${age}${control ? `, ${control}` : ''}`,
    `ETag: ${tag}`,
    `Last-Modified: ${new Date(1e12).toUTCString()}`,
    ...(varies ? ['Vary: Accept-Language'] : []),
  ];
}

function commonLines({ nonce }: Order, { type }: Resource): string[] {
  const date = new Date().toUTCString();
  return [`Soak: ${nonce}`, `Date: ${date}`, `Content-Type: ${type}`];
}

function hasBody({ method }: Order, status: number): boolean {
  return method !== 'HEAD' && status !== 204;
}

// RFC 9110 13.1.2. Our resources never change the date, only the tag.
function isUnmodified(fields: Fields, tag: string): boolean {
  const tags = fieldOf(fields, 'if-none-match');
  if (tags === undefined) return false;
  return (
    tags === '*' ||
    hasMember(fields, 'if-none-match', tag) ||
    hasMember(fields, 'if-none-match', `w/${tag}`)
  );
}

// RFC 9110 14.2. Several ranges at once, or none that fits: then all of it.
function rangeOf(
  { method }: Order,
  fields: Fields,
  length: number,
): readonly [first: number, last: number] | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(fieldOf(fields, 'range') ?? '');
  if (!found || method !== 'GET' || fields.has('if-range')) return undefined;
  const [, from = '', to = ''] = found;
  const first = from === '' ? Math.max(0, length - Number(to)) : Number(from);
  const last = from === '' || to === '' ? length - 1 : Number(to);
  if (first >= length) return undefined;
  return [first, Math.min(last, length - 1)];
}
