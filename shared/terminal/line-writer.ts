import type { Writable } from 'node:stream';

/** How much may wait for a reader, in characters: some thousand lines. */
const ROOM = 1024 * 1024;

/**
 * Node makes a terminal wait for its reader, and has no documented way to
 * undo that; this is the method with which it does it.
 */
interface Blocking {
  readonly _handle?: { setBlocking?(isBlocking: boolean): void };
}

/**
 * Lines on their way to somebody who may be slow, or has stopped to read, as
 * `less` and a terminal after Ctrl-S do. The writer never waits. What finds
 * no room is dropped, and counted.
 *
 * ```text
 *                    more than the room waits
 *     keeping up ──────────────────────────────▶ dropping
 *                ◀──────────────────────────────
 *                   all was read: say how many
 * ```
 *
 * It uses Node's own stream, not a thread that writes, as pino's sonic-boom
 * does: `process.exit` waits for such a thread, and so for its reader. Two
 * things do wait: writing to a file, which no reader stops, and to a console
 * of Windows in which somebody is marking text.
 */
export class LineWriter {
  readonly #stream: Writable;
  readonly #wordsFor: (dropped: number) => string;
  readonly #room: number;
  #dropped = 0;
  #isReady = false;

  /**
   * @param wordsFor - The line that stands where lines were dropped.
   * @param room - In characters.
   */
  constructor(
    stream: Writable,
    wordsFor: (dropped: number) => string,
    room = ROOM,
  ) {
    this.#stream = stream;
    this.#wordsFor = wordsFor;
    this.#room = room;
  }

  /** Writes a line, or drops it. */
  write(line: string): void {
    this.#prepare();
    const text = `${line}\n`;
    const { writableLength } = this.#stream;
    const isFull = writableLength + text.length > this.#room;
    // A line that is longer than all the room has it where nothing waits.
    if (this.#dropped > 0 || (isFull && writableLength > 0)) this.#dropped += 1;
    else this.#stream.write(text);
  }

  // Not before there is something to say: a program that says all it has and
  // exits, as for --help, wants to wait for its reader.
  #prepare(): void {
    if (this.#isReady) return;
    this.#isReady = true;
    const stream: Writable & Blocking = this.#stream;
    stream._handle?.setBlocking?.(false);
    stream.on('drain', () => {
      const dropped = this.#dropped;
      this.#dropped = 0;
      if (dropped > 0) this.write(this.#wordsFor(dropped));
    });
  }
}
