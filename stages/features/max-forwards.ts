import * as http from '../../shared/parser/index.ts';
import type { Ask, Recipient, Request, Source } from './source.ts';

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
 * The returned function throws ProtocolError 400 for a TRACE with a body, and
 * for a count that is none: whether that request may go on nobody can tell.
 */
export function maxForwards(next: Ask): Ask {
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
    return isTrace ? reflection(request, recipient) : permission(recipient);
  };
}

function counted({ head, ...request }: Request, count: string): Request {
  const left = String(Math.min(Number(count) - 1, MOST));
  const headers = new http.HeaderList(head.headers);
  return {
    ...request,
    head: { ...head, headers: headers.set('Max-Forwards', left) },
  };
}

// RFC 9110 9.3.8: the request as it came, not as it would have gone on: what
// we add to requests may be for the upstream alone.
function reflection(request: Request, recipient: Recipient): Source {
  const { method, target, version, headers } = request.received ?? request.head;
  const shown = [...headers].filter(([name]) => !secret.test(name));
  const lines = shown.map(([name, value]) => `${name}: ${value}\r\n`);
  const text = `${method} ${target} HTTP/${version}\r\n${lines.join('')}\r\n`;
  const type = ['Content-Type', 'message/http'] as const;
  return answer(recipient, type, Buffer.from(text, 'latin1'));
}

// RFC 9110 9.3.7. What the target allows only its server knows; these are the
// methods of RFC 9110 9.3 that we let through to it.
function permission(recipient: Recipient): Source {
  const methods = 'GET, HEAD, POST, PUT, DELETE, OPTIONS, TRACE';
  return answer(recipient, ['Allow', methods], Buffer.alloc(0));
}

function answer(
  recipient: Recipient,
  field: http.HeaderField,
  body: Buffer,
): Source {
  const headers = new http.HeaderList([field]);
  const head = { version: '1.1', status: 200, reason: 'OK', headers } as const;
  const framing = { kind: 'length', length: body.length } as const;
  return {
    write: () => true, // the body of an OPTIONS is dropped
    end() {
      recipient.onHead({ head, framing });
      if (body.length > 0) recipient.onData(body);
      recipient.onEnd(new http.HeaderList());
    },
    resume() {},
    abandon() {},
  };
}
