import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/**
 * Breaks a connection off, so that what was cut short does not look complete:
 * with a reset instead of a FIN. TLS has a goodbye of its own, close_notify,
 * and who goes without it has been cut off (RFC 8446 6.1, RFC 9112 9.8).
 */
export function breakOff(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
