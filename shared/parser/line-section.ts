import { ProtocolError } from './errors.ts';
import { type HeadLimits, TRAILERS_LIMIT } from './limits.ts';
import type { ReceiveBuffer } from './receive-buffer.ts';

/**
 * The lines of one head, or of one trailer section, up to the empty line that
 * ends them. They may come in any number of pieces, so it remembers those
 * that are complete.
 */
export class LineSection {
  readonly #lines: string[] = [];
  #size = 0; // of the lines so far, in bytes, line ends included

  /**
   * The lines of a head, once they are all there; none at all if the first
   * line is empty.
   *
   * @throws ProtocolError 414 or 431 past a limit.
   */
  takeHead(buffer: ReceiveBuffer, limits: HeadLimits): string[] | undefined {
    const { startLine, head, fields } = limits;
    if (this.#lines.length === 0) {
      const start = buffer.takeLine(startLine, 414);
      if (start === undefined) return undefined;
      if (start === '') return this.#lines;
      this.#add(start);
    }
    return this.#takeRest(buffer, head, fields + 1, 431);
  }

  /**
   * The lines of a trailer section, once they are all there.
   *
   * @param count - How many there may be.
   * @throws ProtocolError 400 past a limit.
   */
  takeTrailers(buffer: ReceiveBuffer, count: number): string[] | undefined {
    return this.#takeRest(buffer, TRAILERS_LIMIT, count, 400);
  }

  #takeRest(
    buffer: ReceiveBuffer,
    size: number,
    count: number,
    status: number,
  ): string[] | undefined {
    for (;;) {
      const line = buffer.takeLine(size - this.#size, status);
      if (line === undefined) return undefined;
      if (line === '') return this.#lines;
      this.#add(line);
      if (this.#lines.length > count) {
        throw new ProtocolError(`More than ${count} lines.`, status);
      }
    }
  }

  #add(line: string): void {
    this.#lines.push(line);
    this.#size += line.length + 2;
  }
}
