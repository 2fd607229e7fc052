import type { Socket } from 'node:net';
import * as http from '../../shared/parser/index.ts';
import { Deadline } from './clock.ts';
import { Exchange } from './exchange.ts';
import { setFields } from './labels.ts';
import type { Parts } from './options.ts';
import { Outbox } from './outbox.ts';
import { breakOff } from './sockets.ts';

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
  readonly outbox: Outbox;
  readonly requests: http.MessageReader<http.RequestHead>;
  readonly #parts: Parts;
  #exchange: Exchange | undefined;
  #count = 0; // requests so far
  #isClosing = false; // after the exchange in hand
  #isLeaving = false;
  #isReading = false; // are requests being read at this moment?
  readonly #deadline: Deadline;

  constructor(socket: Socket, parts: Parts) {
    this.socket = socket;
    this.outbox = new Outbox(socket);
    this.#parts = parts;
    this.requests = http.requestReader(parts.limits);
    this.#deadline = new Deadline(parts.clock, this);
    this.watch();
  }

  /** The client sent bytes. */
  onData(bytes: Buffer): void {
    if (this.#isLeaving) return;
    if (this.#exchange?.isTunnel) this.#exchange.sendData(bytes);
    else this.requests.push(bytes);
    this.#readRequests();
  }

  /** The client has said all, and may still wait for answers. */
  onEnd(): void {
    if (this.#isLeaving) return;
    this.requests.close();
    if (this.#exchange?.isTunnel) this.#exchange.endRequest();
    this.#readRequests();
  }

  /** The client has read what was waiting for it. */
  onDrain(): void {
    this.#deadline.clear(); // it reads, so it has as long again
    if (this.#exchange) this.#exchange.resumeResponse();
    else this.socket.resume();
    this.#readRequests();
  }

  /** The connection is no more. */
  onClose(): void {
    this.#deadline.forget();
    this.#isLeaving = true; // an end may follow that was not believed at once
    this.#exchange?.abandon('the client left');
  }

  /** Whether the exchange in hand is the last one. */
  get isLast(): boolean {
    return this.#isClosing || this.#count >= this.#parts.limits.requests;
  }

  /** Says goodbye as soon as no exchange is under way. */
  close(): void {
    this.#isClosing = true;
    this.#readRequests();
  }

  #readRequests(): void {
    if (this.#isReading) return; // the loop below is told of a finish, too
    this.#isReading = true;
    try {
      while (this.#mayRead()) {
        const event = this.requests.read();
        if (!event) break;
        if (event.type === 'head') {
          this.#count++;
          this.#exchange = new Exchange(this, event, this.#parts);
          this.#exchange.begin();
        } else if (event.type === 'data') {
          this.#exchange?.sendData(event.bytes);
        } else {
          this.#exchange?.endRequest(event.trailers);
        }
      }
    } catch (error) {
      this.fail(error);
    }
    this.#isReading = false;
    const { isClosed, isIdle } = this.requests;
    const isLast = isClosed || this.#isClosing;
    if (!this.#exchange && isLast && isIdle) this.#leave();
    if (this.#isLeaving) return; // what still comes is dropped
    // Who is not too far ahead is read on: else nobody hears that it has left.
    const isAhead = this.requests.waiting > this.#parts.limits.ahead;
    if (isAhead && !this.#mayRead()) this.socket.pause();
    this.watch();
  }

  // What comes behind a request stays in the reader until its turn; and who
  // does not read its answers is not given another one.
  #mayRead(): boolean {
    if (this.#isLeaving) return false;
    if (this.#exchange) return !this.#exchange.requestEnded;
    return !this.outbox.isFull;
  }

  /** The exchange is over; this connection may carry another one. */
  finish(isKept: boolean): void {
    this.#exchange = undefined;
    if (!isKept) return this.#leave();
    this.socket.resume();
    this.#readRequests();
  }

  /** The exchange went wrong, or what the client sends is no request. */
  fail(error: unknown): void {
    const exchange = this.#exchange;
    const fault = http.faultOf(error);
    if (exchange?.responseBegun) {
      this.#parts.log(`Cut short: ${fault.message}`);
      return this.cutOff();
    }
    // Of a request that got so far its own line tells; else there is none.
    if (!exchange) this.#parts.log(`${fault.status}: ${fault.message}`);
    this.finish(this.#answer(fault, exchange));
  }

  /**
   * Breaks off what is under way: a FIN would make it look complete. Who has
   * been sent all, and our goodbye, may be reading that yet.
   */
  cutOff(): void {
    this.#exchange?.abandon('cut short');
    this.#exchange = undefined;
    const isSent = this.#isLeaving && this.socket.writableLength === 0;
    if (isSent) this.socket.destroy();
    else breakOff(this.socket);
  }

  // Answers with an error, and returns whether the connection is kept.
  #answer(fault: http.ProtocolError, exchange?: Exchange): boolean {
    const { clock, headers } = this.#parts;
    const request = exchange?.request.head;
    const mayKeep = exchange?.mayKeep === true;
    const answer = http.errorResponse(fault, request, new Date(clock.now()));
    const isKept = http.announcePersistence(answer.head, request, mayKeep);
    setFields(answer.head.headers, headers);
    exchange?.abandon(fault.message, answer);
    this.outbox.write(http.encodeOwnResponse(answer));
    return isKept;
  }

  // Says goodbye, and reads on to the client's own, for a while. To close while
  // bytes lie unread is a reset, which can overtake the answer (RFC 9112 9.6).
  #leave(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    this.outbox.end();
    this.socket.resume();
    const { linger, progress } = this.#parts.timeouts;
    const isSent = this.socket.writableLength === 0;
    this.#deadline.set(isSent ? linger : progress, 'No goodbye');
  }

  /** Says what is awaited of the client now. */
  watch(): void {
    if (this.#isLeaving) return;
    const { head, idle, progress, tunnel } = this.#parts.timeouts;
    const deadline = this.#deadline;
    const exchange = this.#exchange;
    if (exchange?.isTunnel) deadline.set(tunnel, 'Nothing in the tunnel');
    else if (this.outbox.isFull) deadline.setOnce(progress, 'No reading');
    else if (!exchange && this.requests.isIdle) {
      deadline.set(idle, 'No request');
    } else if (!exchange) deadline.setOnce(head, 'No whole head', 408);
    else if (!exchange.requestEnded && !this.socket.isPaused()) {
      deadline.set(progress, 'No more of the request', 408);
    } else deadline.clear(); // it is the upstream's turn
  }

  /** What was awaited of the client has not come. */
  onLate(late: http.ProtocolError): void {
    if (this.#isLeaving) this.cutOff();
    else if (this.#exchange) this.fail(late);
    else if (this.outbox.isFull) breakOff(this.socket);
    else if (this.requests.isIdle) this.#leave();
    else this.fail(late);
  }
}
