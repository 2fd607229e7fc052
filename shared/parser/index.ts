/**
 * The common parser module: all that a stage may import.
 *
 * Bytes go in, messages come out, and the other way round. Nothing here knows
 * of sockets, clocks or terminals, so all of it can be tested with bytes.
 *
 * @module
 */

export { faultOf, ProtocolError } from './errors.ts';
export { FieldNames } from './field-names.ts';
export * from './forwarding.ts';
export { type BodyFraming, declaredLength } from './framing.ts';
export type { HttpVersion, RequestHead, ResponseHead } from './head.ts';
export { detachedFields } from './head.ts';
export * from './header-list.ts';
export { defaultHeadLimits, type HeadLimits } from './limits.ts';
export type { MessageEvent, MessageKind, Start } from './message.ts';
export { MessageReader } from './message-reader.ts';
export * from './message-writer.ts';
export { errorResponse, type OwnResponse } from './own-response.ts';
export { announcePersistence, keepsAlive } from './persistence.ts';
export { requestReader, responseReader } from './readers.ts';
export type { Address } from './target.ts';
