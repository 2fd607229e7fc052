/**
 * Heads for tests, read from the lines that stand on the wire.
 *
 * @module
 */
import {
  type HeaderList,
  type MessageReader,
  type RequestHead,
  type ResponseHead,
  requestReader,
  responseReader,
  type Start,
} from '../../shared/parser/index.ts';
import { head } from '../kit/bytes.ts';

/** The head of a request, made of these lines. */
export function requestOf(...lines: readonly string[]): Start<RequestHead> {
  return startOf(requestReader(), lines);
}

/** The head of a response to GET, made of these lines. */
export function responseOf(...lines: readonly string[]): Start<ResponseHead> {
  return startOf(readerOfAnswersTo('GET'), lines);
}

/** A reader of the response to a request with this method and version. */
export function readerOfAnswersTo(
  method: string,
  version = '1.1',
): MessageReader<ResponseHead> {
  return responseReader(requestOf(`${method} / HTTP/${version}`).head);
}

/** Field lines as they stand on the wire. */
export function linesOf(headers: HeaderList): string[] {
  return Array.from(headers, ([name, value]) => `${name}: ${value}`);
}

function startOf<Head>(
  reader: MessageReader<Head>,
  lines: readonly string[],
): Start<Head> {
  reader.push(Buffer.from(head(...lines), 'latin1'));
  const event = reader.read();
  if (event?.type !== 'head') throw new Error('These lines are no head.');
  return event;
}
