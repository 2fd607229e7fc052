import { ProtocolError } from './errors.ts';

// RFC 9112 7.1   chunk-size [ chunk-ext ]
// Thirteen hexadecimal digits are as far as a JavaScript number is exact.
const chunkLine = /^([0-9A-Fa-f]{1,13})(?:[ \t]*;[\t -~\x80-\xff]*|[ \t]*)$/;

/** What the line in front of a chunk says. */
export interface ChunkLine {
  /** Bytes of data in the chunk; 0 for the last chunk. */
  readonly size: number;
  /** Bytes of the line that say something else: we read past those. */
  readonly extension: number;
}

/**
 * Reads the line in front of a chunk, without its line end.
 *
 * @throws ProtocolError 400 for anything but hexadecimal digits: no sign, no
 * `0x`, no space before them, since parsers differ on what those mean.
 */
export function parseChunkLine(line: string): ChunkLine {
  const digits = chunkLine.exec(line)?.[1];
  if (digits === undefined) throw new ProtocolError('Not a chunk size.');
  const size = Number.parseInt(digits, 16);
  return { size, extension: line.length - digits.length };
}
