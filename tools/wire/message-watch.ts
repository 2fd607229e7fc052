/**
 * Where messages begin and end in bytes that were recorded: just enough for
 * a picture. It believes what a head says, never complains, and takes the
 * answer to HEAD for one with a body. What decides is in the parser.
 *
 * @module
 */

/** What is still to come of the message that is being sent. */
type Rest = number | 'chunks' | 'until close';

/** An empty chunk, trailers perhaps, and the empty line. */
const LAST_CHUNK = /(?:^|\r\n)0[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n/;

/** A head longer than this is none; what came before is forgotten. */
const MOST_HEAD = 64 * 1024;

/** Counts the messages of one sender. It remembers the unfinished one. */
export class MessageWatch {
  #begun = 0;
  #ended = 0;
  #rest: Rest | undefined;
  /** Of a head, all that has come; of chunks, as much as their end needs. */
  #text = '';

  /** Messages that have wholly been sent, interim ones not counted. */
  get ended(): number {
    return this.#ended;
  }

  /** Has a message begun that has not ended? */
  get isInside(): boolean {
    return this.#begun > this.#ended;
  }

  /**
   * Takes note of bytes.
   *
   * @param bytes - Each character is one byte.
   * @param leftOut - How many more came, which nobody kept.
   */
  see(bytes: string, leftOut = 0): void {
    let text = bytes;
    while (text) text = this.#step(text);
    if (typeof this.#rest === 'number') this.#skip(leftOut);
  }

  /** Takes note of part of a text, and returns the part that is left. */
  #step(text: string): string {
    if (this.#rest === undefined) return this.#seeHead(text);
    if (this.#rest === 'until close') return '';
    if (this.#rest === 'chunks') return this.#seeChunks(text);
    return text.slice(this.#skip(text.length));
  }

  #seeHead(text: string): string {
    this.#text = `${this.#text}${text}`.replace(/^(?:\r\n)+/, '');
    const end = this.#text.indexOf('\r\n\r\n');
    if (end < 0) {
      if (this.#text.length > MOST_HEAD) this.#text = '';
      return '';
    }
    const behind = this.#text.slice(end + 4);
    const rest = restOf(this.#text.slice(0, end + 2));
    this.#text = '';
    if (rest !== 'interim') {
      this.#begun++;
      this.#rest = rest;
      if (rest === 0) this.#end();
    }
    return behind;
  }

  #seeChunks(text: string): string {
    const all = this.#text + text;
    const found = LAST_CHUNK.exec(all);
    if (!found) {
      this.#text = all.slice(-MOST_HEAD);
      return '';
    }
    this.#end();
    return all.slice(found.index + found[0].length);
  }

  /** Counts bytes of a body of known length; returns how many were its. */
  #skip(length: number): number {
    if (typeof this.#rest !== 'number') return 0;
    const taken = Math.min(this.#rest, length);
    this.#rest -= taken;
    if (this.#rest === 0) this.#end();
    return taken;
  }

  #end(): void {
    this.#ended++;
    this.#rest = undefined;
    this.#text = '';
  }
}

/** What follows a head: RFC 9112 6.3, as far as a picture needs it. */
function restOf(head: string): Rest | 'interim' {
  const status = /^HTTP\/\d\.\d (\d{3})/.exec(head)?.[1];
  if (status?.startsWith('1')) return 'interim';
  if (status === '204' || status === '304') return 0;
  if (/^Transfer-Encoding:.*chunked/im.test(head)) return 'chunks';
  const length = /^Content-Length:[ \t]*(\d+)/im.exec(head)?.[1];
  if (length) return Number(length);
  return status ? 'until close' : 0;
}
