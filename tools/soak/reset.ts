import type { Socket } from 'node:net';

/**
 * Resets a connection. Where our FIN is under way already it only closes it:
 * Node 20 cannot reset then, and would never let go of the socket, nor end.
 */
export function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
