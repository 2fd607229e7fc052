import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Recorder } from '../../tools/wire/record.ts';
import { within } from './deadlines.ts';
import { HOST } from './listen.ts';
import { WireEnd } from './wire-end.ts';

/**
 * Connects to a port of this machine, as netcat does.
 *
 * @throws when the connection is refused.
 */
export async function connectTo(port: number): Promise<Socket> {
  const socket = connect({ port, host: HOST, allowHalfOpen: true });
  try {
    await within(once(socket, 'connect'), () => `port ${port} to accept`);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return socket;
}

/**
 * One end of a connection, which is recorded.
 *
 * @param connecting - What {@link connectTo} returns, or the like.
 * @param name - How the connection is called in records and messages.
 * @throws when the connection is refused.
 */
export async function clientEnd(
  connecting: Promise<Socket>,
  name: string,
  recorder: Recorder,
): Promise<WireEnd> {
  const hop = 'client';
  try {
    return new WireEnd(await connecting, name, hop, recorder);
  } catch (error) {
    recorder.add({ hop, connection: name, from: 'proxy', kind: 'refused' });
    throw error;
  }
}

/** Whether somebody listens there. Who asks leaves at once, and politely. */
export async function doesAccept(port: number): Promise<boolean> {
  const socket = await connectTo(port).catch(() => undefined);
  socket?.on('error', () => socket.destroy());
  socket?.end().resume();
  return socket !== undefined;
}
