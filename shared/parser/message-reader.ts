import { parseChunkLine } from './chunk.ts';
import { ProtocolError } from './errors.ts';
import type { BodyFraming } from './framing.ts';
import { parseFields } from './head.ts';
import { type HeaderList, noFields } from './header-list.ts';
import {
  CHUNK_EXTENSIONS_LIMIT,
  CHUNK_LINE_LIMIT,
  type HeadLimits,
  INTERIM_LIMIT,
  TRAILERS_LIMIT,
} from './limits.ts';
import type { MessageEvent, MessageKind } from './message.ts';
import { ReceiveBuffer } from './receive-buffer.ts';

/** What a reader expects next; behind a head, what its framing announces. */
type Expected = 'head' | BodyFraming['kind'] | 'chunk-data' | 'trailers';

/**
 * Turns bytes into messages. It knows nothing of sockets: bytes are pushed in
 * as they come, events are read out when they are wanted, and `undefined`
 * says that more bytes are needed first.
 *
 * ```text
 *   head ─┬─▶ none ───────────────────────────▶ end, then the next head
 *         ├─▶ length, until-close, tunnel ──────▲
 *         ├─▶ chunked ──────────▶ trailers ─────┘
 *         │    │    ▲
 *         │    ▼    │
 *         │   chunk-data
 *         └─▶ interim: head of the final response
 * ```
 *
 * Nothing is parsed before it is asked for: a pipelined request waits.
 */
export class MessageReader<Head> {
  readonly #kind: MessageKind<Head>;
  readonly #limits: HeadLimits;
  readonly #buffer = new ReceiveBuffer();
  #expected: Expected = 'head';
  #emptyLines = 0; // before this head
  #interims = 0; // before this final response
  #remaining = 0; // bytes left of the body, or of the chunk
  #extensions = 0; // bytes of chunk extensions in this body
  #isOwed: boolean;
  #isClosed = false;

  constructor(kind: MessageKind<Head>, limits: HeadLimits) {
    this.#kind = kind;
    this.#limits = limits;
    this.#isOwed = kind.isOwed;
  }

  /** Whether no message is owed, nor any byte of one has come. */
  get isIdle(): boolean {
    return this.#expected === 'head' && !this.#isOwed && this.waiting === 0;
  }

  /** How many bytes are not read yet. */
  get waiting(): number {
    return this.#buffer.length;
  }

  /** Whether the peer will send no more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Takes in bytes from the peer. */
  push(bytes: Buffer): void {
    this.#buffer.push(bytes);
  }

  /** Copies what was pushed and is not read yet: it was only lent. */
  keepRest(): void {
    this.#buffer.keepRest();
  }

  /** The peer has ended its side: no more bytes will come. */
  close(): void {
    this.#isClosed = true;
  }

  /**
   * The next event, or `undefined` if that takes bytes that have not come.
   *
   * @throws ProtocolError if they are no message, or end in the middle of one.
   */
  read(): MessageEvent<Head> | undefined {
    try {
      const event = this.#next();
      if (!event && this.#isClosed && !this.isIdle) {
        throw new ProtocolError('The connection ended before the message did.');
      }
      return event;
    } catch (error) {
      const { errorStatus } = this.#kind;
      if (!(error instanceof ProtocolError) || !errorStatus) throw error;
      throw new ProtocolError(error.message, errorStatus);
    }
  }

  #next(): MessageEvent<Head> | undefined {
    switch (this.#expected) {
      case 'head':
      case 'interim':
        return this.#readHead();
      case 'none':
      case 'length':
        return this.#remaining > 0 ? this.#readData() : this.#end(noFields);
      case 'until-close':
      case 'tunnel':
        return this.#readUntilClose();
      case 'chunked':
        return this.#readChunkLine();
      case 'chunk-data':
        return this.#remaining > 0 ? this.#readData() : this.#readChunkEnd();
      case 'trailers':
        return this.#readTrailers();
    }
  }

  #readHead(): MessageEvent<Head> | undefined {
    const { startLine, head: size, fields } = this.#limits;
    const lines = fields + 1;
    const section = this.#buffer.takeSection(size, lines, 431, startLine, 414);
    if (section === undefined) return undefined;
    if (section === '') return this.#skipEmptyLine();
    const head = this.#kind.parseHead(section);
    const framing = this.#kind.framingOf(head);
    this.#interims = framing.kind === 'interim' ? this.#interims + 1 : 0;
    if (this.#interims > INTERIM_LIMIT) {
      throw new ProtocolError('Too many interim responses.');
    }
    this.#emptyLines = 0;
    this.#extensions = 0;
    this.#remaining = framing.kind === 'length' ? framing.length : 0;
    this.#expected = framing.kind;
    const isSkipped = framing.kind === 'interim' && this.#kind.skipsInterims;
    if (isSkipped) return this.#next();
    return { type: 'head', head, framing };
  }

  // RFC 9112 2.2: a server ignores an empty line before a request.
  #skipEmptyLine(): MessageEvent<Head> | undefined {
    if (++this.#emptyLines > this.#kind.emptyLines) {
      throw new ProtocolError('An empty line where a message should begin.');
    }
    return this.#next();
  }

  #readData(): MessageEvent<Head> | undefined {
    const bytes = this.#buffer.take(this.#remaining);
    if (!bytes) return undefined;
    this.#remaining -= bytes.length;
    return { type: 'data', bytes };
  }

  #readUntilClose(): MessageEvent<Head> | undefined {
    const bytes = this.#buffer.take(this.#buffer.length);
    if (bytes) return { type: 'data', bytes };
    return this.#isClosed ? this.#end(noFields) : undefined;
  }

  // RFC 9112 7.1   chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
  #readChunkLine(): MessageEvent<Head> | undefined {
    const line = this.#buffer.takeLine(CHUNK_LINE_LIMIT);
    if (line === undefined) return undefined;
    const { size, extension } = parseChunkLine(line);
    this.#extensions += extension;
    if (this.#extensions > CHUNK_EXTENSIONS_LIMIT) {
      throw new ProtocolError('Too many chunk extensions.');
    }
    this.#remaining = size;
    this.#expected = size === 0 ? 'trailers' : 'chunk-data';
    return this.#next();
  }

  // Two bytes skipped unseen, and two parsers disagree about what follows.
  #readChunkEnd(): MessageEvent<Head> | undefined {
    if (this.#buffer.length < 2) return undefined;
    if (!this.#buffer.takeCrlf()) {
      throw new ProtocolError('A chunk does not end where its size says.');
    }
    this.#expected = 'chunked';
    return this.#next();
  }

  #readTrailers(): MessageEvent<Head> | undefined {
    const { fields } = this.#limits;
    const section = this.#buffer.takeSection(TRAILERS_LIMIT, fields, 400);
    if (section === undefined) return undefined;
    return this.#end(parseFields(section));
  }

  #end(trailers: HeaderList): MessageEvent<Head> {
    this.#expected = 'head';
    this.#isOwed = false;
    return { type: 'end', trailers };
  }
}
