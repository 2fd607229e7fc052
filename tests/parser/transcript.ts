/**
 * How these tests look at a reader: what it says of some bytes, as lines of
 * text, and whether it says the same when they come in other pieces.
 *
 * @module
 */
import {
  type BodyFraming,
  type MessageEvent,
  type MessageReader,
  ProtocolError,
  type RequestHead,
  type ResponseHead,
  requestReader,
} from '../../shared/parser/index.ts';
import { readerOfAnswersTo } from './heads.ts';

/** A head of either kind. */
export type Head = RequestHead | ResponseHead;

/** Makes a reader that has read nothing yet. */
export type NewReader = () => MessageReader<Head>;

/** A message to put behind another one. */
const BEHIND = {
  request: 'GET /behind HTTP/1.1\r\n\r\n',
  response: 'HTTP/1.1 204 Behind\r\n\r\n',
} as const;

/** All that a request reader says of these bytes: see {@link everyWay}. */
export function requests(bytes: string, isClosed = false): string[] {
  return everyWay(requestReader, bytes, BEHIND.request, isClosed);
}

/** All that a response reader says of these bytes: see {@link everyWay}. */
export function responses(
  bytes: string,
  isClosed = false,
  method = 'GET',
): string[] {
  const newReader = () => readerOfAnswersTo(method);
  return everyWay(newReader, bytes, BEHIND.response, isClosed);
}

/**
 * Reads bytes whole, byte by byte, cut in two at every offset, and with
 * another message behind them.
 *
 * @param isClosed - Whether the peer ends its side behind them.
 * @returns The transcript, if it is always the same one. Else a single line:
 * when it differs, and what it is then.
 */
export function everyWay(
  newReader: NewReader,
  text: string,
  behind: string,
  isClosed: boolean,
): string[] {
  const bytes = Buffer.from(text, 'latin1');
  const whole = transcript(newReader(), [bytes], isClosed);
  for (const [how, pieces] of otherWays(bytes)) {
    const lines = transcript(newReader(), pieces, isClosed);
    if (!areEqual(lines, whole)) return [`${how}: ${lines.join(' | ')}`];
  }
  const isOver = whole.at(-1) !== 'waiting' && !isClosed;
  if (!isOver) return whole;
  const both = Buffer.concat([bytes, Buffer.from(behind)]);
  const lines = transcript(newReader(), [both]);
  const next = transcript(newReader(), [Buffer.from(behind)]);
  const expected =
    whole.at(-1) === 'idle' ? [...whole.slice(0, -1), ...next] : whole;
  if (areEqual(lines, expected)) return whole;
  return [`with bytes behind: ${lines.join(' | ')}`];
}

/** The bytes one at a time. */
export function singleBytes(bytes: Buffer): Buffer[] {
  return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
}

function* otherWays(bytes: Buffer): Generator<[string, Buffer[]]> {
  yield ['byte by byte', singleBytes(bytes)];
  for (let at = 0; at <= bytes.length; at++) {
    yield [`cut at byte ${at}`, [bytes.subarray(0, at), bytes.subarray(at)]];
  }
}

/**
 * What a reader says of these pieces, a line each: start lines, field lines,
 * the framing in brackets, data (neighbours joined), trailers, ends. The last
 * line is `idle` or `waiting`, or an error.
 *
 * @throws whatever the reader throws, if it is no ProtocolError.
 */
export function transcript(
  reader: MessageReader<Head>,
  pieces: readonly Buffer[],
  isClosed = false,
): string[] {
  const lines: string[] = [];
  try {
    for (const piece of pieces) {
      reader.push(piece);
      for (const event of eventsOf(reader)) tell(event, lines);
    }
    if (isClosed) reader.close();
    for (const event of eventsOf(reader)) tell(event, lines);
    lines.push(reader.isIdle ? 'idle' : 'waiting');
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    lines.push(`error ${error.status}: ${error.message}`);
  }
  return lines;
}

/** The events that can be read without more bytes. */
export function* eventsOf<Head>(
  reader: MessageReader<Head>,
): Generator<MessageEvent<Head>> {
  for (;;) {
    const event = reader.read();
    if (!event) return;
    yield event;
  }
}

function tell(event: MessageEvent<Head>, lines: string[]): void {
  switch (event.type) {
    case 'head':
      lines.push(startLine(event.head));
      for (const [name, value] of event.head.headers) {
        lines.push(`${name}: ${value}`);
      }
      lines.push(`(${framingText(event.framing)})`);
      return;
    case 'data': {
      const text = event.bytes.toString('latin1');
      const last = lines.length - 1;
      if (lines[last]?.startsWith('data ')) lines[last] += text;
      else lines.push(`data ${text}`);
      return;
    }
    case 'end':
      for (const [name, value] of event.trailers) {
        lines.push(`trailer ${name}: ${value}`);
      }
      lines.push('end');
  }
}

function startLine(head: Head): string {
  if ('status' in head) {
    return `HTTP/${head.version} ${head.status} ${head.reason}`;
  }
  return `${head.method} ${head.target} HTTP/${head.version}`;
}

/** A line as errors show it: in quotes, and in nothing but ASCII. */
export function quoted(line: string): string {
  return JSON.stringify(line).replace(
    /[^ -~]/g,
    (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`,
  );
}

function framingText(framing: BodyFraming): string {
  if (framing.kind === 'length') return `length ${framing.length}`;
  if (framing.kind !== 'none' || framing.declared === undefined) {
    return framing.kind;
  }
  return `none, declared ${framing.declared}`;
}

function areEqual(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
