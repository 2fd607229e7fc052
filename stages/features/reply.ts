import * as http from '../../shared/parser/index.ts';
import type { Response } from './feature.ts';
import type { Parts } from './options.ts';
import type { Outbox } from './outbox.ts';
import { addUpgrade } from './request.ts';
import type { Request, ResponseStart } from './source.ts';

// RFC 9530: these speak of bytes as they are before they pass a filter.
const digests = new http.FieldNames(
  'Content-Digest, Repr-Digest, Digest, Content-MD5',
);

/** Whom a reply is for. */
export interface ReplyClient {
  /** What goes to the client. */
  readonly outbox: Outbox;
  /** The response has moved: what is awaited of the client may be another. */
  watch(): void;
}

/** Who feeds a reply. */
export interface ReplyOwner {
  /** The request, as the client sent it. */
  readonly request: Request;
  /** The request, as the upstream sees it. */
  readonly forwarded: http.RequestHead;
  /** There is room again, after `write` has said no. */
  onReplyDrain(): void;
  /** The last byte has been written. */
  onReplyEnd(): void;
  /** The body cannot be passed on. */
  onError(error: unknown): void;
}

/**
 * A response's way to the client: past the features, which may alter its head
 * and have its body pass a filter, then framed and onto the socket. Each part
 * of the way waits for the next one.
 */
export class Reply {
  isKept = false; // will the client's connection carry another exchange?
  /** Of the final response, once it has begun. */
  status: number | undefined;
  /** What the features have made of it. */
  response: Partial<Response> = {};
  /** How many bytes of body the client has been sent. */
  bytes = 0;
  readonly #owner: ReplyOwner;
  readonly #client: ReplyClient;
  readonly #parts: Parts;
  #framing: http.BodyFraming = { kind: 'none' };
  #trailers = http.noFields;

  constructor(owner: ReplyOwner, client: ReplyClient, parts: Parts) {
    this.#owner = owner;
    this.#client = client;
    this.#parts = parts;
  }

  /** What the log is to say of what was done to it. */
  get notes(): readonly string[] {
    const { body, filter } = this.response;
    return filter || body ? ['compressed'] : [];
  }

  /**
   * Sends a head: that of the final response, or of an interim one.
   *
   * @param mayKeep - Whether the connection may carry another exchange, as
   * far as the request goes.
   */
  begin(received: ResponseStart, mayKeep: boolean): void {
    const { head: request } = this.#owner.request;
    const isFinal = received.framing.kind !== 'interim';
    const { head, framing } = isFinal ? this.#alter(received) : received;
    this.#framing = http.frameResponse(head, request.version, framing);
    if (isFinal) {
      const { kind } = this.#framing;
      const mayStay = mayKeep && kind !== 'until-close';
      this.isKept = http.announcePersistence(head, request, mayStay);
      if (kind === 'tunnel') addUpgrade(head.headers);
      for (const feature of this.#parts.features) feature.label?.(head);
      this.status = head.status;
    }
    this.#client.outbox.write(http.encodeResponseHead(head));
  }

  #alter({ head, framing, forms, standsFor }: ResponseStart): Response {
    const response: Response = { head, framing, forms, standsFor };
    for (const feature of this.#parts.features) {
      feature.alter?.(this.#owner.forwarded, response);
    }
    this.response = response;
    const { filter } = response;
    filter?.on('drain', () => this.#owner.onReplyDrain());
    filter?.on('error', (error) => this.#owner.onError(error));
    filter?.on('end', () => this.#end());
    filter?.on('data', (bytes: Buffer) => {
      if (!this.#send(bytes)) filter.pause();
    });
    return response;
  }

  /** Passes on a piece of the body. Returns whether there is room for more. */
  write(bytes: Buffer): boolean {
    const { filter } = this.response;
    // A filter is at it still when what was lent to us is no longer ours.
    return filter ? filter.write(Buffer.from(bytes)) : this.#send(bytes);
  }

  /** Passes on the end of the body. */
  end(trailers: http.HeaderList): void {
    const { filter } = this.response;
    this.#trailers = filter ? trailers.without(digests) : trailers;
    if (filter) filter.end();
    else this.#end();
  }

  #send(bytes: Buffer): boolean {
    this.bytes += bytes.length;
    this.#client.outbox.write(http.encodeData(bytes, this.#framing));
    this.#client.watch(); // here, since a filter sends when it likes
    return !this.#client.outbox.isFull;
  }

  #end(): void {
    const end = http.encodeEnd(this.#framing, this.#trailers);
    if (end.length > 0) this.#client.outbox.write(end);
    this.#owner.onReplyEnd();
  }
}
