import type { Transform } from 'node:stream';
import type { Forms } from '../source.ts';

/** Longest form that is kept, in bytes: some streams never end. */
const LONGEST_FORM = 4 * 1024 * 1024;

/**
 * Collects what comes out of an encoder, and keeps it if that is a whole body:
 * one that is cut short never ends. One encoder is enough for that, however
 * many are at work: what they have made stays in memory until they are done.
 */
export function keepWhole(encoder: Transform, coding: string, forms: Forms) {
  if (forms.readers.has(coding)) return;
  forms.readers.add(coding);
  encoder.on('close', () => forms.readers.delete(coding));
  const pieces: Buffer[] = [];
  let length = 0;
  encoder.on('data', (bytes: Buffer) => {
    length += bytes.length;
    if (length <= LONGEST_FORM) pieces.push(bytes);
    else pieces.length = 0;
  });
  encoder.on('end', () => {
    if (length <= LONGEST_FORM) forms.keep(coding, Buffer.concat(pieces));
  });
}
