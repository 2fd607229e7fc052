import type { Socket } from 'node:net';
import * as http from '../../shared/parser/index.ts';
import { Exchange, type ProxyOptions } from './exchange.ts';

/**
 * One client's connection, and all that is remembered of it between two
 * pieces of news.
 *
 * ```text
 *              head of a request               end of its response
 *     idle ──────────────────────▶ exchanging ─────────────────────▶ idle
 *      │ FIN                           │ last response, or an error
 *      ▼                               ▼
 *   leaving: our FIN is sent, and what still comes is dropped
 * ```
 *
 * No method waits. Each is told a piece of news, does what can be done about
 * it now, and returns, so that the next socket gets its turn.
 */
export class Client {
  readonly socket: Socket;
  readonly #options: ProxyOptions;
  readonly #requests = http.requestReader();
  #request: http.RequestHead | undefined; // in hand, if it was understood
  #exchange: Exchange | undefined;
  #isLeaving = false;

  constructor(socket: Socket, options: ProxyOptions) {
    this.socket = socket;
    this.#options = options;
  }

  /** The client sent bytes. */
  onData(bytes: Buffer): void {
    if (this.#isLeaving) return;
    this.#requests.push(bytes);
    this.#readRequests();
  }

  /** The client has said all, and may still wait for answers. */
  onEnd(): void {
    if (this.#isLeaving) return;
    this.#requests.close();
    this.#readRequests();
  }

  /** The client has read what was waiting for it. */
  onDrain(): void {
    if (this.#exchange) return this.#exchange.resumeResponse();
    this.socket.resume();
    this.#readRequests();
  }

  /** The connection is no more. */
  onClose(): void {
    if (!this.#exchange) return;
    this.#options.log?.('The client left.');
    this.#exchange.abandon();
  }

  #readRequests(): void {
    try {
      while (this.#mayRead()) {
        const event = this.#requests.read();
        if (!event) break;
        if (event.type === 'head') {
          this.#request = event.head;
          this.#exchange = new Exchange(this, event, this.#options);
        } else if (event.type === 'data') {
          this.#exchange?.sendData(event.bytes);
        } else {
          this.#exchange?.endRequest();
        }
      }
    } catch (error) {
      this.fail(error);
    }
    if (this.#isLeaving) return;
    const { isClosed, isIdle } = this.#requests;
    if (!this.#exchange && isClosed && isIdle) this.#leave();
    // Whoever sends more before this request is answered has to wait. Others
    // are read on: only a socket that is read tells that its peer has left.
    else if (!isIdle && !this.#mayRead()) this.socket.pause();
  }

  // What comes behind a request stays in the reader until its turn; and who
  // does not read its answers is not given another one.
  #mayRead(): boolean {
    if (this.#exchange) return !this.#exchange.requestEnded;
    return !this.socket.writableNeedDrain;
  }

  /** The exchange is over; this connection may carry another one. */
  finish(isKept: boolean): void {
    this.#exchange = undefined;
    this.#request = undefined;
    if (!isKept) return this.#leave();
    this.socket.resume();
    this.#readRequests();
  }

  /** The exchange went wrong, or what the client sends is no request. */
  fail(error: unknown): void {
    const exchange = this.#exchange;
    const fault = http.faultOf(error);
    exchange?.abandon();
    if (exchange?.responseBegun) {
      this.#options.log?.(`Cut short: ${fault.message}`);
      this.#exchange = undefined;
      this.socket.resetAndDestroy(); // a FIN would make it look complete
      return;
    }
    this.#options.log?.(`${fault.status}: ${fault.message}`);
    this.finish(this.#answer(fault, exchange));
  }

  // Answers with an error, and returns whether the connection is kept.
  #answer(fault: http.ProtocolError, exchange?: Exchange): boolean {
    const request = this.#request;
    const mayKeep = exchange?.requestEnded === true;
    const answer = http.errorResponse(fault, request, new Date());
    const isKept = http.announcePersistence(answer.head, request, mayKeep);
    this.socket.write(http.encodeOwnResponse(answer));
    return isKept;
  }

  // Says goodbye, and reads on to the client's own goodbye, dropping what
  // comes. To close while bytes lie unread is to reset the connection, and a
  // reset can overtake the answer (RFC 9112 9.6). There is no time limit:
  // only stage 4 has a clock.
  #leave(): void {
    this.#isLeaving = true;
    this.socket.end();
    this.socket.resume();
  }
}
