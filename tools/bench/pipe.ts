/**
 * A floor for what Node can do: bytes from one socket to another, unseen.
 *
 * @module
 */

import { connect, createServer } from 'node:net';
import { HOST } from '../../shared/terminal/index.ts';

const [port, upstreamPort] = process.argv.slice(2).map(Number);

createServer({ noDelay: true }, (client) => {
  const to = { host: HOST, port: upstreamPort ?? 0, noDelay: true };
  const upstream = connect(to);
  client.pipe(upstream).pipe(client);
  client.on('error', () => upstream.destroy());
  upstream.on('error', () => client.destroy());
}).listen({ host: HOST, port, backlog: 4096 });
