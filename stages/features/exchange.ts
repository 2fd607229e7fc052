import type { Socket } from 'node:net';
import * as http from '../../shared/parser/index.ts';
import { addForwarded, removeClaims, senderOf } from './forwarded.ts';
import { labelled } from './labels.ts';
import type { Parts } from './options.ts';
import { ReadySource } from './ready-source.ts';
import { Reply, type ReplyClient, type ReplyOwner } from './reply.ts';
import { addUpgrade, asksForWebSocket, requireHost } from './request.ts';
import type { Recipient, Request, ResponseStart, Source } from './source.ts';

/** Whom an exchange works for, and who is told how it went. */
export interface ExchangeOwner extends ReplyClient {
  /** The client's connection. */
  readonly socket: Socket;
  /** What the client sends: has more come already, and may more come? */
  readonly requests: Pick<http.MessageReader<unknown>, 'isClosed' | 'isIdle'>;
  /** Whether this exchange is to be the last on its connection. */
  readonly isLast: boolean;
  /** The response is over. Can the connection carry another exchange? */
  finish(isKept: boolean): void;
  /** The exchange went wrong. */
  fail(error: unknown): void;
}

/**
 * One request on its way to whoever has the response, and that response on
 * its way back.
 *
 * ```text
 *     request:    head ──▶ data ... ──▶ requestEnded
 *     response:   (1xx ...) ──▶ responseBegun ──▶ data ... ──▶ over
 * ```
 *
 * Both lines advance at once, each at the pace of whoever reads it.
 */
export class Exchange implements Recipient, ReplyOwner {
  readonly request: Request;
  forwarded: http.RequestHead;
  requestEnded = false;
  isTunnel = false;
  readonly #owner: ExchangeOwner;
  readonly #parts: Parts;
  readonly #reply: Reply;
  #source: Source | undefined;
  readonly #startedAt: number; // in milliseconds that its clock calls `elapsed`
  readonly #client: string; // a closed socket does not know it any more
  #notes: readonly string[] = [];
  #received = 0; // bytes of the request's body
  #isOver = false;
  #hasUpstreamEnded = false; // in a tunnel

  constructor(owner: ExchangeOwner, request: Request, parts: Parts) {
    this.request = request;
    this.forwarded = request.head;
    this.#owner = owner;
    this.#parts = parts;
    this.#startedAt = parts.clock.elapsed();
    this.#client = owner.socket.remoteAddress ?? 'unknown';
    this.#reply = new Reply(this, owner, parts);
  }

  /**
   * Passes the request on.
   *
   * @throws ProtocolError if it is not clear whom it is for, or it is too
   * large. The log tells of it even so.
   */
  begin(): void {
    const { request } = this;
    const { ask, requestHeaders, trustForwarded, upstream } = this.#parts;
    requireHost(request);
    const { framing, head: received } = request;
    if (framing.kind === 'length') this.#bound(framing.length);
    const head = http.forwardedRequest(request, upstream);
    if (asksForWebSocket(request)) addUpgrade(head.headers);
    const sender = senderOf(this.#owner.socket, received, head);
    addForwarded(head.headers, sender, trustForwarded);
    this.forwarded = head;
    const told = labelled(head, requestHeaders);
    this.#source = ask({ head: told, framing, received }, this);
  }

  /** Whether the client has been sent the head of its response. */
  get responseBegun(): boolean {
    return this.#reply.status !== undefined;
  }

  /** Whether the connection may carry another exchange behind this one. */
  get mayKeep(): boolean {
    // Who answers before the request is over will not hear the rest of it.
    return this.requestEnded && !this.isTunnel && !this.#owner.isLast;
  }

  /** A piece of the request's body, or of what a tunnel carries, has come. */
  sendData(bytes: Buffer): void {
    if (!this.isTunnel) {
      this.#received += bytes.length;
      this.#bound(this.#received);
    }
    if (this.#source?.write(bytes) === false) this.#owner.socket.pause();
  }

  #bound(length: number): void {
    if (length <= this.#parts.limits.body) return;
    throw new http.ProtocolError('The body of the request is too large.', 413);
  }

  /** The request is complete, or in a tunnel the client has said all. */
  endRequest(trailers = http.noFields): void {
    this.requestEnded = true;
    removeClaims(trailers);
    for (const [name] of this.#parts.requestHeaders) trailers.delete(name);
    this.#source?.end(trailers);
    if (this.#hasUpstreamEnded) this.onReplyEnd();
  }

  /** The client has caught up with what it was sent. */
  resumeResponse(): void {
    const { filter } = this.#reply.response;
    if (filter) filter.resume();
    else this.#source?.resume();
  }

  onHead(start: ResponseStart): void {
    this.isTunnel = start.framing.kind === 'tunnel';
    if (this.isTunnel && !this.#owner.requests.isIdle) {
      throw new http.ProtocolError('Bytes came before the tunnel was open.');
    }
    if (start.notes) this.#notes = start.notes;
    this.#reply.begin(start, this.mayKeep);
    if (this.isTunnel && this.#owner.requests.isClosed) this.endRequest();
    this.#owner.watch();
    const { body } = this.#reply.response;
    if (body) {
      this.#source?.abandon(); // a feature has the body already
      start.forms?.readers.add(this);
      this.#source = new ReadySource(body, this);
      this.#source.end(http.noFields);
    }
  }

  onData(bytes: Buffer): boolean {
    return this.#reply.write(bytes);
  }

  onEnd(trailers: http.HeaderList): void {
    this.#hasUpstreamEnded = this.isTunnel && !this.#owner.requests.isClosed;
    if (this.#hasUpstreamEnded) this.#owner.outbox.end();
    else this.#reply.end(trailers);
  }

  /** What goes wrong behind the end of an exchange concerns nobody. */
  onError(error: unknown): void {
    if (!this.#isOver) this.#owner.fail(error);
  }

  onDrain(): void {
    this.#owner.socket.resume();
    this.#owner.watch();
  }

  onReplyDrain(): void {
    this.#source?.resume();
  }

  onReplyEnd(): void {
    this.abandon();
    this.#owner.finish(this.#reply.isKept);
  }

  /**
   * Lets go of all that this exchange holds, and tells the log how it went.
   *
   * @param note - What was out of the ordinary in the end.
   * @param own - The answer, if it did not come through this exchange.
   */
  abandon(note?: string, own?: http.OwnResponse): void {
    this.#isOver = true;
    this.#reply.response.filter?.destroy();
    this.#reply.response.forms?.readers.delete(this);
    this.#source?.abandon();
    const { access, clock } = this.#parts;
    if (!access) return;
    const milliseconds = Math.round(clock.elapsed() - this.#startedAt);
    access({
      at: clock.now() - milliseconds,
      client: this.#client,
      method: this.request.head.method,
      target: this.request.head.target,
      status: own?.head.status ?? this.#reply.status,
      bytes: own?.body.length ?? this.#reply.bytes,
      milliseconds,
      notes: [...this.#notes, ...this.#reply.notes, ...(note ? [note] : [])],
    });
  }
}
