import * as http from '../../shared/parser/index.ts';
import type { Clock } from './clock.ts';
import { ReadySource } from './ready-source.ts';
import type { Ask, Recipient, Request } from './source.ts';

/** As much as other counters of hops can hold. */
const MOST = 2 ** 31 - 1;

// RFC 9110 9.3.8: what is likely to be a secret is not shown, for a script
// that cannot read a cookie may be able to read the answer to TRACE.
const secret = /auth|cookie|credential|key|passw|secret|session|token/i;

/**
 * Counts how often TRACE and OPTIONS may still be forwarded, and answers in
 * the place of the upstream where the count is at its end (RFC 9110 7.6.2).
 * With other methods the field means nothing.
 *
 * The returned function throws ProtocolError 400 for a TRACE with a body, for
 * a count that is none, since whether that request may go on nobody can tell,
 * and for a body that waits for a 100 where the count is at its end.
 */
export function maxForwards(next: Ask, clock: Clock): Ask {
  return (request, recipient) => {
    const { head, framing } = request;
    const isTrace = head.method === 'TRACE';
    const isEmpty = framing.kind === 'length' && framing.length === 0;
    if (isTrace && framing.kind !== 'none' && !isEmpty) {
      throw new http.ProtocolError('A TRACE has no body.');
    }
    const count = head.headers.get('Max-Forwards');
    const isCounted = isTrace || head.method === 'OPTIONS';
    if (!isCounted || count === undefined) return next(request, recipient);
    if (!/^\d+$/.test(count)) {
      throw new http.ProtocolError('Max-Forwards is not one number.');
    }
    if (Number(count) > 0) return next(counted(request, count), recipient);
    // Who sends its body only after a 100 would wait for it for ever.
    const isWaiting = framing.kind !== 'none' && head.headers.has('Expect');
    if (isWaiting) throw new http.ProtocolError('Nobody here says 100.');
    const answer = isTrace ? reflection(request) : permission;
    return answered(answer, recipient, clock.now());
  };
}

function counted({ head, framing, received }: Request, count: string): Request {
  const left = String(Math.min(Number(count) - 1, MOST));
  const headers = head.headers.copy().set('Max-Forwards', left);
  return { head: { ...head, headers }, framing, received };
}

// RFC 9110 9.3.8: the request as it came, not as it would have gone on: what
// we add to requests may be for the upstream alone.
function reflection(request: Request): Answer {
  const { method, target, version, headers } = request.received ?? request.head;
  const shown = headers.copy().deleteAll((name) => secret.test(name));
  const text = `${method} ${target} HTTP/${version}\r\n${shown.text}\r\n`;
  return [['Content-Type', 'message/http'], Buffer.from(text, 'latin1')];
}

/** An answer in the place of the upstream's. */
type Answer = readonly [field: http.HeaderField, body: Buffer];

// RFC 9110 9.3.7. What the target allows only its server knows; these are the
// methods of RFC 9110 9.3 that we let through to it.
const methods = 'GET, HEAD, POST, PUT, DELETE, OPTIONS, TRACE';
const permission: Answer = [['Allow', methods], Buffer.alloc(0)];

function answered([field, body]: Answer, recipient: Recipient, now: number) {
  const date = ['Date', new Date(now).toUTCString()] as const;
  const headers = new http.HeaderList([date, field]);
  const head = { version: '1.1', status: 200, reason: 'OK', headers } as const;
  const framing = { kind: 'length', length: body.length } as const;
  return new ReadySource(body, recipient, { head, framing });
}
