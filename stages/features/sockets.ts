import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { Log } from './options.ts';

/** The connections that carry TLS, by what is read and written there. */
const carriers = new WeakMap<Socket, Socket>();

/**
 * Speaks TLS, as a server does, on a connection that was not read yet.
 *
 * @param log - Told if a client does not, or does not trust our certificate.
 */
export function secured(tcp: Socket, secureContext: SecureContext, log: Log) {
  const socket = new TLSSocket(tcp, { isServer: true, secureContext });
  carriers.set(socket, tcp);
  // A reset, for one, has no reason that TLS gives. In any case 'close' follows.
  socket.on('error', (error) => {
    if ('reason' in error) log(`TLS failed: ${error.reason}`);
  });
  return socket;
}

/**
 * Breaks a connection off, so that what was cut short does not look complete:
 * with a reset instead of a FIN. TLS has a goodbye of its own, close_notify,
 * and who goes without it has been cut off (RFC 8446 6.1, RFC 9112 9.8); but
 * not all clients look, so there, too, it is a reset.
 *
 * While our own goodbye is on its way Node can reset nothing: it would lose the
 * socket, and never close it. Then it is closed.
 */
export function breakOff(socket: Socket): void {
  const { writableEnded, writableFinished, writableLength } = socket;
  const isEnding = writableEnded && !writableFinished && writableLength === 0;
  if (isEnding) socket.destroy();
  else (carriers.get(socket) ?? socket).resetAndDestroy();
}

// Node 20 and 22 take a reset right behind data for an end, too.
const missesResets = Number.parseInt(process.versions.node, 10) < 24;

/**
 * Does something if the end of what comes is one. Where Node cannot tell, a
 * write can: one of nothing sends nothing, but fails after a reset; so do, in a
 * moment, writes that are under way. Then 'error' follows.
 */
export function ifEnded(socket: Socket, then: () => void): void {
  const isFree = socket.writable && socket.writableLength === 0;
  if (!missesResets) then();
  else if (isFree) socket.write('', (error) => error || then());
  else setImmediate(() => socket.errored || then());
}
