/**
 * A server that does nothing with its connections, but listens for all that
 * stage 4 listens for. Whatever it is sent, it answers with a few bytes.
 *
 * @module
 */

import { createServer } from 'node:net';
import { listen } from '../../shared/terminal/index.ts';

const REPLY = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

// The same options as those of stage 4, and for each listener a function of
// its own, as one writes them.
const how = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true };
const server = createServer(how, (socket) => {
  socket.on('data', () => socket.write(REPLY));
  socket.on('end', () => socket.end());
  socket.on('drain', () => {});
  socket.on('close', () => {});
  socket.on('error', () => {}); // 'close' follows
  socket.resume();
});

await listen(server, Number(process.argv[2]));
console.log('Listening.');
