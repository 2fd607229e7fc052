import type { IncomingMessage } from 'node:http';
import { PLAIN, sendPieces } from './reply.ts';
import type { Route } from './route.ts';

/**
 * `/echo`: the request as it arrived. The field lines are in their order and
 * spelling, the body follows as it comes in.
 */
export const echo: Route = ({ request, response }) =>
  sendPieces(response, PLAIN, async function* () {
    yield headOf(request);
    yield* request as AsyncIterable<Buffer>;
  });

function headOf(request: IncomingMessage): Buffer {
  const { method, url, httpVersion, rawHeaders } = request;
  let head = `${method} ${url} HTTP/${httpVersion}\r\n`;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    head += `${rawHeaders[at]}: ${rawHeaders[at + 1]}\r\n`;
  }
  // Node reads heads as latin1, which keeps every byte.
  return Buffer.from(`${head}\r\n`, 'latin1');
}
