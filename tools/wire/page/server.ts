/**
 * The server of the live page: the page, what is new on the wire, and the
 * three things that a page can ask for.
 *
 * @module
 */

import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { LiveRecord } from '../live-record.ts';
import { fileAt } from './files.ts';
import { GUARDS, isForUs } from './guard.ts';
import type { Setting } from './messages.ts';
import { Reader } from './reader.ts';

/** Pages at once; a person has a few. */
const MOST_READERS = 20;

/** What the page shows, and what it can change. */
export interface PageOptions {
  readonly live: LiveRecord;
  /** The same object for as long as nothing has changed. */
  readonly setting: () => Setting;
  /** Puts another stage under the taps. */
  readonly changeStage?: (number: number) => Promise<void>;
}

/**
 * A server for the live page.
 *
 * @returns a server that does not listen yet.
 */
export function createPageServer(options: PageOptions): Server {
  const desk = new Desk(options);
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(GUARDS)) {
      response.setHeader(name, value);
    }
    if (!isForUs(request)) return say(response, 403, 'This is not for you.');
    desk.answer(request, response).catch((error: unknown) => {
      say(response, 500, `${error}`);
    });
  });
  server.on('close', () => desk.close());
  return server;
}

/** Answers the pages. It remembers those that look on. */
class Desk {
  readonly #options: PageOptions;
  readonly #readers = new Map<number, Reader>();
  readonly #stopListening: () => void;
  #count = 0;
  #isDue = false;

  constructor(options: PageOptions) {
    this.#options = options;
    this.#stopListening = options.live.listen(() => this.#tellSoon());
  }

  close(): void {
    this.#stopListening();
  }

  async answer(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://page');
    const number = Number(url.searchParams.get('number'));
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /news':
        return this.#read(response);
      case 'GET /record':
        return save(response, this.#options.live);
      case 'POST /drawn':
        this.#readers.get(number)?.drawn();
        return say(response, 204);
      case 'POST /clear':
        this.#options.live.clear();
        return say(response, 204);
      case 'POST /stage':
        await this.#options.changeStage?.(number);
        this.#tellSoon();
        return say(response, 204);
      default:
        return sendFile(request, response, url.pathname);
    }
  }

  #read(response: ServerResponse): void {
    if (this.#readers.size >= MOST_READERS) {
      return say(response, 503, 'Too many pages look on: close some.');
    }
    const { live, setting } = this.#options;
    const reader = new Reader(++this.#count, response, live, setting);
    this.#readers.set(reader.number, reader);
    response.on('close', () => this.#readers.delete(reader.number));
  }

  // Once for all that happens in one turn of the event loop.
  #tellSoon(): void {
    if (this.#isDue || this.#readers.size === 0) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      for (const reader of this.#readers.values()) reader.tell();
    });
  }
}

function save(response: ServerResponse, live: LiveRecord): void {
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Disposition': 'attachment; filename="wire.json"',
  });
  response.end(`${JSON.stringify(live.record, null, 2)}\n`);
}

async function sendFile(
  { method }: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const file = method === 'GET' ? await fileAt(path) : undefined;
  if (!file) return say(response, 404, 'There is nothing here.');
  response.writeHead(200, { 'Content-Type': file.type });
  response.end(file.text);
}

function say(response: ServerResponse, status: number, words = ''): void {
  // What has begun cannot become another answer.
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(words && `${words}\n`);
}
