import { type Fields, fieldOf, hasMember } from './fields.ts';
import { type Framing, type Head, type Listener, Scanner } from './scanner.ts';

/** A response, or as much of one as came. */
export interface Answer {
  readonly status: number;
  readonly fields: Fields;
  readonly pieces: readonly Buffer[];
  readonly trailers: Fields;
  readonly isComplete: boolean;
  /** Does its sender keep the connection open? */
  readonly isKept: boolean;
}

/** Who is told of responses. */
export interface AnswerListener {
  /** The method of the request that is answered next, if one is. */
  method(): string | undefined;
  /** An interim response (1xx). */
  onInterim(status: number, fields: Fields): void;
  /** A piece of a body, in bytes. */
  onPiece(length: number): void;
  onAnswer(answer: Answer): void;
}

/** Reads the responses off one connection. */
export class AnswerReader implements Listener {
  readonly #scanner = new Scanner(this);
  readonly #owner: AnswerListener;
  #head: Omit<Answer, 'pieces' | 'isComplete' | 'trailers'> | undefined;
  #isInterim = false;
  #pieces: Buffer[] = [];

  constructor(owner: AnswerListener) {
    this.#owner = owner;
  }

  /** Whether no response has begun. */
  get isIdle(): boolean {
    return this.#scanner.isIdle;
  }

  /** What has come of a response that is not over. */
  get begun(): Answer | undefined {
    if (!this.#head) return undefined;
    const rest = { trailers: new Map(), isComplete: false };
    return { ...this.#head, pieces: this.#pieces, ...rest };
  }

  /** @throws Error if these are no responses. */
  push(bytes: Buffer): void {
    this.#scanner.push(bytes);
  }

  /** The other side has said FIN. */
  close(): void {
    this.#scanner.close();
  }

  onHead({ line, fields }: Head): Framing {
    const [, digits] = /^HTTP\/1\.1 ([1-5]\d\d) [^\r\n]*$/.exec(line) ?? [];
    if (!digits) throw new Error(`no status line: ${line}`);
    const method = this.#owner.method();
    if (!method) throw new Error(`an answer to no request: ${line}`);
    const status = Number(digits);
    this.#isInterim = status < 200;
    if (this.#isInterim) this.#owner.onInterim(status, fields);
    else this.#head = { status, fields, isKept: isKept(fields) };
    return framingOf(status, method, fields);
  }

  onData(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.#owner.onPiece(bytes.length);
  }

  onEnd(trailers: Fields): void {
    const head = this.#head;
    if (this.#isInterim || !head) return;
    const pieces = this.#pieces;
    this.#head = undefined;
    this.#pieces = [];
    this.#owner.onAnswer({ ...head, pieces, trailers, isComplete: true });
  }
}

function isKept(fields: Fields): boolean {
  return !hasMember(fields, 'connection', 'close');
}

// RFC 9112 6.3, and stricter: what we asked for gives no reason for doubt.
function framingOf(status: number, method: string, fields: Fields): Framing {
  const coding = fieldOf(fields, 'transfer-encoding');
  const length = fieldOf(fields, 'content-length');
  if (length !== undefined && !/^\d+$/.test(length)) {
    throw new Error(`no length: ${length}`);
  }
  if (status < 200 || status === 204) {
    if (coding ?? length) throw new Error(`a body for a ${status}`);
    return 0;
  }
  if (method === 'HEAD' || status === 304) return 0;
  if (coding !== undefined) {
    if (coding !== 'chunked') throw new Error(`coding ${coding}`);
    if (length !== undefined) throw new Error('a length, and chunks');
    return 'chunked';
  }
  return length === undefined ? 'until-close' : Number(length);
}
