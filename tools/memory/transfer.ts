import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { fence } from '../race/fence.ts';

/** Sent at once, in bytes. */
const PIECE = 256 * 1024;

/** What a transfer came to. */
export interface Transfer {
  /** Bytes that had left the sender when it was held back for good. */
  readonly heldBackAt: number;
  /** Whether the receiver got every byte, and the right ones. */
  readonly isComplete: boolean;
}

/**
 * Sends bytes to a receiver that does not read until the sender is stuck,
 * and then all the rest.
 *
 * @param length - In bytes.
 */
export async function transfer(
  sender: Socket,
  receiver: Socket,
  length: number,
): Promise<Transfer> {
  receiver.pause();
  const sent = createHash('sha256');
  let count = 0;
  let heldBackAt = 0;
  const received = createHash('sha256');
  const end = receive(receiver, length, received);
  while (count < length) {
    const piece = Buffer.alloc(Math.min(PIECE, length - count), count % 251);
    sent.update(piece);
    count += piece.length;
    if (sender.write(piece)) continue;
    const drained = once(sender, 'drain');
    // Stuck: some time has passed for everybody, and still it does not flow.
    if (heldBackAt === 0 && (await isFirst(fence(), drained))) {
      heldBackAt = count;
      receiver.resume();
    }
    await drained;
  }
  await end;
  const isComplete = sent.digest('hex') === received.digest('hex');
  return { heldBackAt, isComplete };
}

async function isFirst(one: Promise<unknown>, other: Promise<unknown>) {
  return Promise.race([one.then(() => true), other.then(() => false)]);
}

async function receive(
  socket: Socket,
  length: number,
  hash: ReturnType<typeof createHash>,
): Promise<void> {
  let count = 0;
  await new Promise<void>((resolve, reject) => {
    socket.on('data', (bytes) => {
      hash.update(bytes);
      count += bytes.length;
      if (count >= length) resolve();
    });
    socket.pause(); // to listen for data is to read it
    socket.on('close', () => reject(new Error('The body was cut short.')));
  });
}

/** A client's connection and the origin's, joined by a proxy. */
export interface Ends {
  readonly client: Socket;
  readonly origin: Socket;
}

/**
 * Has a client send a request head through a proxy to an origin.
 *
 * @param originPort - Where the proxy expects its upstream.
 * @param proxyPort - Where the proxy listens.
 * @returns both ends, the head already taken off.
 */
export async function joined(
  originPort: number,
  proxyPort: number,
  head: string,
): Promise<Ends> {
  const server = createServer({ allowHalfOpen: true, noDelay: true });
  server.listen(originPort, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connect({ host: '127.0.0.1', port: proxyPort, noDelay: true });
  client.write(head);
  const [origin] = await accepted;
  server.close();
  await untilHead(origin);
  // The proxy is ended while they are open; what that breaks is no news. A
  // transfer that fails before is not complete, and that is told.
  for (const end of [client, origin]) end.on('error', () => {});
  return { client, origin };
}

/** Reads up to the empty line, and leaves unread what stands behind it. */
export async function untilHead(socket: Socket): Promise<void> {
  let text = '';
  while (!text.endsWith('\r\n\r\n')) {
    const byte: Buffer | null = socket.read(1);
    if (byte) text += byte.toString('latin1');
    else await once(socket, 'readable');
  }
}
