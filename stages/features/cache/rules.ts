import type * as http from '../../../shared/parser/index.ts';
import { type Directives, parseDirectives, secondsOf } from './directives.ts';

type Request = http.RequestHead;
type Response = http.ResponseHead;

// Heads in, verdicts out. Nothing here stores anything or looks at a clock.

// To judge a condition or cut out a range is left to the origin; and a
// request with a body is none that another one's answer fits.
const unanswerable = /^(If-.*|Range|Content-Length|Transfer-Encoding)$/i;

// RFC 9111 5.2.2: not at all; not by a shared cache; not without asking the
// origin each time, which we do not do.
const forbidding = ['no-store', 'private', 'no-cache'];

// RFC 9111 3.5: these make the answer to one user an answer for all of them.
const sharing = ['public', 's-maxage', 'must-revalidate'];

/** Whether a request may be answered from the cache at all. */
export function mayAnswer({ method, headers }: Request): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  return ![...headers].some(([name]) => unanswerable.test(name));
}

/** Whether a response may be stored for other clients (RFC 9111 3). */
export function mayStore(request: Request, head: Response): boolean {
  const said = directivesOf(head);
  if (request.method !== 'GET' || head.status !== 200) return false;
  if (forbidding.some((name) => said.has(name))) return false;
  if (directivesOf(request).has('no-store')) return false;
  if (head.headers.tokens('Vary').includes('*')) return false;
  // A cookie is meant for one client, even where the origin forgot to say so.
  if (head.headers.has('Set-Cookie')) return false;
  const isPersonal = request.headers.has('Authorization');
  return !isPersonal || sharing.some((name) => said.has(name));
}

/** For how many seconds a response stays fresh (RFC 9111 4.2.1). */
export function freshnessLifetime(head: Response): number {
  const said = directivesOf(head);
  const declared = secondsOf(said, 's-maxage') ?? secondsOf(said, 'max-age');
  const expires = timeOf(head.headers.get('Expires'));
  const date = timeOf(head.headers.get('Date'));
  const lifetime = declared ?? Math.floor((expires - date) / 1000);
  return lifetime > 0 ? lifetime : 0; // NaN, too, is no lifetime
}

/**
 * How old a response was, in seconds, when it came (RFC 9111 4.2.3).
 *
 * @param requestedAt - When it was asked for, in milliseconds since 1970.
 * @param receivedAt - When it came, likewise.
 */
export function initialAge(
  { headers }: Response,
  requestedAt: number,
  receivedAt: number,
): number {
  const apparentAge = (receivedAt - timeOf(headers.get('Date'))) / 1000;
  const declaredAge = Number(/^\d+$/.exec(headers.get('Age') ?? '') ?? 0);
  const delay = (receivedAt - requestedAt) / 1000;
  return Math.max(apparentAge || 0, declaredAge + delay);
}

/**
 * Whether a request takes a stored response (RFC 9111 4, 5.2.1).
 *
 * @param age - How old the response is now, in seconds.
 * @param lifetime - How old it may become.
 */
export function isSatisfied(
  request: Request,
  age: number,
  lifetime: number,
): boolean {
  const asked = directivesOf(request);
  const maxAge = secondsOf(asked, 'max-age') ?? Number.MAX_VALUE;
  const minFresh = secondsOf(asked, 'min-fresh') ?? 0;
  const isAllowed = !asked.has('no-cache') && !asked.has('no-store');
  return isAllowed && age <= maxAge && age + minFresh < lifetime;
}

/** Whether a response shows that what is stored has changed (RFC 9111 4.4). */
export function invalidates(method: string, status: number): boolean {
  return !/^(GET|HEAD|OPTIONS|TRACE)$/.test(method) && status < 400;
}

/**
 * The request fields on which a response depends, with their values: who
 * sends other values gets another response (RFC 9111 4.1).
 */
export function selectorsOf(request: Request, { headers }: Response) {
  const names = headers.tokens('Vary');
  // Some origins compress and forget to say that not all get that.
  if (headers.has('Content-Encoding')) names.push('accept-encoding');
  return names.map((name) => [name, request.headers.get(name) ?? ''] as const);
}

// RFC 9111 5.4: Pragma counts where Cache-Control is silent.
function directivesOf({ headers }: { headers: http.HeaderList }): Directives {
  const value = headers.get('Cache-Control') ?? headers.get('Pragma');
  return parseDirectives(value);
}

// RFC 9110 5.6.7. What begins with no day of the week, like `Expires: 0`, is
// no date; the oldest of the three forms leaves out that it means GMT.
function timeOf(date = ''): number {
  if (!/^[A-Z][a-z]{2,8},? /.test(date)) return Number.NaN;
  return Date.parse(date.endsWith('GMT') ? date : `${date} GMT`);
}
