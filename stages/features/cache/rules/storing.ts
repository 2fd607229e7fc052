import * as http from '../../../../shared/parser/index.ts';
import { type Response, requestDirectives } from './directives.ts';
import { freshnessLifetime, isExplicit, isHeuristic } from './freshness.ts';
import { sameOriginKey, targetKey } from './key.ts';
import { forbidsStale } from './reuse.ts';

// Answers to a condition or a range of one client: nothing for another one.
const conditional = [206, 304, 412, 416];

// RFC 9111 5.2.2.3: the statuses whose caching we know all about.
const understood = /^(20[0-4]|30[0-378]|40[0145]|410|414|421|451|50[0-5])$/;

// RFC 9111 3.5: these make the answer to one user an answer for all of them.
const sharing = ['public', 's-maxage', 'must-revalidate'];

// RFC 5861: for how long it may be shown when it is no longer fresh.
const outliving = ['stale-while-revalidate', 'stale-if-error'];

// RFC 9111 3.1: fields that are not stored. Those that speak of a connection
// have gone before a response comes here.
const unstored = new http.FieldNames(
  'Proxy-Authenticate, Proxy-Authentication-Info',
);

/**
 * Whether a response may be stored, and then shown to other clients: RFC 9111
 * 3, condition by condition.
 */
export function mayStore(request: http.RequestHead, head: Response): boolean {
  const { headers, said } = head;
  return (
    isUnderstood(head) &&
    isOfStoredMethod(request, head) &&
    isForOthers(request, head) &&
    !said.isPlain('private') &&
    // RFC 9111 7.3: a cookie is meant for one client, unless the origin says
    // outright for how long it may be shown to all.
    (isExplicit(head) || (isHeuristic(head) && !headers.has('Set-Cookie'))) &&
    !headers.lists('Vary', '*') // fits no other request (4.1)
  );
}

/**
 * Whether the answer to a request may be one to other clients as well, as far
 * as that request goes (RFC 9111 3.5, 5.2.1.5).
 */
export function isForOthers(request: http.RequestHead, { said }: Response) {
  if (requestDirectives(request).has('no-store')) return false;
  const isOfOneUser = request.headers.has('Authorization');
  return !isOfOneUser || sharing.some((name) => said.has(name));
}

/**
 * Whether storing it can be of use: while it is fresh, or may be shown stale
 * (RFC 5861), or since there is something by which the origin can say later
 * that it is still right.
 *
 * @param receivedAt - When it came, in milliseconds since 1970.
 */
export function isWorthStoring(head: Response, receivedAt: number): boolean {
  const { headers, said } = head;
  const isNamed = headers.has('ETag') || headers.has('Last-Modified');
  if (isNamed || freshnessLifetime(head, receivedAt) > 0) return true;
  return outliving.some((name) => said.has(name)) && !forbidsStale(head);
}

/**
 * Whether a response is of a kind that is stored at all. RFC 9111 5.2.2.3:
 * must-understand asks for a cache that knows the status, and tells it to
 * pass over the no-store that is for all others.
 */
export function isUnderstood({ said, status }: Response): boolean {
  if (status < 200 || conditional.includes(status)) return false;
  if (said.has('must-understand')) return understood.test(String(status));
  return !said.has('no-store');
}

// RFC 9110 9.3.1: an origin that reads the body of a GET answers what nobody
// else has asked. 9.3.3: the answer to a POST stands for what a GET would
// bring, if it says so itself.
function isOfStoredMethod(request: http.RequestHead, head: Response): boolean {
  const { headers, method } = request;
  if (method === 'GET') {
    return !headers.has('Content-Length') && !headers.has('Transfer-Encoding');
  }
  if (method !== 'POST' || head.status !== 200) return false;
  const location = head.headers.get('Content-Location');
  const isOfTarget = sameOriginKey(request, location) === targetKey(request);
  return isOfTarget && isExplicit(head);
}

/**
 * The fields of a response that are stored with it: not those that are for
 * one client, nor those that the origin wants to be asked for each time (RFC
 * 9111 3.1, 5.2.2.4, 5.2.2.7).
 */
export function storedFields({ headers, said }: Response): http.HeaderList {
  const names = ['private', 'no-cache'].map((name) => said.fieldNames(name));
  return http.detachedFields(headers.without(unstored, names.flat()));
}
