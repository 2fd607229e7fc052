import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';

/** Requests under way at once. */
const BATCH = 100;

/** Requests on one connection: a proxy need not take more than some. */
const ON_ONE_CONNECTION = 1000;

const END = '\r\n\r\n';

/**
 * An origin that answers all requests with the same few bytes.
 *
 * @param caching - What its Cache-Control says.
 */
export function smallOrigin(caching: string): Server {
  const reply = Buffer.from(
    `HTTP/1.1 200 OK\r\nCache-Control: ${caching}\r\nContent-Length: 5${END}hello`,
  );
  return createServer({ noDelay: true }, (socket) => {
    let rest = '';
    socket.on('data', (bytes) => {
      const heads = (rest + bytes.toString('latin1')).split(END);
      rest = heads.pop() ?? '';
      for (const _ of heads) socket.write(reply);
    });
    socket.on('error', () => socket.destroy());
  });
}

/**
 * Asks a proxy for many targets, each of which it has not heard of.
 *
 * @param from - Number of the first target.
 * @param to - Up to this one, not included.
 */
export async function askForKeys(
  port: number,
  from: number,
  to: number,
): Promise<void> {
  let socket = connect({ host: '127.0.0.1', port, noDelay: true });
  for (let first = from; first < to; first += BATCH) {
    if ((first - from) % ON_ONE_CONNECTION === 0) {
      socket.destroy();
      socket = connect({ host: '127.0.0.1', port, noDelay: true });
    }
    const count = Math.min(BATCH, to - first);
    const heads = Array.from(
      { length: count },
      (_, index) => `GET /${first + index} HTTP/1.1\r\nHost: a.example${END}`,
    );
    socket.write(heads.join(''));
    let text = '';
    while (text.split('hello').length <= count) {
      const [bytes] = (await once(socket, 'data')) as [Buffer];
      text += bytes.toString('latin1');
    }
  }
  socket.destroy();
}
