import { Random } from './random.ts';

/** Each block of a body says whose it is, and which. In bytes. */
const BLOCK = 256;

// Between the marks stand hexadecimal digits that follow no rule, so that
// gzip has something to do, and halves them at best.
const FILLING_LENGTH = 64 * 1024;
const FILLING = fillingOf(new Random(1), FILLING_LENGTH + BLOCK);

/**
 * A body that no other body, and no other part of this one, can be taken
 * for: what is cut short, spliced or sent twice shows.
 *
 * @param mark - Whose body it is.
 * @param length - In bytes.
 */
export function bodyOf(mark: string, length: number): Buffer {
  const body = Buffer.allocUnsafe(length);
  const start = Number.parseInt(digestOf(mark), 16);
  for (let at = 0; at < length; at += BLOCK) {
    const from = (start + at * 7) % FILLING_LENGTH;
    FILLING.copy(body, at, from, from + BLOCK);
    body.write(`\n${at}:${mark} `, at, 'latin1');
  }
  return body;
}

/** Eight hexadecimal digits that stand for a text (FNV-1a). */
export function digestOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/**
 * The entity tag of one version of one variant of a resource (RFC 9110
 * 8.8.3).
 */
export function tagOf(target: string, variant: string, version: number) {
  return `"v${version}.${digestOf(`${target} ${variant} ${version}`)}"`;
}

/** The version that an entity tag names, weak or strong. */
export function versionOf(tag = ''): number {
  return Number(/^(?:W\/)?"v(\d+)\./.exec(tag)?.[1] ?? Number.NaN);
}

/** What marks the body of one version of one variant of a resource. */
export function markOf(target: string, variant: string, version: number) {
  return `${target} ${variant} v${version}`;
}

function fillingOf(random: Random, length: number): Buffer {
  const text = Array.from({ length: length / 8 }, () =>
    Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  );
  return Buffer.from(text.join(''));
}
