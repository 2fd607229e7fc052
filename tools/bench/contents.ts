/**
 * What the origin of the bench has under which path. The side that asks
 * knows it too, so it can tell whether a proxy passed it on unharmed.
 *
 * @module
 */

import { createHash } from 'node:crypto';

/** Something that can be asked for. */
export interface Content {
  readonly type: string;
  /** In bytes. */
  readonly length: number;
  readonly isCacheable: boolean;
  /** Where in the bytes it is taken from. */
  readonly offset: number;
  readonly source: Buffer;
}

/** The longest piece of a content, in bytes. */
export const PIECE = 256 * 1024;

// Prime, so that no two pieces of a long body are alike: a proxy that sends
// one in place of another is found out.
const PERIOD = 1_000_003;

/** Of a page of text, in bytes. */
export const TEXT_LENGTH = 100_000;

/** Of what may be cached, in bytes. */
export const HIT_LENGTH = 1000;

const NOISE = twice(noise(PERIOD));
const TEXT = words(TEXT_LENGTH);

/**
 * What is under a path: `/body/N`, N bytes; `/hit/N`, what may be cached,
 * and another one for each N; `/text`, a page.
 */
export function contentOf(path: string): Content {
  const [, kind = '', number = ''] = path.split('/');
  const n = Number(number);
  const bytes = { type: 'application/octet-stream', source: NOISE };
  if (kind === 'text') {
    const page = { type: 'text/plain', source: TEXT, length: TEXT_LENGTH };
    return { ...page, isCacheable: false, offset: 0 };
  }
  if (kind === 'hit') {
    const offset = (n * 7) % PERIOD;
    return { ...bytes, length: HIT_LENGTH, isCacheable: true, offset };
  }
  return { ...bytes, length: n, isCacheable: false, offset: 0 };
}

/** A piece of a content, of at most {@link PIECE} bytes, not copied. */
export function pieceOf(content: Content, at: number): Buffer {
  const size = Math.min(PIECE, content.length - at);
  if (content.source === TEXT) return TEXT.subarray(at, at + size);
  const from = (content.offset + at) % PERIOD;
  return NOISE.subarray(from, from + size);
}

/** The SHA-256 of a whole content, in hexadecimal. */
export function hashOf(content: Content): string {
  const hash = createHash('sha256');
  for (let at = 0; at < content.length; at += PIECE) {
    hash.update(pieceOf(content, at));
  }
  return hash.digest('hex');
}

function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

// A piece may begin near the end of a period.
function twice(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, bytes]);
}

/** Text that shrinks about as well as prose does. */
function words(length: number): Buffer {
  const letters = 'etaoinshrdlucmfwyp';
  let text = '';
  for (let at = 0; text.length < length; at++) {
    // The small numbers come up much more often, as common words do.
    const word = Math.floor(NOISE[2 * at]! ** 2 / (1 + NOISE[2 * at + 1]!));
    for (let rest = word + 5; rest > 0; rest = Math.floor(rest / 7)) {
      text += letters[rest % letters.length];
    }
    text += at % 13 === 12 ? '.\n' : ' ';
  }
  return Buffer.from(text.slice(0, length));
}
