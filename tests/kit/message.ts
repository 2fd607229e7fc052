/**
 * A small reader of HTTP messages for tests. It is naive and strict on
 * purpose, and shares nothing with shared/parser: a mistake there must not
 * be made here a second time, where it would hide the first.
 *
 * @module
 */
import { visible } from '../../tools/wire/visible.ts';
import type { WireEnd } from './wire-end.ts';

/** A field line as received: its name as spelled, its value trimmed. */
export type Field = readonly [name: string, value: string];

/** How the end of a body is found. */
export type Framing = 'none' | 'length' | 'chunked' | 'until-close';

/** A head as received. */
export interface Head {
  /** The start line, without its line end. */
  readonly line: string;
  /** The field lines, in order. */
  readonly fields: readonly Field[];
  /** The head's bytes, from the start line to the empty line. */
  readonly raw: string;
}

/** A message as received. */
export interface Message extends Head {
  readonly framing: Framing;
  /** The body's bytes, without chunk lines; latin1. */
  readonly body: string;
  /** The trailer fields behind a chunked body. */
  readonly trailers: readonly Field[];
}

/** What tests want to know of a response: a {@link Message}, its status too. */
export interface Response extends Message {
  readonly status: number;
}

/** All values of the fields of this name, in order. */
export function valuesOf({ fields }: Head, name: string): string[] {
  return fields
    .filter(([each]) => each.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value);
}

/** Reads one head; what follows it stays unread. */
export async function receiveHead(end: WireEnd): Promise<Head> {
  const raw = (await end.receiveUntil('\r\n\r\n', 'a whole head')).toString(
    'latin1',
  );
  const [line = '', ...lines] = raw.slice(0, -4).split('\r\n');
  return { line, fields: lines.map(fieldOf), raw };
}

/** Reads one request, head and body; what follows it stays unread. */
export async function receiveRequest(end: WireEnd): Promise<Message> {
  const head = await receiveHead(end);
  expectMatch(
    head.line,
    /^[!-~]+ [!-~]+ HTTP\/1\.1$/,
    'a request line: METHOD, a space, a target, a space, HTTP/1.1',
  );
  const framing = framingOf(head) ?? 'none';
  return { ...head, framing, ...(await receiveBody(end, head, framing)) };
}

/**
 * Reads one response, an interim one too, head and body; what follows it
 * stays unread.
 *
 * @param method - The method that it answers: HEAD gets no body.
 */
export async function receiveResponse(
  end: WireEnd,
  method = 'GET',
): Promise<Response> {
  const head = await receiveHead(end);
  const status = statusOf(head);
  const isBodiless =
    method === 'HEAD' || status < 200 || status === 204 || status === 304;
  const framing = isBodiless ? 'none' : (framingOf(head) ?? 'until-close');
  const body = await receiveBody(end, head, framing);
  return { ...head, status, framing, ...body };
}

/** The status code that a response's head tells. */
export function statusOf({ line }: Head): number {
  const [, status] = expectMatch(
    line,
    /^HTTP\/1\.1 (\d{3}) [\t -~\x80-\xff]*$/,
    'a status line: HTTP/1.1, a space, three digits, a space, a reason or none',
  );
  return Number(status);
}

/** What the head says of its body, or undefined if it says nothing. */
export function framingOf(head: Head): Framing | undefined {
  const lengths = valuesOf(head, 'Content-Length');
  const codings = valuesOf(head, 'Transfer-Encoding');
  if (lengths.length + codings.length > 1) {
    throw new Error(`the body ends in two ways: ${visible(head.raw)}`);
  }
  if (lengths[0]) expectMatch(lengths[0], /^\d+$/, 'a Content-Length: digits');
  if (codings[0])
    expectMatch(codings[0], /^chunked$/, 'the coding that we know: chunked');
  if (codings[0]) return 'chunked';
  return lengths[0] ? 'length' : undefined;
}

/** Reads the body that belongs to a head that was read before. */
export async function receiveBody(
  end: WireEnd,
  head: Head,
  framing: Framing | undefined = framingOf(head),
): Promise<Pick<Message, 'body' | 'trailers'>> {
  if (framing === 'chunked') return receiveChunks(end);
  return { body: await receivePlainBody(end, head, framing), trailers: [] };
}

async function receivePlainBody(
  end: WireEnd,
  head: Head,
  framing: Framing | undefined,
): Promise<string> {
  switch (framing) {
    case 'length': {
      const length = Number(valuesOf(head, 'Content-Length')[0]);
      return (await end.receive(length)).toString('latin1');
    }
    case 'until-close':
      return (await end.receiveRest()).toString('latin1');
    default:
      return '';
  }
}

async function receiveChunks(
  end: WireEnd,
): Promise<Pick<Message, 'body' | 'trailers'>> {
  let body = '';
  for (;;) {
    const line = (await end.receiveUntil('\r\n')).toString('latin1');
    const [, hex = ''] = expectMatch(
      line,
      /^([0-9a-fA-F]+)\r\n$/,
      'the size of a chunk: hexadecimal digits, and no extension',
    );
    const size = Number.parseInt(hex, 16);
    if (size === 0) return { body, trailers: await receiveTrailers(end) };
    body += (await end.receive(size)).toString('latin1');
    await end.expectBytes('\r\n');
  }
}

async function receiveTrailers(end: WireEnd): Promise<Field[]> {
  const trailers: Field[] = [];
  for (;;) {
    const line = (await end.receiveUntil('\r\n')).toString('latin1');
    if (line === '\r\n') return trailers;
    trailers.push(fieldOf(line.slice(0, -2)));
  }
}

function fieldOf(line: string): Field {
  const [, name = '', value = ''] = expectMatch(
    line,
    /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[\t ]*([\t -~\x80-\xff]*?)[\t ]*$/,
    'a field line: a name, a colon right behind it, a value',
  );
  return [name, value];
}

function expectMatch(
  text: string,
  form: RegExp,
  what: string,
): RegExpExecArray {
  const match = form.exec(text);
  if (match) return match;
  throw new Error(`received "${visible(text)}", which is not ${what}`);
}
