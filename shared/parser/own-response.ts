import type { ProtocolError } from './errors.ts';
import type { RequestHead, ResponseHead } from './head.ts';
import { HeaderList } from './header-list.ts';

const NOTHING = Buffer.alloc(0);

// What a proxy may have to say in its own name (RFC 9110 15).
const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Content Too Large',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
};

/** A response that comes from the proxy itself. */
export interface OwnResponse {
  readonly head: ResponseHead;
  readonly body: Buffer;
}

/**
 * What a peer's mistake is answered with. A client is told what it did wrong;
 * what went wrong behind the proxy is for the proxy's terminal.
 *
 * @param error - Its status is one of the codes above.
 * @param request - If that much was understood: the answer to HEAD has no
 * body (RFC 9110 9.3.2).
 * @param now - For its Date.
 */
export function errorResponse(
  { status, message }: ProtocolError,
  request: RequestHead | undefined,
  now: Date,
): OwnResponse {
  const isOurs = status === 502 || status === 504;
  const body = Buffer.from(isOurs ? '' : `${message}\n`);
  const headers = new HeaderList([
    ['Date', now.toUTCString()],
    ['Content-Length', String(body.length)],
  ]);
  if (!isOurs) headers.append('Content-Type', 'text/plain');
  const reason = reasons[status] ?? '';
  const head = { version: '1.1', status, reason, headers } as const;
  return { head, body: request?.method === 'HEAD' ? NOTHING : body };
}
