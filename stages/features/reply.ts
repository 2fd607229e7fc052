import type { Socket } from 'node:net';
import * as http from '../../shared/parser/index.ts';
import type { Answer, Feature, Response } from './feature.ts';
import type { Parts } from './parts.ts';
import { addUpgrade } from './request.ts';

/** Who feeds a reply. */
export interface ReplyOwner {
  readonly socket: Socket;
  /** The request, as the client sent it. */
  readonly request: http.Start<http.RequestHead>;
  /** The request, as the upstream sees it. */
  readonly forwarded: http.RequestHead;
  /** There is room again, after `write` has said no. */
  onReplyDrain(): void;
  /** The last byte has been written. */
  onReplyEnd(): void;
  /** The body cannot be passed on. */
  fail(error: unknown): void;
}

/**
 * A response's way to the client: past the features, which may alter its head
 * and have its body pass a filter, then framed and onto the socket. Each part
 * of the way waits for the next one.
 */
export class Reply {
  isBegun = false;
  isKept = false; // will the client's connection carry another exchange?
  readonly #owner: ReplyOwner;
  readonly #parts: Parts;
  readonly #requestedAt: number;
  #features: readonly Feature[]; // those that the response has yet to pass
  #response: Partial<Response> = {};
  #framing: http.BodyFraming = { kind: 'none' };
  #trailers = new http.HeaderList();

  constructor(owner: ReplyOwner, parts: Parts) {
    this.#owner = owner;
    this.#parts = parts;
    this.#features = parts.features;
    this.#requestedAt = parts.clock.now();
  }

  /** What the body passes through, if a feature wants that. */
  get filter(): Response['filter'] {
    return this.#response.filter;
  }

  /** The answer of the first feature that has one. */
  ask(): Answer | undefined {
    for (const [index, feature] of this.#features.entries()) {
      const answer = feature.answer?.(this.#owner.forwarded);
      if (!answer) continue;
      this.#features = this.#features.slice(index + 1);
      return answer;
    }
    return undefined;
  }

  /**
   * Sends a head: that of the final response, or of an interim one.
   *
   * @param requestEnded - Who answers before the request is over will not
   * hear the rest of it, so then the connection is not kept.
   */
  begin(received: http.Start<http.ResponseHead>, requestEnded: boolean): void {
    const { head: request } = this.#owner.request;
    const { head, framing } = this.#alter(received);
    if (framing.kind !== 'interim') {
      const endsByClosing = ['until-close', 'tunnel'].includes(framing.kind);
      this.isKept = http.keepsAlive(request) && requestEnded && !endsByClosing;
      http.announcePersistence(head, request, this.isKept);
      if (framing.kind === 'tunnel') addUpgrade(head.headers);
      for (const feature of this.#features) feature.label?.(head);
      this.#framing = framing;
      this.isBegun = true;
      this.#parts.log(`${request.method} ${request.target} ${head.status}`);
    }
    this.#owner.socket.write(http.encodeResponseHead(head));
  }

  // Framed twice: as the features find it, and as they leave it.
  #alter(received: http.Start<http.ResponseHead>) {
    const { request, forwarded } = this.#owner;
    const { version } = request.head;
    const now = new Date(this.#parts.clock.now());
    const plain = http.forwardedResponse(received, version, now);
    if (plain.framing.kind === 'interim') return plain;
    const { head } = plain;
    const requestedAt = this.#requestedAt;
    const response: Response = { ...received, head, requestedAt };
    for (const feature of this.#features) feature.alter?.(forwarded, response);
    this.#response = response;
    this.#listenToFilter();
    return http.forwardedResponse(response, version, now);
  }

  #listenToFilter(): void {
    const { filter } = this.#response;
    filter?.on('drain', () => this.#owner.onReplyDrain());
    filter?.on('error', (error) => this.#owner.fail(error));
    filter?.on('end', () => this.#end());
    filter?.on('data', (bytes: Buffer) => {
      if (!this.#send(bytes)) filter.pause();
    });
  }

  /** Passes on a piece of the body. Returns whether there is room for more. */
  write(bytes: Buffer): boolean {
    const { onlooker, filter } = this.#response;
    onlooker?.onData(bytes);
    return filter ? filter.write(bytes) : this.#send(bytes);
  }

  /** Passes on the end of the body. */
  end(trailers: http.HeaderList): void {
    const { onlooker, filter } = this.#response;
    onlooker?.onEnd();
    this.#trailers = trailers;
    if (filter) filter.end();
    else this.#end();
  }

  #send(bytes: Buffer): boolean {
    return this.#owner.socket.write(http.encodeData(bytes, this.#framing));
  }

  #end(): void {
    this.#owner.socket.write(http.encodeEnd(this.#framing, this.#trailers));
    this.#owner.onReplyEnd();
  }
}
