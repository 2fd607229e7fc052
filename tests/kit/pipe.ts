import { connect, createServer, type Server } from 'node:net';
import type { ProxyOptions, Stage } from './stage.ts';

/** The smallest proxy there is: it understands nothing and passes all on. */
export const pipe: Stage = { number: 1, createProxy: createPipe };

function createPipe({ upstream, log }: ProxyOptions): Server {
  const options = { allowHalfOpen: true, noDelay: true };
  return createServer(options, (client) => {
    log?.('New connection');
    const origin = connect({ ...upstream, ...options });
    client.pipe(origin).pipe(client);
    client.on('error', () => origin.resetAndDestroy());
    origin.on('error', () => client.resetAndDestroy());
  });
}
