import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** The media type of everything here that is neither a page nor a picture. */
export const PLAIN = 'text/plain; charset=utf-8';

/** Answers with a body that is at hand. Node leaves it out for HEAD. */
export function send(
  response: ServerResponse,
  type: string,
  body: string | Buffer,
): void {
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}

/** Answers with one sentence. */
export function sendSentence(
  response: ServerResponse,
  status: number,
  sentence: string,
): void {
  response.statusCode = status;
  send(response, PLAIN, `${sentence}\n`);
}

/**
 * Answers with a body that is made piece by piece, no faster than the client
 * reads. Without a Content-Length it is sent chunked.
 *
 * @returns when all is sent; rejects if the client leaves before.
 */
export async function sendPieces(
  response: ServerResponse,
  type: string,
  pieces: () => AsyncIterable<Buffer | string> | Iterable<Buffer | string>,
): Promise<void> {
  response.setHeader('Content-Type', type);
  // The length is true, but an endless body that goes nowhere helps nobody.
  if (response.req.method === 'HEAD') response.end();
  else await pipeline(pieces, response);
}
