import { connect, type Socket } from 'node:net';
import * as http from '../../shared/parser/index.ts';
import { Deadline } from './clock.ts';
import type { Answer } from './feature.ts';
import type { Parts } from './parts.ts';
import { Reply, type ReplyOwner } from './reply.ts';
import * as asked from './request.ts';

/** Whom an exchange works for, and who is told how it went. */
export interface ExchangeOwner {
  /** The client's connection. */
  readonly socket: Socket;
  /** Whether bytes have come that stand behind the request in hand. */
  readonly isAhead: boolean;
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
export class Exchange implements ReplyOwner {
  readonly request: asked.Request;
  readonly socket: Socket;
  requestEnded = false;
  isTunnel = false;
  readonly reply: Reply;
  readonly #owner: ExchangeOwner;
  readonly #parts: Parts;
  readonly forwarded: http.RequestHead;
  readonly #responses: http.MessageReader<http.ResponseHead>;

  readonly #answer: Answer | undefined;
  readonly #deadline: Deadline;
  #upstream: Socket | undefined;
  #isUnheard = false; // has a used connection carried nothing back yet?
  #isUpstreamKept = false;
  #isOver = false;

  /** @throws ProtocolError if it is not clear whom the request is for. */
  constructor(owner: ExchangeOwner, request: asked.Request, parts: Parts) {
    asked.requireHost(request);
    this.request = request;
    this.socket = owner.socket;
    this.#owner = owner;
    this.#parts = parts;
    this.#deadline = new Deadline(parts.clock);
    this.forwarded = http.forwardedRequest(request, parts.upstream);
    const mayUpgrade = asked.asksForWebSocket(request);
    if (mayUpgrade) asked.addUpgrade(this.forwarded.headers);
    this.#responses = http.responseReader(request.head, mayUpgrade);
    this.reply = new Reply(this, parts);
    this.#answer = this.reply.ask();
    const mayReuse = asked.isRepeatable(request) && !mayUpgrade;
    if (!this.#answer) this.#connect(mayReuse ? parts.pool.take() : undefined);
  }

  #connect(used?: Socket): void {
    this.#dropUpstream();
    const socket = used ?? connect({ ...this.#parts.upstream, noDelay: true });
    this.#isUnheard = used !== undefined;
    socket.on('connect', () => this.#watch());
    socket.on('data', (bytes) => {
      this.#isUnheard = false;
      this.#responses.push(bytes);
      this.#readResponse();
    });
    socket.on('end', () => this.#onUpstreamGone());
    socket.on('error', (error) => this.#onUpstreamGone(error));
    socket.on('drain', () => {
      this.socket.resume();
      this.#watch();
    });
    socket.write(http.encodeRequestHead(this.forwarded));
    this.#upstream = socket;
    this.#watch();
  }

  #onUpstreamGone(error?: Error): void {
    // A used connection may have been closing already. Try a new one.
    if (this.#isUnheard) return this.#connect();
    if (error) return this.fail(error);
    this.#responses.close();
    this.#readResponse();
  }

  /** A piece of the request's body, or of what a tunnel carries, has come. */
  sendData(bytes: Buffer): void {
    const data = http.encodeData(bytes, this.request.framing);
    if (this.#upstream?.write(data) === false) this.socket.pause();
    this.#watch();
  }

  /** The request is complete. */
  endRequest(trailers: http.HeaderList): void {
    this.requestEnded = true;
    const forwarded = http.forwardedTrailers(trailers);
    this.#upstream?.write(http.encodeEnd(this.request.framing, forwarded));
    // Not at once, or a thousand pipelined hits would call one another.
    const answer = this.#answer;
    if (answer) process.nextTick(() => this.#replay(answer));
    this.#watch();
  }

  /** In a tunnel the client has said all. */
  endTunnel(): void {
    this.#upstream?.end();
  }

  /** The client has caught up with what it was sent. */
  resumeResponse(): void {
    (this.reply.filter ?? this.#upstream)?.resume();
    this.#watch();
  }

  /** Lets go of all that this exchange holds. */
  abandon(): void {
    this.#isOver = true;
    this.#deadline.clear();
    this.reply.filter?.destroy();
    this.#dropUpstream();
  }

  // Half a request must not look like a whole one.
  #dropUpstream(): void {
    if (this.requestEnded) this.#upstream?.destroy();
    else this.#upstream?.resetAndDestroy();
    this.#upstream = undefined;
  }

  /** What goes wrong behind the end of an exchange concerns nobody. */
  fail(error: unknown): void {
    if (!this.#isOver) this.#owner.fail(error);
  }

  onReplyDrain(): void {
    this.#upstream?.resume();
  }

  onReplyEnd(): void {
    this.abandon();
    this.#owner.finish(this.reply.isKept);
  }

  #readResponse(): void {
    this.socket.cork(); // what one piece of news brings leaves at once
    try {
      while (this.#upstream && !this.#isOver) {
        const event = this.#responses.read();
        if (!event) break;
        if (event.type === 'head') this.#relayHead(event);
        else if (event.type === 'end') this.#endResponse(event.trailers);
        else if (!this.reply.write(event.bytes)) this.#upstream.pause();
      }
    } catch (error) {
      this.fail(error);
    } finally {
      this.socket.uncork();
    }
    this.#watch();
  }

  #relayHead(received: http.Start<http.ResponseHead>): void {
    const { kind } = received.framing;
    this.isTunnel = kind === 'tunnel';
    if (this.isTunnel && this.#owner.isAhead) {
      throw new http.ProtocolError('Bytes came before the tunnel was open.');
    }
    this.#isUpstreamKept =
      http.keepsAlive(received.head) && kind !== 'until-close';
    this.reply.begin(received, this.requestEnded);
  }

  #endResponse(trailers: http.HeaderList): void {
    // Bytes behind the response mean that we two disagree where it ends.
    const isClean = this.requestEnded && this.#responses.isIdle;
    if (this.#upstream && this.#isUpstreamKept && isClean) {
      this.#parts.pool.put(this.#upstream);
      this.#upstream = undefined;
    }
    this.#dropUpstream();
    this.reply.end(http.forwardedTrailers(trailers));
  }

  #replay(answer: Answer): void {
    if (this.#isOver) return;
    this.socket.cork();
    this.reply.begin(answer, true);
    if (answer.body.length > 0) this.reply.write(answer.body);
    this.reply.end(new http.HeaderList());
    this.socket.uncork();
  }

  // Says what is awaited now, and whose fault it is if it does not come.
  #watch(): void {
    const { connect, progress, response, tunnel } = this.#parts.timeouts;
    if (this.#isOver) return;
    if (this.#upstream?.connecting) this.#await(connect, 'No connection');
    else if (this.isTunnel) this.#await(tunnel, 'Nothing in the tunnel');
    else if (this.reply.isBegun) this.#await(progress, 'No progress');
    else if (this.requestEnded) this.#await(response, 'No response');
    else if (this.socket.isPaused()) this.#await(progress, 'No reading');
    else this.#await(progress, 'No more of the request', 408);
  }

  #await(milliseconds: number, what: string, status = 504): void {
    const late = new http.ProtocolError(`${what} in time.`, status);
    this.#deadline.set(milliseconds, () => this.fail(late));
  }
}
