/**
 * What a proxy makes of bytes, without its sockets: it reads messages, and
 * writes each anew.
 *
 * @module
 */
import {
  encodeData,
  encodeEnd,
  encodeRequestHead,
  encodeResponseHead,
  forwardedRequest,
  forwardedResponse,
  forwardedTrailers,
  type HeaderList,
  type MessageReader,
  ProtocolError,
  type Start,
} from '../../shared/parser/index.ts';
import { eventsOf, type Head } from './transcript.ts';

/** A message that was read, from head to end. */
export interface WholeMessage {
  readonly start: Start<Head>;
  readonly data: readonly Buffer[];
  readonly trailers: HeaderList | undefined;
}

const UPSTREAM = { host: '127.0.0.1', port: 9000 };
const NOW = new Date(0);

/**
 * The messages in these bytes that are complete, up to the first error.
 * Interim responses are messages of their own.
 */
export function messagesIn(
  reader: MessageReader<Head>,
  bytes: Buffer,
): WholeMessage[] {
  const messages: WholeMessage[] = [];
  let start: Start<Head> | undefined;
  let data: Buffer[] = [];
  reader.push(bytes);
  reader.close();
  try {
    for (const event of eventsOf(reader)) {
      if (event.type === 'data') {
        data.push(event.bytes);
      } else if (event.type === 'end') {
        if (start) messages.push({ start, data, trailers: event.trailers });
      } else if (event.framing.kind === 'interim') {
        messages.push({ start: event, data: [], trailers: undefined });
      } else {
        start = event;
        data = [];
      }
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
  return messages;
}

/** The message in bytes, its fields as they were received. */
export function copied({ start, data, trailers }: WholeMessage): Buffer {
  return encoded(start, data, trailers);
}

/**
 * The message in bytes, as a proxy sends it on.
 *
 * @returns `undefined` if the proxy refuses to.
 */
export function relayed(message: WholeMessage): Buffer | undefined {
  const { start, data, trailers } = message;
  try {
    const forwarded = forwardedStart(start);
    return encoded(
      forwarded,
      data,
      trailers && forwardedTrailers(trailers, start.head.headers),
    );
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return undefined;
  }
}

function forwardedStart({ head, framing }: Start<Head>): Start<Head> {
  if ('status' in head) return forwardedResponse({ head, framing }, '1.1', NOW);
  return { head: forwardedRequest({ head, framing }, UPSTREAM), framing };
}

function encoded(
  { head, framing }: Start<Head>,
  data: readonly Buffer[],
  trailers: HeaderList | undefined,
): Buffer {
  const isResponse = 'status' in head;
  return Buffer.concat([
    isResponse ? encodeResponseHead(head) : encodeRequestHead(head),
    ...data.map((bytes) => encodeData(bytes, framing)),
    encodeEnd(framing, trailers),
  ]);
}
