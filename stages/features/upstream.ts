import { connect, type Socket } from 'node:net';
import * as http from '../../shared/parser/index.ts';
import { type Clock, Deadline, type Timeouts } from './clock.ts';
import type { UpstreamPool } from './pool.ts';
import { isRepeatable } from './request.ts';
import type { Recipient, Request, Source } from './source.ts';

/** What is needed to reach the upstream. */
export interface Upstream {
  readonly address: http.Address;
  readonly pool: UpstreamPool;
  readonly clock: Clock;
  readonly timeouts: Timeouts;
}

/**
 * One request to the upstream, and its response, on a connection that may
 * have carried others before.
 */
export class UpstreamRequest implements Source {
  readonly #request: Request;
  readonly #recipient: Recipient;
  readonly #upstream: Upstream;
  readonly #responses: http.MessageReader<http.ResponseHead>;
  readonly #deadline: Deadline;
  #socket: Socket | undefined;
  #isUnheard = false; // has a used connection carried nothing back yet?
  #isEnded = false; // the request
  #isBegun = false; // the response
  #isKept = false; // will the upstream keep its connection?
  #isTunnel = false;
  #isOver = false;

  constructor(request: Request, recipient: Recipient, upstream: Upstream) {
    this.#request = request;
    this.#recipient = recipient;
    this.#upstream = upstream;
    this.#deadline = new Deadline(upstream.clock, (late) => this.#fail(late));
    const mayUpgrade = request.head.headers.has('Upgrade');
    this.#responses = http.responseReader(request.head, mayUpgrade);
    const mayReuse = isRepeatable(request) && !mayUpgrade;
    this.#connect(mayReuse ? upstream.pool.take() : undefined);
  }

  #connect(used?: Socket): void {
    const { address } = this.#upstream;
    const socket = used ?? connect({ ...address, noDelay: true });
    this.#isUnheard = used !== undefined;
    socket.on('connect', () => this.#watch());
    socket.on('data', (bytes) => this.#onData(bytes));
    socket.on('end', () => this.#onGone());
    socket.on('error', (error) => this.#onGone(error));
    socket.on('drain', () => {
      this.#recipient.onDrain();
      this.#watch();
    });
    socket.write(http.encodeRequestHead(this.#request.head));
    this.#socket = socket;
    this.#watch();
  }

  #onData(bytes: Buffer): void {
    this.#isUnheard = false;
    this.#responses.push(bytes);
    this.#read();
  }

  #onGone(error?: Error): void {
    if (this.#isOver) return;
    // A used connection may have been closing already. Try a new one.
    if (this.#isUnheard) {
      this.#socket?.destroy();
      return this.#connect();
    }
    if (error) return this.#fail(error);
    this.#responses.close();
    this.#read();
  }

  write(bytes: Buffer): boolean {
    const { framing } = this.#request;
    const data = http.encodeData(bytes, framing);
    const hasRoom = this.#socket?.write(data) !== false;
    this.#watch();
    return hasRoom;
  }

  end(trailers: http.HeaderList): void {
    if (this.#isTunnel) {
      this.#socket?.end();
      return;
    }
    this.#isEnded = true;
    const forwarded = http.forwardedTrailers(trailers);
    const end = http.encodeEnd(this.#request.framing, forwarded);
    if (end.length > 0) this.#socket?.write(end);
    this.#watch();
  }

  resume(): void {
    this.#socket?.resume();
    this.#watch();
  }

  /** Lets go of the connection. Half a request must not look like a whole. */
  abandon(): void {
    this.#isOver = true;
    this.#deadline.clear();
    if (this.#isEnded) this.#socket?.destroy();
    else this.#socket?.resetAndDestroy();
    this.#socket = undefined;
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.abandon();
    this.#recipient.onError(error);
  }

  #read(): void {
    try {
      while (!this.#isOver) {
        const event = this.#responses.read();
        if (!event) break;
        if (event.type === 'head') this.#begin(event);
        else if (event.type === 'end') this.#finish(event.trailers);
        else if (!this.#recipient.onData(event.bytes)) this.#socket?.pause();
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#watch();
  }

  #begin(received: http.Start<http.ResponseHead>): void {
    const { kind } = received.framing;
    this.#isTunnel = kind === 'tunnel';
    this.#isBegun = kind !== 'interim';
    this.#isKept = http.keepsAlive(received.head) && kind !== 'until-close';
    this.#deadline.clear(); // an interim response, too, is a sign of life
    this.#recipient.onHead(received);
  }

  #finish(trailers: http.HeaderList): void {
    if (this.#isOver) return;
    // Bytes behind the response mean that we two disagree where it ends.
    const isClean = this.#isEnded && this.#responses.isIdle;
    if (this.#socket && this.#isKept && isClean) {
      this.#upstream.pool.put(this.#socket);
      this.#socket = undefined;
    }
    this.abandon();
    this.#recipient.onEnd(http.forwardedTrailers(trailers));
  }

  // Says what is awaited of the upstream. What is awaited of the client, and
  // of both in a tunnel, is for the client's exchange to say.
  #watch(): void {
    const { connect, progress, response } = this.#upstream.timeouts;
    const socket = this.#socket;
    if (this.#isOver || !socket) return;
    if (socket.connecting) this.#deadline.set(connect, 'No connection');
    else if (this.#isTunnel || socket.isPaused()) this.#deadline.clear();
    else if (this.#isBegun) this.#deadline.set(progress, 'No progress');
    else if (this.#isEnded) this.#deadline.setOnce(response, 'No response');
    else if (socket.writableNeedDrain) {
      this.#deadline.set(progress, 'No reading');
    } else this.#deadline.clear();
  }
}
