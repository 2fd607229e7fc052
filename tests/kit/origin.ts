import { createServer, type Server, type Socket } from 'node:net';
import type { Recorder } from '../../tools/wire/record.ts';
import { close, listen } from './listen.ts';
import {
  type Head,
  type Message,
  receiveHead,
  receiveRequest,
} from './message.ts';
import { News } from './news.ts';
import { WireEnd } from './wire-end.ts';

/** A request whose head has arrived at the origin. */
export interface Incoming {
  readonly head: Head;
  /** The connection it came on; its body is still to be read there. */
  readonly end: WireEnd;
}

/** What an origin that answers by itself does: sends, and may then close. */
export interface Reply {
  readonly bytes: string;
  readonly ending?: 'FIN' | 'RST';
}

/** What a test that has failed should know of its origin. */
export interface OriginReport {
  /** Whether it was down, for some of the time. */
  readonly wasDown: boolean;
  /** Why it could not read a request, in words: it has answered 500. */
  readonly complaint: string | undefined;
  /** What is missing of a request that has begun, in words. */
  readonly missing: string | undefined;
}

/** A {@link Reply}, or its bytes. */
export type ReplyLike = Reply | string;

/**
 * The server behind the proxy, played by the test. It says nothing of its
 * own accord: the test takes a request with {@link nextRequest} and does with
 * its connection whatever it likes. Only after {@link answer} it answers by
 * itself.
 */
export class Origin {
  /** Every connection so far, in order. */
  readonly connections: WireEnd[] = [];
  /** The requests that were answered by itself, in order. */
  readonly requests: Message[] = [];
  /** The port; it stays the same when the origin goes and comes back. */
  port = 0;
  readonly #news = new News();
  readonly #recorder: Recorder;
  #server: Server;
  #handedOut = 0;
  #wasDown = false;
  #complaint: string | undefined;
  /** What it awaits on each connection where it answers by itself. */
  readonly #awaited = new Map<WireEnd, 'head' | 'body'>();
  #reply: ((request: Message) => ReplyLike) | undefined;

  private constructor(recorder: Recorder) {
    this.#recorder = recorder;
    this.#server = this.#createServer();
  }

  /** An origin that listens. */
  static async start(recorder: Recorder): Promise<Origin> {
    const origin = new Origin(recorder);
    origin.port = await listen(origin.#server);
    return origin;
  }

  #createServer(): Server {
    return createServer({ allowHalfOpen: true }, (socket) =>
      this.#accept(socket),
    );
  }

  #accept(socket: Socket): void {
    const name = `origin ${this.connections.length + 1}`;
    const end = new WireEnd(socket, name, 'origin', this.#recorder);
    end.news.listen(this.#news.tell);
    this.connections.push(end);
    this.#news.tell();
    if (this.#reply) void this.#serve(end);
  }

  /** The next connection, in the order in which they were opened. */
  async nextConnection(): Promise<WireEnd> {
    const index = this.#handedOut++;
    return this.#news.until(
      () => this.connections[index],
      () => `connection ${index + 1} at the origin`,
    );
  }

  /**
   * The next request, once its head has arrived, on whatever connection: a
   * proxy may use one for many requests.
   */
  async nextRequest(): Promise<Incoming> {
    const end = await this.#news.until(
      () => this.connections.find(hasHead),
      () => `a request's head at the origin; ${this.#seen()}`,
    );
    return { head: await receiveHead(end), end };
  }

  /**
   * From now on answers by itself: each request, once wholly received, gets
   * the next reply; the last one again and again.
   */
  answer(...replies: readonly ReplyLike[]): void {
    const left = [...replies];
    this.answerBy(() => (left.length > 1 ? left.shift()! : left[0]!));
  }

  /** From now on answers each request with what `reply` makes of it. */
  answerBy(reply: (request: Message) => ReplyLike): void {
    const isFirst = !this.#reply;
    this.#reply = reply;
    if (isFirst) for (const end of this.connections) void this.#serve(end);
  }

  async #serve(end: WireEnd): Promise<void> {
    for (;;) {
      this.#awaited.set(end, 'head');
      await end.news.whenever(
        () => hasHead(end) || end.ending !== 'open' || undefined,
      );
      if (!hasHead(end)) break;
      this.#awaited.set(end, 'body');
      const reply = await this.#replyTo(end);
      end.send(reply.bytes);
      if (reply.ending === 'FIN') end.sendFin();
      if (reply.ending === 'RST') end.sendRst();
      this.#awaited.delete(end);
      if (reply.ending) break;
    }
    end.sendFin();
  }

  /** How it has fared. */
  get report(): OriginReport {
    const missing = [...this.#awaited.keys()].map((end) => this.#missing(end));
    return {
      wasDown: this.#wasDown,
      complaint: this.#complaint,
      missing: missing.find((each) => each !== undefined),
    };
  }

  #missing(end: WireEnd): string | undefined {
    if (end.ending === 'RST') return undefined; // it was broken off on purpose
    if (this.#awaited.get(end) === 'body') return `its body; ${end.seen}`;
    if (end.inbox.length === 0) return undefined;
    return `\\r\\n\\r\\n, an empty line that ends its head; ${end.seen}`;
  }

  // What we cannot read we say in the reply, where the test will see it.
  async #replyTo(end: WireEnd): Promise<Reply> {
    try {
      const request = await receiveRequest(end);
      this.requests.push(request);
      const reply = this.#reply!(request);
      return typeof reply === 'string' ? { bytes: reply } : reply;
    } catch (error) {
      const { message } = error as Error;
      this.#complaint ??= message;
      return { bytes: `HTTP/1.1 500 ${message}\r\n\r\n`, ending: 'FIN' };
    }
  }

  /** Goes down, and all its connections with it: new ones are refused. */
  async goDown(): Promise<void> {
    this.#wasDown = true;
    for (const end of this.connections) end.destroy();
    await close(this.#server);
  }

  /** Refuses new connections; those that are open stay. */
  async refuse(): Promise<void> {
    this.#wasDown = true;
    this.#server.close();
  }

  /** Listens again, on the same port. */
  async comeBack(): Promise<void> {
    this.#server = this.#createServer();
    await listen(this.#server, this.port);
  }

  #seen(): string {
    const unread = this.connections.map((end) => end.seen);
    return unread.join('; ') || 'no connection was opened';
  }
}

function hasHead(end: WireEnd): boolean {
  return end.inbox.peek().includes('\r\n\r\n');
}
