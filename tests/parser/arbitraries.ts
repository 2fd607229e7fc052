/**
 * Arbitrary bytes and messages, for tests that hold for all of them.
 *
 * @module
 */
import fc, { type Arbitrary } from 'fast-check';
import {
  BAD_REQUESTS,
  BAD_RESPONSES,
  GOOD_REQUESTS,
  GOOD_RESPONSES,
} from './samples.ts';

/** A message that is understood, and the body in it; latin1. */
export interface AnyMessage {
  readonly bytes: string;
  readonly body: string;
}

/** What is found where parsers disagree, and what they disagree about. */
const FRAGMENTS = [
  ...['\r', '\n', '\r\n', '\r\n\r\n', ' ', '\t', ' \r\n', '\v', '\0', '\x7f'],
  ...['\xa0', '\xff', ':', ',', ';', '"', '0', '1', 'a', '+', '-', '#', '/'],
  ...['chunked', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', '200', '100', '304'],
  ...['GET / HTTP/1.1\r\n', 'POST / HTTP/1.1\r\n', 'HTTP/1.1 200 OK\r\n'],
  ...['Content-Length: 5\r\n', 'Content-Length: 0\r\n', 'Content-Length'],
  ...['Transfer-Encoding: chunked\r\n', 'Transfer-Encoding : chunked\r\n'],
  ...['Transfer-Encoding: gzip\r\n', 'Transfer-Encoding:\r\n chunked\r\n'],
  ...['Connection: content-length, host, x\r\n', 'Host: a\r\n', 'X: y\r\n'],
  ...['0\r\n\r\n', '5\r\nhello\r\n', '5;x\r\n', 'hello'],
] as const;

const fragment = fc.constantFrom(...FRAGMENTS);
const latin1 = fc.uint8Array({ maxLength: 40 }).map(textOf);

/** A few fragments, one behind the other. */
export const fragments = fc
  .array(fc.oneof(fragment, latin1), { minLength: 1, maxLength: 6 })
  .map((texts) => texts.join(''))
  .filter((text) => text !== '');

const fieldName = textIn('aZ09!-_', 1, 8);
const fieldValue = textIn('ab1 \t:,;="\xe9', 0, 12).map((value) =>
  value.replace(/^[ \t]+|[ \t]+$/g, ''),
);
const fieldLines = fc
  .array(fc.tuple(fieldName, fieldValue), { maxLength: 4 })
  .map((fields) => fields.map(([name, value]) => `${name}: ${value}\r\n`));

const chunk = fc.record({
  data: fc.uint8Array({ minLength: 1, maxLength: 40 }).map(textOf),
  extension: fc.constantFrom('', ';', ' ; a=b', ';a="b;c"', ' \t'),
});

const chunkedBody: Arbitrary<AnyMessage> = fc
  .record({ pieces: fc.array(chunk, { maxLength: 4 }), trailers: fieldLines })
  .map(({ pieces, trailers }) => {
    const chunks = pieces.map(
      ({ data, extension }) =>
        `${data.length.toString(16)}${extension}\r\n${data}\r\n`,
    );
    const field = 'Transfer-Encoding: chunked\r\n\r\n';
    return {
      bytes: `${field}${chunks.join('')}0\r\n${trailers.join('')}\r\n`,
      body: pieces.map(({ data }) => data).join(''),
    };
  });

const lengthBody: Arbitrary<AnyMessage> = latin1.map((body) => ({
  bytes: `Content-Length: ${body.length}\r\n\r\n${body}`,
  body,
}));

/** A request that is understood. */
export const request: Arbitrary<AnyMessage> = messageWith(
  fc
    .tuple(textIn('AGz!', 1, 4), textIn('a?%;/', 0, 8))
    .map(([method, path]) => `${method} /${path} HTTP/1.1`),
);

/** A response to GET that is understood. */
export const response: Arbitrary<AnyMessage> = messageWith(
  fc
    .tuple(fc.constantFrom(200, 299, 404, 599), textIn('a \t\xe9', 0, 8))
    .map(([status, reason]) => `HTTP/1.1 ${status} ${reason}`),
);

/** Bytes that may be anything, but often are nearly a request. */
export const anyRequestBytes = anyBytes(
  fc.oneof(
    request.map(({ bytes }) => bytes),
    fc.constantFrom(...GOOD_REQUESTS, ...BAD_REQUESTS).map(([, each]) => each),
  ),
);

/** Bytes that may be anything, but often are nearly a response. */
export const anyResponseBytes = anyBytes(
  fc.oneof(
    response.map(({ bytes }) => bytes),
    fc
      .constantFrom(...GOOD_RESPONSES, ...BAD_RESPONSES)
      .map(([, each]) => each),
  ),
);

/** Places at which to cut bytes into pieces, as parts of the whole. */
export const cuts = fc.array(fc.nat({ max: 999 }), { maxLength: 6 });

/** Cuts bytes into pieces. */
export function piecesOf(text: string, places: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text, 'latin1');
  const ends = places
    .map((place) => Math.floor((place / 1000) * bytes.length))
    .sort((one, other) => one - other);
  return [0, ...ends].map((start, at) =>
    bytes.subarray(start, ends[at] ?? bytes.length),
  );
}

// Fragments, or messages in which a few bytes were replaced.
function anyBytes(messages: Arbitrary<string>): Arbitrary<string> {
  const edit = fc.record({
    place: fc.nat({ max: 1000 }),
    removed: fc.nat({ max: 3 }),
    inserted: fc.oneof(fragment, fc.constant('')),
  });
  const mutated = fc
    .tuple(
      fc.array(messages, { minLength: 1, maxLength: 2 }),
      fc.array(edit, { maxLength: 3 }),
    )
    .map(([texts, edits]) =>
      edits.reduce((text, { place, removed, inserted }) => {
        const at = Math.floor((place / 1000) * text.length);
        return text.slice(0, at) + inserted + text.slice(at + removed);
      }, texts.join('')),
    );
  return fc.oneof(fragments, { weight: 4, arbitrary: mutated });
}

function messageWith(startLine: Arbitrary<string>): Arbitrary<AnyMessage> {
  return fc
    .tuple(startLine, fieldLines, fc.oneof(lengthBody, chunkedBody))
    .map(([line, fields, { bytes, body }]) => ({
      bytes: `${line}\r\n${fields.join('')}${bytes}`,
      body,
    }));
}

function textIn(signs: string, minLength: number, maxLength: number) {
  const unit = fc.constantFrom(...signs);
  return fc.string({ unit, minLength, maxLength });
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
