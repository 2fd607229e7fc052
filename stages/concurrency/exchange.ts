import { connect, type Socket } from 'node:net';
import * as http from '../../shared/parser/index.ts';

// Node 20 and 22 take a reset right behind data for an end, too. But a socket
// that was reset has no peer any more.
const missesResets = Number.parseInt(process.versions.node, 10) < 24;

/** What a proxy needs to know. */
export interface ProxyOptions {
  /** The server that it forwards to. */
  readonly upstream: http.Address;
  /** Told, a line at a time, what is worth saying on the terminal. */
  readonly log?: (line: string) => void;
}

/** Whom an exchange works for, and who is told how it went. */
export interface ExchangeOwner {
  /** The client's connection. */
  readonly socket: Socket;
  /** The response is over. Can the connection carry another exchange? */
  finish(isKept: boolean): void;
  /** The exchange went wrong. */
  fail(error: unknown): void;
}

/**
 * One request on its way to the upstream, and its response on the way back.
 *
 * ```text
 *     request:    head ──▶ data ... ──▶ requestEnded
 *     response:   (1xx ...) ──▶ responseBegun ──▶ data ... ──▶ over
 * ```
 *
 * Both lines advance at once, each at the pace of whoever reads it.
 */
export class Exchange {
  readonly request: http.Start<http.RequestHead>;
  requestEnded = false;
  responseBegun = false;
  readonly #owner: ExchangeOwner;
  readonly #options: ProxyOptions;
  readonly #upstream: Socket;
  readonly #responses: http.MessageReader<http.ResponseHead>;
  #framing: http.BodyFraming = { kind: 'none' }; // of the response to the client
  #isKept = false;
  #isOver = false;

  /**
   * @throws ProtocolError if it is not clear whom the request is for.
   */
  constructor(
    owner: ExchangeOwner,
    request: http.Start<http.RequestHead>,
    options: ProxyOptions,
  ) {
    this.request = request;
    this.#owner = owner;
    this.#options = options;
    const head = http.forwardedRequest(request, options.upstream);
    head.headers.append('Connection', 'close');
    this.#responses = http.responseReader(request.head);
    this.#upstream = this.#connect();
    this.#upstream.write(http.encodeRequestHead(head)); // Node keeps it meanwhile
  }

  #connect(): Socket {
    const socket = connect({ ...this.#options.upstream, noDelay: true });
    socket.on('data', (bytes) => {
      this.#responses.push(bytes);
      this.#readResponse();
    });
    // Node answers a FIN with ours when this is over: a reset can still be sent.
    socket.on('end', () => {
      const isReset = missesResets && !socket.remoteAddress;
      if (isReset) socket.destroy(new Error('read ECONNRESET'));
      else this.#responses.close();
      this.#readResponse();
    });
    socket.on('drain', () => this.#owner.socket.resume());
    socket.on('error', (error) => {
      if (!this.#isOver) this.#owner.fail(error);
    });
    return socket;
  }

  /** A piece of the request's body has come. */
  sendData(bytes: Buffer): void {
    const data = http.encodeData(bytes, this.request.framing);
    const isKeepingUp = this.#upstream.write(data);
    if (!isKeepingUp) this.#owner.socket.pause();
  }

  /** The request is complete. */
  endRequest(): void {
    this.requestEnded = true;
    this.#upstream.write(http.encodeEnd(this.request.framing));
  }

  /** The client has caught up with what it was sent. */
  resumeResponse(): void {
    this.#upstream.resume();
  }

  /** Lets go of the upstream. Half a request must not look like a whole one. */
  abandon(): void {
    this.#isOver = true;
    if (this.requestEnded) this.#upstream.destroy();
    else this.#upstream.resetAndDestroy();
  }

  #readResponse(): void {
    this.#owner.socket.cork(); // what one piece of news brings leaves at once
    try {
      while (!this.#isOver) {
        const event = this.#responses.read();
        if (!event) break;
        if (event.type === 'head') this.#relayHead(event);
        else if (event.type === 'data') this.#relayData(event.bytes);
        else this.#endResponse();
      }
    } catch (error) {
      this.#owner.fail(error);
    } finally {
      this.#owner.socket.uncork();
    }
  }

  #relayHead(received: http.Start<http.ResponseHead>): void {
    const { version } = this.request.head;
    const response = http.forwardedResponse(received, version, new Date());
    if (response.framing.kind !== 'interim') this.#begin(response);
    this.#send(http.encodeResponseHead(response.head));
  }

  #begin({ head, framing }: http.Start<http.ResponseHead>): void {
    const request = this.request.head;
    // Who answers before the request is over will not hear the rest of it.
    const mayKeep = this.requestEnded && framing.kind !== 'until-close';
    this.#isKept = http.announcePersistence(head, request, mayKeep);
    this.#framing = framing;
    this.responseBegun = true;
    this.#options.log?.(`${request.method} ${request.target} ${head.status}`);
  }

  #relayData(bytes: Buffer): void {
    this.#send(http.encodeData(bytes, this.#framing));
  }

  #endResponse(): void {
    this.#send(http.encodeEnd(this.#framing));
    this.abandon();
    this.#owner.finish(this.#isKept);
  }

  #send(bytes: Buffer): void {
    const isKeepingUp = this.#owner.socket.write(bytes);
    if (!isKeepingUp) this.#upstream.pause();
  }
}
