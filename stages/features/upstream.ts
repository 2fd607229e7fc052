import type { Socket } from 'node:net';
import * as http from '../../shared/parser/index.ts';
import type { ConnectionUser, UpstreamConnection } from './connection.ts';
import type { Settings } from './options.ts';
import { isRepeatable } from './request.ts';
import { breakOff } from './sockets.ts';
import type { Recipient, Request, Source } from './source.ts';
import type { UpstreamServer, Upstreams } from './upstreams.ts';

/**
 * One request to the upstream, and its response, on a connection that may
 * have carried others before.
 */
export class UpstreamRequest implements Source, ConnectionUser {
  readonly #request: Request;
  readonly #recipient: Recipient;
  readonly #upstreams: Upstreams;
  readonly #parts: Settings;
  readonly #responses: http.MessageReader<http.ResponseHead>;
  readonly #mayReuse: boolean;
  #server: UpstreamServer;
  #connection: UpstreamConnection | undefined; // until all is over
  #refusals = 0; // by servers that did not accept a connection
  #isRetried = false;
  #isUnheard = false; // on a connection used before, nothing has come yet
  #isEnded = false; // the request
  #kind: http.BodyFraming['kind'] = 'interim'; // until the response has begun
  #isKept = false; // will the upstream keep its connection?
  #headers = http.noFields; // of the response, as the upstream sent it

  constructor(request: Request, recipient: Recipient, upstreams: Upstreams) {
    this.#request = request;
    this.#recipient = recipient;
    this.#upstreams = upstreams;
    this.#parts = upstreams.parts;
    const protocol = request.head.headers.get('Upgrade');
    const { limits } = this.#parts;
    this.#responses = http.responseReader(request.head, protocol, limits);
    this.#server = upstreams.next();
    this.#mayReuse = isRepeatable(request) && !protocol;
    const used = this.#mayReuse ? this.#server.take() : undefined;
    this.#isUnheard = used !== undefined;
    this.#send(used ?? this.#server.connect());
  }

  get #socket(): Socket | undefined {
    return this.#connection?.socket;
  }

  #send(connection: UpstreamConnection): void {
    this.#connection = connection.lendTo(this);
    connection.socket.write(http.encodeRequestHead(this.#request.head));
    this.#watch();
  }

  onConnect(): void {
    this.#watch();
  }

  onData(bytes: Buffer): void {
    this.#isUnheard = false;
    this.#responses.push(bytes);
    this.#read();
    this.#responses.keepRest();
  }

  onDrain(): void {
    this.#recipient.onDrain();
    this.#watch();
  }

  onEnd(): void {
    if (this.#isUnheard) return this.#sendAgain(this.#server);
    this.#responses.close();
    this.#read();
  }

  onError(error: unknown): void {
    if (this.#isUnheard) return this.#sendAgain(this.#server);
    if (!this.#moveOn()) this.#fail(error);
  }

  // A used connection may have been closing already. Once, on a new one.
  #sendAgain(server: UpstreamServer): void {
    this.#isUnheard = false;
    this.#isRetried = true;
    this.#socket?.destroy();
    this.#server = server;
    this.#send(server.connect());
  }

  // Who does not accept connections has seen nothing of the request, so the
  // next server may be asked; but of a body some may be gone already.
  #moveOn(): boolean {
    const upstreams = this.#upstreams;
    if (this.#connection?.hasConnected) return false;
    upstreams.leaveOut(this.#server);
    const isWhole = this.#request.framing.kind === 'none';
    if (!isWhole || ++this.#refusals >= upstreams.servers.length) return false;
    this.#sendAgain(upstreams.next());
    return true;
  }

  write(bytes: Buffer): boolean {
    const socket = this.#socket;
    socket?.write(http.encodeData(bytes, this.#request.framing));
    this.#watch();
    // What a socket's `write` returns speaks of the moment before the kernel
    // took its share, which as a rule is all.
    return !socket || socket.writableLength < socket.writableHighWaterMark;
  }

  end(trailers: http.HeaderList): void {
    if (this.#kind === 'tunnel') return void this.#socket?.end();
    this.#isEnded = true;
    const { head, received = head } = this.#request;
    const forwarded = http.forwardedTrailers(trailers, received.headers);
    const end = http.encodeEnd(this.#request.framing, forwarded);
    if (end.length > 0) this.#socket?.write(end);
    this.#watch();
  }

  resume(): void {
    this.#socket?.resume();
    this.#watch();
  }

  /** Lets go of the connection. What is half said must not look whole. */
  abandon(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    if (!connection) return;
    connection.rest(this.#parts.timeouts.linger); // for what is still held
    const { hasConnected, socket } = connection;
    const isTunnel = this.#kind === 'tunnel';
    const isTunnelDone = socket.readableEnded && socket.writableEnded;
    const isSaid = isTunnel ? isTunnelDone : this.#isEnded;
    if (hasConnected && !isSaid) breakOff(socket);
    else if (isTunnel) socket.destroySoon();
    else socket.destroy();
  }

  onLate(late: http.ProtocolError): void {
    if (!this.#moveOn()) this.#fail(late);
  }

  #fail(error: unknown): void {
    if (!this.#connection) return; // it is over
    this.abandon();
    this.#recipient.onError(error);
  }

  #read(): void {
    try {
      while (this.#connection) {
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
    const { framing } = received;
    this.#kind = framing.kind;
    this.#headers = received.head.headers;
    this.#isKept = http.keepsAlive(received.head);
    this.#connection?.deadline.clear(); // an interim response, too, is a sign of life
    const head = http.endToEndResponse(received, this.#parts.clock.now());
    const notes = this.#isRetried ? ['retried'] : undefined;
    this.#recipient.onHead({ head, framing, notes });
  }

  #finish(trailers: http.HeaderList): void {
    // Bytes behind the response mean that we two disagree where it ends; and
    // one that ends with its connection leaves none.
    const { isClosed, isIdle } = this.#responses;
    const isClean = this.#isEnded && isIdle && !isClosed;
    // Who always needs a new one must not fill the pool with them.
    const isOfUse = this.#mayReuse || this.#server.idle.length === 0;
    if (this.#connection && this.#isKept && isClean && isOfUse) {
      this.#server.put(this.#connection);
      this.#connection = undefined;
    }
    // In a tunnel one side may say goodbye and go on listening.
    if (this.#kind !== 'tunnel' || this.#socket?.writableEnded) this.abandon();
    this.#recipient.onEnd(http.forwardedTrailers(trailers, this.#headers));
  }

  // Says what is awaited of the upstream. What is awaited of the client, and
  // of both in a tunnel, is for the client's exchange to say.
  #watch(): void {
    const { connect, progress, response } = this.#parts.timeouts;
    if (!this.#connection) return;
    const { deadline, socket } = this.#connection;
    if (socket.connecting) deadline.setOnce(connect, 'No connection');
    else if (this.#kind === 'tunnel' || socket.isPaused()) deadline.clear();
    else if (this.#kind !== 'interim') deadline.set(progress, 'No progress');
    else if (socket.writableNeedDrain) deadline.set(progress, 'No reading');
    else if (this.#isEnded) deadline.setOnce(response, 'No response');
    else deadline.clear();
  }
}
