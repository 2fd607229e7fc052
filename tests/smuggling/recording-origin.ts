import { createServer, type Socket } from 'node:net';
import { Recorder } from '../../tools/wire/record.ts';
import { head } from '../kit/bytes.ts';
import { close, listen } from '../kit/listen.ts';
import { News } from '../kit/news.ts';
import { SocketEnd } from '../kit/socket-end.ts';
import { readRequests, type StrictMessage } from './strict-reader.ts';

/** The bytes of one connection, and how its sender ended it. */
export interface Traffic {
  readonly bytes: string;
  readonly ending: SocketEnd['ending'];
}

/** What the origin sends for a request, and whether it then closes. */
export interface Reply {
  readonly bytes: string;
  readonly closes?: boolean;
}

interface Recorded {
  readonly end: SocketEnd;
  /** Bytes that were read as requests, and answered. */
  answered: number;
}

const DATE = 'Date: Thu, 01 Jan 1970 00:00:00 GMT';

/** An honest response, the same at all times; to HEAD without a body. */
export function honestly({ line }: StrictMessage): Reply {
  if (line.startsWith('HEAD ')) return { bytes: head('HTTP/1.1 204 No', DATE) };
  const body = isNext(line) ? 'next' : 'ok';
  const length = `Content-Length: ${body.length}`;
  return { bytes: head('HTTP/1.1 200 OK', DATE, length) + body };
}

/** Whether this is the request line of the client that comes next. */
export function isNext(line: string): boolean {
  return line.includes(' /next ');
}

/**
 * An origin that keeps every byte that reaches it, and answers each request
 * that it understands. It understands nothing but what is strictly right.
 */
export class RecordingOrigin {
  /** What it answers. */
  reply: (request: StrictMessage) => Reply = honestly;
  /** Told whenever something reaches it. */
  readonly news = new News();
  port = 0;
  #connections: Recorded[] = [];
  readonly #server = createServer({ allowHalfOpen: true }, (socket) =>
    this.#accept(socket),
  );

  /** An origin that listens. */
  static async start(): Promise<RecordingOrigin> {
    const origin = new RecordingOrigin();
    origin.port = await listen(origin.#server);
    return origin;
  }

  #accept(socket: Socket): void {
    const end = new SocketEnd(socket, 'origin', 'origin', new Recorder());
    const recorded = { end, answered: 0 };
    this.#connections.push(recorded);
    end.news.listen(() => {
      this.#serve(recorded);
      this.news.tell();
    });
  }

  #serve(recorded: Recorded): void {
    const { end } = recorded;
    if (recorded.answered < end.received && !end.isBroken) {
      const unread = textOf(end).slice(recorded.answered);
      const { messages, rest, fault } = readRequests(unread);
      recorded.answered = fault
        ? Number.POSITIVE_INFINITY
        : end.received - rest.length;
      for (const message of messages) this.#send(end, this.reply(message));
      if (fault)
        this.#send(end, { bytes: head('HTTP/1.1 400 No'), closes: true });
    }
    if (end.ending !== 'open') end.destroy();
  }

  #send(end: SocketEnd, { bytes, closes }: Reply): void {
    end.send(bytes);
    if (closes) end.sendFin();
  }

  /** Sends bytes that nobody asked for on every connection that is open. */
  sendUnasked(bytes: string): void {
    for (const { end } of this.#connections) {
      if (end.ending === 'open') end.send(bytes);
    }
  }

  /** Whether a head, or less, or more has reached it. */
  get hasBytes(): boolean {
    return this.#connections.some(({ end }) => end.received > 0);
  }

  /** Waits until no request is under way. */
  async quiet(): Promise<void> {
    await this.news.until(
      () => this.#connections.every(isQuiet) || undefined,
      () => `the rest of a request; ${this.#seen}`,
    );
  }

  /** Closes all connections, and tells what came on them, in order. */
  async hangUp(): Promise<Traffic[]> {
    const ends = this.#connections.map(({ end }) => end);
    const traffic = ends.map((end) => ({
      bytes: textOf(end),
      ending: end.ending,
    }));
    for (const end of ends) if (end.ending === 'open') end.sendFin();
    await this.news.until(
      () => ends.every(({ ending }) => ending !== 'open') || undefined,
      () => `the proxy to let go; ${this.#seen}`,
    );
    this.#connections = [];
    return traffic;
  }

  /** Breaks all connections off. */
  forget(): void {
    for (const { end } of this.#connections) end.destroy();
    this.#connections = [];
  }

  /** Goes down. */
  async stop(): Promise<void> {
    this.forget();
    await close(this.#server);
  }

  get #seen(): string {
    return this.#connections.map(({ end }) => end.seen).join('; ');
  }
}

/** All that has come on a connection; latin1. */
export function textOf(end: SocketEnd): string {
  return end.inbox.peek().toString('latin1');
}

function isQuiet({ end, answered }: Recorded): boolean {
  return end.ending !== 'open' || answered >= end.received;
}
