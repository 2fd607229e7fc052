/**
 * A reader of messages that takes nothing but what RFC 9112 has a sender
 * send. It shares nothing with shared/parser, and so can judge it.
 *
 * @module
 */
import { type Field, type Head, valuesOf } from '../kit/message.ts';

/** A message that was read from its first byte to its last. */
export interface StrictMessage extends Head {
  /** All its bytes: head, body and trailers; latin1. */
  readonly raw: string;
  /** The body's bytes, without chunk lines. */
  readonly body: string;
  /** How many fields say where it ends: none or one, or it were not read. */
  readonly framings: number;
}

/** What some bytes are: messages, then perhaps less than one. */
export interface Reading {
  readonly messages: readonly StrictMessage[];
  /** What is left: a part of a message, or no message. */
  readonly rest: string;
  /** Why the rest can never become a message. */
  readonly fault: string | undefined;
}

type Framing = 'none' | 'chunked' | 'until-close' | number;
type FramingOf = (head: Head) => Framing;

class Fault extends Error {}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const REQUEST_LINE = new RegExp(`^${TOKEN} [!-~]+ HTTP/1\\.\\d$`);
const STATUS_LINE = /^HTTP\/1\.\d [1-9]\d\d [\t -~\x80-\xff]*$/;
const FIELD = new RegExp(`^(${TOKEN}):([\\t -~\\x80-\\xff]*)$`);
const CHUNK = /^([0-9A-Fa-f]+)(?:[ \t]*;[\t -~\x80-\xff]*|[ \t]*)$/;

/** Reads requests, with empty lines before them or not. */
export function readRequests(text: string): Reading {
  return readAll(text, (head) => {
    expectForm(head.line, REQUEST_LINE);
    return framingOf(head) ?? 'none';
  });
}

/**
 * Reads responses, interim ones too.
 *
 * @param isEnded - Whether their sender has closed, and not by a reset.
 */
export function readResponses(text: string, isEnded: boolean): Reading {
  return readAll(text, (head) => {
    expectForm(head.line, STATUS_LINE);
    if (/^.{9}(?:1..|204|304)/.test(head.line)) return 'none';
    const framing = framingOf(head);
    if (framing === undefined && !isEnded) return Number.POSITIVE_INFINITY;
    return framing ?? 'until-close';
  });
}

function readAll(text: string, framing: FramingOf): Reading {
  const messages: StrictMessage[] = [];
  let at = 0;
  try {
    for (;;) {
      while (text.startsWith('\r\n', at)) at += 2;
      const message = readMessage(text, at, framing);
      if (!message) return { messages, rest: text.slice(at), fault: undefined };
      messages.push(message);
      at += message.raw.length;
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { messages, rest: text.slice(at), fault: error.message };
  }
}

function readMessage(
  text: string,
  start: number,
  framing: FramingOf,
): StrictMessage | undefined {
  const source = new Source(text, start);
  const lines = source.takeSection();
  if (!lines) return undefined;
  const [line = '', ...rest] = lines;
  const head = { line, fields: rest.map(fieldOf), raw: '' };
  const body = source.takeBody(framing(head));
  if (body === undefined) return undefined;
  const names = ['Content-Length', 'Transfer-Encoding'];
  const framings = names.flatMap((name) => valuesOf(head, name)).length;
  return { ...head, body, framings, raw: text.slice(start, source.at) };
}

/** Reads on as far as there are bytes; `undefined` asks for more. */
class Source {
  at: number;
  readonly #text: string;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  take(count: number): string | undefined {
    const end = this.at + count;
    if (end > this.#text.length) return undefined;
    const taken = this.#text.slice(this.at, end);
    this.at = end;
    return taken;
  }

  takeLine(): string | undefined {
    const end = this.#text.indexOf('\r\n', this.at);
    if (end < 0) return undefined;
    const line = this.take(end - this.at);
    this.at += 2;
    return line;
  }

  takeSection(): string[] | undefined {
    const lines: string[] = [];
    for (;;) {
      const line = this.takeLine();
      if (line === undefined) return undefined;
      if (line === '') return lines;
      lines.push(line);
    }
  }

  takeBody(framing: Framing): string | undefined {
    if (framing === 'none') return '';
    if (framing === 'chunked') return this.#takeChunks();
    if (framing !== 'until-close') return this.take(framing);
    return this.take(this.#text.length - this.at);
  }

  #takeChunks(): string | undefined {
    let body = '';
    for (;;) {
      const line = this.takeLine();
      if (line === undefined) return undefined;
      const [, digits = ''] = expectForm(line, CHUNK);
      const size = Number.parseInt(digits, 16);
      if (size === 0) break;
      const data = this.take(size + 2);
      if (data === undefined) return undefined;
      if (!data.endsWith('\r\n')) throw new Fault('a chunk without its end');
      body += data.slice(0, -2);
    }
    const trailers = this.takeSection();
    trailers?.map(fieldOf);
    return trailers && body;
  }
}

function framingOf(head: Head): Framing | undefined {
  const lengths = valuesOf(head, 'Content-Length');
  const codings = valuesOf(head, 'Transfer-Encoding');
  if (lengths.length + codings.length > 1) throw new Fault('two framings');
  const [coding] = codings;
  if (coding !== undefined) {
    expectForm(coding, /^chunked$/i);
    if (isOld(head)) throw new Fault('chunks in HTTP/1.0');
    return 'chunked';
  }
  const [length] = lengths;
  return length === undefined
    ? undefined
    : Number(expectForm(length, /^\d+$/)[0]);
}

function isOld({ line }: Head): boolean {
  const isResponse = line.startsWith('HTTP/');
  return isResponse ? /^HTTP\/1\.0 /.test(line) : line.endsWith(' HTTP/1.0');
}

function fieldOf(line: string): Field {
  const [, name = '', value = ''] = expectForm(line, FIELD);
  return [name, value.replace(/^[ \t]+|[ \t]+$/g, '')];
}

function expectForm(text: string, form: RegExp): RegExpExecArray {
  const match = form.exec(text);
  if (!match) throw new Fault(`${JSON.stringify(text)} is not ${form}`);
  return match;
}
