import type { Socket } from 'node:net';
import * as http from '../../shared/parser/index.ts';
import { addForwarded, removeClaims, senderOf } from './forwarded.ts';
import { setFields } from './labels.ts';
import type { Parts } from './options.ts';
import type { Outbox } from './outbox.ts';
import { addUpgrade, asksForWebSocket, requireHost } from './request.ts';
import type { Recipient, Request, ResponseStart, Source } from './source.ts';

/** Whom an exchange works for, and who is told how it went. */
export interface ExchangeOwner {
  /** The client's connection. */
  readonly socket: Socket;
  /** What goes to the client. */
  readonly outbox: Outbox;
  /** What the client sends: has more come already, and may more come? */
  readonly requests: Pick<http.MessageReader<unknown>, 'isClosed' | 'isIdle'>;
  /** Whether this exchange is to be the last on its connection. */
  readonly isLast: boolean;
  /** It has moved: what is awaited of the client may be another thing. */
  watch(): void;
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
export class Exchange implements Recipient {
  readonly request: Request;
  requestEnded = false;
  isTunnel = false;
  readonly #owner: ExchangeOwner;
  readonly #parts: Parts;
  #source: Source | undefined;
  readonly #startedAt: number; // in milliseconds that its clock calls `elapsed`
  readonly #client: string; // a closed socket does not know it any more
  #notes: readonly string[] = [];
  #received = 0; // bytes of the request's body
  #status: number | undefined; // of the final response, once it has begun
  #framing: http.BodyFraming = { kind: 'none' }; // of the response to the client
  #isKept = false; // will the client's connection carry another exchange?
  #sent = 0; // bytes of the response's body
  #isOver = false;
  #hasUpstreamEnded = false; // in a tunnel

  constructor(owner: ExchangeOwner, request: Request, parts: Parts) {
    this.request = request;
    this.#owner = owner;
    this.#parts = parts;
    this.#startedAt = parts.clock.elapsed();
    this.#client = owner.socket.remoteAddress ?? 'unknown';
  }

  /**
   * Passes the request on.
   *
   * @throws ProtocolError if it is not clear whom it is for, or it is too
   * large. The log tells of it even so.
   */
  begin(): void {
    const { request } = this;
    const { ask, trustForwarded, upstream } = this.#parts;
    requireHost(request);
    const { framing, head: received } = request;
    if (framing.kind === 'length') this.#bound(framing.length);
    const head = http.forwardedRequest(request, upstream);
    if (asksForWebSocket(request)) addUpgrade(head.headers);
    const sender = senderOf(this.#owner.socket, received, head);
    addForwarded(head.headers, sender, trustForwarded);
    this.#source = ask({ head, framing, received }, this);
  }

  /** Whether the client has been sent the head of its response. */
  get responseBegun(): boolean {
    return this.#status !== undefined;
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
    if (this.#hasUpstreamEnded) this.#finish();
  }

  /** The client has caught up with what it was sent. */
  resumeResponse(): void {
    this.#source?.resume();
  }

  onHead({ head, framing, notes = [] }: ResponseStart): void {
    this.isTunnel = framing.kind === 'tunnel';
    if (this.isTunnel && !this.#owner.requests.isIdle) {
      throw new http.ProtocolError('Bytes came before the tunnel was open.');
    }
    const { version } = this.request.head;
    this.#framing = http.frameResponse(head, version, framing);
    this.#notes = notes;
    if (framing.kind !== 'interim') this.#begin(head);
    this.#owner.outbox.write(http.encodeResponseHead(head));
    if (this.isTunnel && this.#owner.requests.isClosed) this.endRequest();
    this.#owner.watch();
  }

  #begin(head: http.ResponseHead): void {
    const mayKeep = this.mayKeep && this.#framing.kind !== 'until-close';
    const { head: request } = this.request;
    this.#isKept = http.announcePersistence(head, request, mayKeep);
    if (this.isTunnel) addUpgrade(head.headers);
    setFields(head.headers, this.#parts.headers);
    this.#status = head.status;
  }

  onData(bytes: Buffer): boolean {
    this.#sent += bytes.length;
    this.#owner.outbox.write(http.encodeData(bytes, this.#framing));
    this.#owner.watch(); // here, since an encoder sends when it likes
    return !this.#owner.outbox.isFull;
  }

  onEnd(trailers: http.HeaderList): void {
    this.#hasUpstreamEnded = this.isTunnel && !this.#owner.requests.isClosed;
    if (this.#hasUpstreamEnded) return this.#owner.outbox.end();
    const end = http.encodeEnd(this.#framing, trailers);
    if (end.length > 0) this.#owner.outbox.write(end);
    this.#finish();
  }

  #finish(): void {
    this.abandon();
    this.#owner.finish(this.#isKept);
  }

  /** What goes wrong behind the end of an exchange concerns nobody. */
  onError(error: unknown): void {
    if (!this.#isOver) this.#owner.fail(error);
  }

  onDrain(): void {
    this.#owner.socket.resume();
    this.#owner.watch();
  }

  /**
   * Lets go of all that this exchange holds, and tells the log how it went.
   *
   * @param note - What was out of the ordinary in the end.
   * @param own - The answer, if it did not come through this exchange.
   */
  abandon(note?: string, own?: http.OwnResponse): void {
    this.#isOver = true;
    this.#source?.abandon();
    const { access, clock } = this.#parts;
    if (!access) return;
    const milliseconds = Math.round(clock.elapsed() - this.#startedAt);
    access({
      at: clock.now() - milliseconds,
      client: this.#client,
      method: this.request.head.method,
      target: this.request.head.target,
      status: own?.head.status ?? this.#status,
      bytes: own?.body.length ?? this.#sent,
      milliseconds,
      notes: note ? [...this.#notes, note] : this.#notes,
    });
  }
}
