import type * as http from '../../shared/parser/index.ts';

/** A request as the upstream is to see it. */
export interface Request extends http.Start<http.RequestHead> {
  /** The head as the client sent it. */
  readonly received?: http.RequestHead | undefined;
}

/** Forms of a stored body that were made before, by content coding. */
export interface Forms {
  /**
   * Who may still be sending one, or may yet show what is stored; and in which
   * codings one is being made.
   */
  readonly readers: Set<unknown>;
  /** The whole body in this coding, if it was kept. */
  get(coding: string): Buffer | undefined;
  /** Keeps a whole body in this coding. */
  keep(coding: string, body: Buffer): void;
}

/**
 * How a response begins. Nothing in its head speaks of a connection, or of
 * where its body ends; it is the recipient's own, to add to.
 */
export interface ResponseStart extends http.Start<http.ResponseHead> {
  /** Set where the response is stored, or is being stored. */
  readonly forms?: Forms | undefined;
  /** Of a 304 that is the cache's own: the 200 that it stands for. */
  readonly standsFor?: http.Start<http.ResponseHead> | undefined;
  /** What the log is to say of how it came about: `hit`, `compressed`. */
  readonly notes?: readonly string[] | undefined;
}

/** Who is told, piece by piece, of the response to a request. */
export interface Recipient {
  /** Its head; perhaps those of interim responses first. */
  onHead(start: ResponseStart): void;
  /**
   * A piece of its body, which is lent: it may be sent, and who keeps it for
   * longer copies it. Returns whether there is room for more.
   */
  onData(bytes: Buffer): boolean;
  /** Its end. */
  onEnd(trailers: http.HeaderList): void;
  /** There will be none, or no more of it. */
  onError(error: unknown): void;
  /** There is room again for the request, after `write` has said no. */
  onDrain(): void;
}

/** Where a response comes from: the upstream, or what is stored. */
export interface Source {
  /** Takes a piece of the request's body. Returns if there is room for more. */
  write(bytes: Buffer): boolean;
  /** The request is complete. The recipient is told nothing before. */
  end(trailers: http.HeaderList): void;
  /** There is room again for the response, after `onData` has said no. */
  resume(): void;
  /** Nobody waits for the response any longer. */
  abandon(): void;
}

/**
 * Asks for a response. What forwards requests is of this form, and so is what
 * stands in front of it, and answers some of them itself, or compresses what
 * comes.
 */
export type Ask = (request: Request, recipient: Recipient) => Source;
