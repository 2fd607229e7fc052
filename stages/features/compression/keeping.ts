import type { Transform } from 'node:stream';

/** Longest form that is kept, in bytes: some streams never end. */
const LONGEST_FORM = 4 * 1024 * 1024;

/**
 * Collects what comes out of an encoder, and keeps it if that is a whole body:
 * one that is cut short never ends.
 */
export function keepWhole(encoder: Transform, keep: (body: Buffer) => void) {
  const pieces: Buffer[] = [];
  let length = 0;
  encoder.on('data', (bytes: Buffer) => {
    length += bytes.length;
    if (length <= LONGEST_FORM) pieces.push(bytes);
    else pieces.length = 0;
  });
  encoder.on('end', () => {
    if (length <= LONGEST_FORM) keep(Buffer.concat(pieces));
  });
}
