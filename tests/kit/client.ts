import { once } from 'node:events';
import { connect } from 'node:net';
import type { Recorder } from '../../tools/wire/record.ts';
import { within } from './deadlines.ts';
import { HOST } from './listen.ts';
import { WireEnd } from './wire-end.ts';

/**
 * Connects to a port of this machine, as netcat does.
 *
 * @param name - How the connection is called in records and messages.
 * @throws when the connection is refused.
 */
export async function connectEnd(
  port: number,
  name: string,
  recorder: Recorder,
): Promise<WireEnd> {
  const socket = connect({ port, host: HOST, allowHalfOpen: true });
  try {
    await within(once(socket, 'connect'), () => `port ${port} to accept`);
  } catch (error) {
    socket.destroy();
    recorder.add({
      hop: 'client',
      connection: name,
      from: 'proxy',
      kind: 'refused',
    });
    throw error;
  }
  return new WireEnd(socket, name, 'client', recorder);
}
