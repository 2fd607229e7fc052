import { connect, type Socket } from 'node:net';
import {
  announcePersistence,
  authorityOf,
  type BodyFraming,
  encodeData,
  encodeEnd,
  encodeRequestHead,
  encodeResponseHead,
  forwardedRequest,
  forwardedResponse,
  framingFor,
  keepsAlive,
  type MessageReader,
  ProtocolError,
  type RequestHead,
  type ResponseHead,
  responseReader,
} from '../../shared/parser/index.ts';

/** What a proxy needs to know. */
export interface ProxyOptions {
  /** The server that it forwards to. */
  readonly upstream: { readonly host: string; readonly port: number };
  /** Told, a line at a time, what is worth saying on the terminal. */
  readonly log?: (line: string) => void;
}

/** How a message begins: its head, and how its body is framed. */
export interface Start<Head> {
  readonly head: Head;
  readonly framing: BodyFraming;
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
  readonly request: Start<RequestHead>;
  requestEnded = false;
  responseBegun = false;
  readonly #owner: ExchangeOwner;
  readonly #options: ProxyOptions;
  readonly #upstream: Socket;
  readonly #responses: MessageReader<ResponseHead>;
  #framing: BodyFraming = { kind: 'none' }; // of the response to the client
  #isKept = false;
  #isOver = false;

  /**
   * @throws ProtocolError if it is not clear whom the request is for.
   */
  constructor(
    owner: ExchangeOwner,
    request: Start<RequestHead>,
    options: ProxyOptions,
  ) {
    this.request = request;
    this.#owner = owner;
    this.#options = options;
    const { host, port } = options.upstream;
    const authority = authorityOf(host, port);
    const head = forwardedRequest(request.head, request.framing, authority);
    head.headers.append('Connection', 'close');
    this.#responses = responseReader(head.method);
    this.#upstream = this.#connect();
    this.#upstream.write(encodeRequestHead(head)); // Node keeps it meanwhile
  }

  #connect(): Socket {
    const socket = connect({ ...this.#options.upstream, noDelay: true });
    socket.on('data', (bytes) => {
      this.#responses.push(bytes);
      this.#readResponse();
    });
    socket.on('end', () => {
      this.#responses.close();
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
    const data = encodeData(bytes, this.request.framing);
    const isKeepingUp = this.#upstream.write(data);
    if (!isKeepingUp) this.#owner.socket.pause();
  }

  /** The request is complete. */
  endRequest(): void {
    this.requestEnded = true;
    this.#upstream.write(encodeEnd(this.request.framing));
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
      if (!this.#isOver && this.#responses.isClosed) {
        throw new ProtocolError('The upstream did not answer.', 502);
      }
    } catch (error) {
      this.#owner.fail(error);
    } finally {
      this.#owner.socket.uncork();
    }
  }

  #relayHead({ head, framing: received }: Start<ResponseHead>): void {
    const { method, target, version } = this.request.head;
    const framing = framingFor(version, received);
    const response = forwardedResponse(head, framing, new Date());
    if (framing.kind === 'interim') {
      if (version === '1.0') return; // RFC 9110 15.2
    } else {
      // Who answers before the request is over will not hear the rest of it.
      this.#isKept =
        keepsAlive(this.request.head) &&
        this.requestEnded &&
        framing.kind !== 'until-close';
      announcePersistence(response, this.request.head, this.#isKept);
      this.#framing = framing;
      this.responseBegun = true;
      this.#options.log?.(`${method} ${target} ${head.status}`);
    }
    this.#send(encodeResponseHead(response));
  }

  #relayData(bytes: Buffer): void {
    this.#send(encodeData(bytes, this.#framing));
  }

  #endResponse(): void {
    this.#send(encodeEnd(this.#framing));
    this.abandon();
    this.#owner.finish(this.#isKept);
  }

  #send(bytes: Buffer): void {
    const isKeepingUp = this.#owner.socket.write(bytes);
    if (!isKeepingUp) this.#upstream.pause();
  }
}
