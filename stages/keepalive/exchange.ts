import { connect } from 'node:net';
import * as http from '../../shared/parser/index.ts';
import { Connection } from './connection.ts';

/** What a proxy needs to know. */
export interface ProxyOptions {
  /** The server that it forwards to. */
  readonly upstream: http.Address;
  /** Told, a line at a time, what is worth saying on the terminal. */
  readonly log?: (line: string) => void;
}

/** Who asks. */
export type Client = Connection<http.RequestHead>;
type Request = http.Start<http.RequestHead>;
type Upstream = Connection<http.ResponseHead>;

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
  readonly #client: Client;
  readonly #options: ProxyOptions;
  #request: http.RequestHead | undefined;
  #requestEnded = false;
  #responseBegun = false;
  #isKept = false; // may the client's connection carry another exchange?

  constructor(client: Client, options: ProxyOptions) {
    this.#client = client;
    this.#options = options;
  }

  /**
   * Reads a request and has it answered, whatever goes wrong.
   *
   * @returns Whether the connection can carry another exchange.
   */
  async run(): Promise<boolean> {
    try {
      const start = await this.#client.read();
      if (start?.type === 'head') await this.#relay(start);
    } catch (error) {
      await this.#fail(http.faultOf(error));
    }
    // What a client has sent ahead is still here when the client is not.
    return this.#isKept && !this.#client.socket.destroyed;
  }

  async #relay(start: Request) {
    this.#request = start.head;
    const head = http.forwardedRequest(start, this.#options.upstream);
    // Else Node answers a FIN with ours at once, and then it can reset nothing.
    const ends = { noDelay: true, allowHalfOpen: true };
    const socket = connect({ ...this.#options.upstream, ...ends });
    const upstream = new Connection(socket, http.responseReader(start.head));
    this.#client.partner = socket;
    try {
      // Both ways at once: an upstream may answer while the request is still
      // coming, and two sides that each wait for the other to read never end.
      const sent = this.#relayRequest({ ...start, head }, upstream);
      const answered = this.#relayResponse(upstream, start.head);
      // It is over when the response is, or when the request goes wrong.
      await Promise.race([answered, sent.then(() => answered)]);
    } finally {
      // Half a request must not look like a whole one.
      if (this.#requestEnded) socket.destroy();
      else socket.resetAndDestroy();
    }
  }

  async #relayRequest({ head, framing }: Request, upstream: Upstream) {
    head.headers.append('Connection', 'close');
    await upstream.send(http.encodeRequestHead(head));
    for await (const event of this.#client.readAll()) {
      if (event.type !== 'data') continue;
      await upstream.send(http.encodeData(event.bytes, framing));
    }
    this.#requestEnded = true;
    await upstream.send(http.encodeEnd(framing));
  }

  async #relayResponse(upstream: Upstream, request: http.RequestHead) {
    let framing: http.BodyFraming = { kind: 'none' };
    for await (const event of upstream.readAll()) {
      if (event.type === 'data') {
        await this.#client.send(http.encodeData(event.bytes, framing));
      } else if (event.type === 'end') {
        await this.#client.send(http.encodeEnd(framing));
      } else {
        const { version } = request;
        const response = http.forwardedResponse(event, version, new Date());
        framing = response.framing;
        if (framing.kind !== 'interim') this.#begin(response, request);
        await this.#client.send(http.encodeResponseHead(response.head));
      }
    }
  }

  #begin(response: http.Start<http.ResponseHead>, request: http.RequestHead) {
    const { head, framing } = response;
    this.#responseBegun = true;
    // Who answers before the request is over will not hear the rest of it.
    const mayKeep = this.#requestEnded && framing.kind !== 'until-close';
    this.#isKept = http.announcePersistence(head, request, mayKeep);
    this.#options.log?.(`${request.method} ${request.target} ${head.status}`);
  }

  // Answers with an error, where an answer is still possible.
  async #fail(fault: http.ProtocolError) {
    const { socket } = this.#client;
    if (socket.destroyed) {
      this.#options.log?.('The client left.');
    } else if (this.#responseBegun) {
      this.#options.log?.(`Cut short: ${fault.message}`);
      socket.resetAndDestroy(); // a FIN would make it look complete
    } else {
      this.#options.log?.(`${fault.status}: ${fault.message}`);
      const request = this.#request;
      const answer = http.errorResponse(fault, request, new Date());
      const mayKeep = this.#requestEnded;
      this.#isKept = http.announcePersistence(answer.head, request, mayKeep);
      await this.#client.send(http.encodeOwnResponse(answer));
    }
  }
}
