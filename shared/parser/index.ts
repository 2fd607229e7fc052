/**
 * The common parser module: all that a stage may import.
 *
 * Bytes go in, messages come out, and the other way round. Nothing here knows
 * of sockets, clocks or terminals, so all of it can be tested with bytes.
 *
 * @module
 */

export { ProtocolError } from './errors.ts';
export {
  forwardedRequest,
  forwardedResponse,
  forwardedTrailers,
  framingFor,
} from './forwarding.ts';
export type { BodyFraming } from './framing.ts';
export type { HttpVersion, RequestHead, ResponseHead } from './head.ts';
export { type HeaderField, HeaderList } from './header-list.ts';
export type { MessageEvent, MessageKind } from './message.ts';
export { MessageReader } from './message-reader.ts';
export {
  encodeData,
  encodeEnd,
  encodeRequestHead,
  encodeResponseHead,
} from './message-writer.ts';
export { errorResponse, type OwnResponse } from './own-response.ts';
export { announcePersistence, keepsAlive } from './persistence.ts';
export { requestReader, responseReader } from './readers.ts';
export { authorityOf } from './target.ts';
