import { gunzipSync } from 'node:zlib';
import { head } from '../kit/bytes.ts';
import { type Head, type Message, valuesOf } from '../kit/message.ts';
import type { WireEnd } from '../kit/wire-end.ts';
import { CODING_NAMES, type CodingName, DECODERS } from './codings.ts';

/** A text that is worth compressing. */
export const TEXT = 'To be, or not to be, that is the question.\n';

/** A GET request with these field lines too, and goodbye. */
export function getWith(...fields: readonly string[]): string {
  const own = ['Host: a.example', 'Connection: close'];
  return head('GET / HTTP/1.1', ...own, ...fields);
}

/** A request on a connection that stays open. */
export function openOf(method: string, target: string): string {
  return head(`${method} ${target} HTTP/1.1`, 'Host: a.example');
}

/** A response with this body and these field lines. */
export function replyOf(body: string, ...fields: readonly string[]): string {
  const length = `Content-Length: ${body.length}`;
  return head('HTTP/1.1 200 OK', ...fields, length) + body;
}

/** A text, with these field lines too. */
export function textOf(body: string, ...fields: readonly string[]): string {
  return replyOf(body, 'Content-Type: text/plain', ...fields);
}

/** A request whose sender understands gzip, and goodbye. */
export const GET_GZIP = getWith('Accept-Encoding: gzip');

/** Whether a response is compressed, by what its head says. */
export function isGzipped(response: Head): boolean {
  return valuesOf(response, 'Content-Encoding').join() === 'gzip';
}

/** The names that Vary lists, in lower case. */
export function variesBy(response: Head): string[] {
  const list = valuesOf(response, 'Vary').join().toLowerCase().split(',');
  return list.map((name) => name.trim()).filter((name) => name !== '');
}

/**
 * The body, uncompressed.
 *
 * @throws when it is no complete gzip stream.
 */
export function unzipped({ body }: Pick<Message, 'body'>): string {
  return gunzipSync(Buffer.from(body, 'latin1')).toString('latin1');
}

/** The coding that a response is compressed in, by what its head says. */
export function codingOf(response: Head): CodingName | undefined {
  const value = valuesOf(response, 'Content-Encoding').join();
  return CODING_NAMES.find((name) => name === value);
}

/** The body for this client: uncompressed, if it came compressed. */
export function decoded(response: Message): string {
  const coding = codingOf(response);
  if (!coding) return response.body;
  const bytes = Buffer.from(response.body, 'latin1');
  return DECODERS[coding].whole(bytes).toString('latin1');
}

/**
 * Reads chunks of one compressed body: each call until all that has come,
 * uncompressed, ends with `text`; it says all of it.
 */
export function zippedReader(end: WireEnd, coding: CodingName = 'gzip') {
  const pieces: Buffer[] = [];
  return async (text: string): Promise<string> => {
    for (;;) {
      const line = (await end.receiveUntil('\r\n')).toString('latin1');
      pieces.push(await end.receive(Number.parseInt(line, 16)));
      await end.expectBytes('\r\n');
      const bytes = DECODERS[coding].soFar(Buffer.concat(pieces));
      const seen = bytes.toString('latin1');
      if (seen.endsWith(text)) return seen;
    }
  };
}

/** The same for a body in gzip of which one piece is awaited. */
export function receiveZipped(end: WireEnd, text: string): Promise<string> {
  return zippedReader(end)(text);
}
