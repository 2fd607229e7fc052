/**
 * Who may look at the wire: a page that this server sent to a browser on
 * this machine, and nobody else.
 *
 * @module
 */

import type { IncomingMessage } from 'node:http';

/**
 * Sent with everything. What passes on the wire was written by strangers:
 * if any of it became markup in the page, this keeps it from running, and
 * from telling anybody.
 */
export const GUARDS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

/**
 * Is this request meant for us? A name that a stranger has pointed at
 * 127.0.0.1 (DNS rebinding) would let the stranger's page read ours. And a
 * page of anybody may send a POST, but the browser names its sender.
 */
export function isForUs(request: IncomingMessage): boolean {
  const port = request.socket.localPort;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host = '', origin } = request.headers;
  if (!hosts.includes(host)) return false;
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  return origin === `http://${host}`;
}
