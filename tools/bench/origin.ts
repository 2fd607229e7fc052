/**
 * The origin of the bench. It has its answers ready, so that it costs as
 * little as may be.
 *
 * @module
 */

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { HOST } from '../../shared/terminal/index.ts';
import { contentOf, pieceOf } from './contents.ts';
import { Cutter, type Start } from './cutter.ts';
import { wakefulness } from './wakefulness.ts';

/** Longest answer that is kept ready, in bytes. */
const READY = 64 * 1024;

/** Between two pauses of an origin that reads slowly, in bytes. */
const STRIDE = 300_000;

/** How long such a pause lasts, in milliseconds. */
const PAUSE = 3;

const ready = new Map<string, Buffer>();
let requests = 0;

const server = createServer({ noDelay: true }, (socket) => {
  const upload = new Upload(socket);
  const cutter = new Cutter('requests', {
    onHead: (start) => upload.begin(start),
    onBody: (bytes) => upload.take(bytes),
    onMessage: (start, length) => {
      requests += 1;
      const path = pathOf(start);
      if (path.startsWith('/up')) socket.write(upload.answer(length));
      else answer(socket, path);
    },
  });
  socket.on('data', (bytes) => {
    wakefulness.onWork();
    cutter.cut(bytes);
  });
  socket.on('error', () => socket.destroy());
});

/** A body on its way in: hashed, and read with pauses, for `/up-hash`. */
class Upload {
  readonly #socket: Socket;
  #hash: ReturnType<typeof createHash> | undefined;
  #untilPause = STRIDE;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  begin(start: Start): void {
    const isHashed = start.line.startsWith('POST /up-hash ');
    this.#hash = isHashed ? createHash('sha256') : undefined;
  }

  take(bytes: Buffer): void {
    if (!this.#hash) return;
    this.#hash.update(bytes);
    this.#untilPause -= bytes.length;
    if (this.#untilPause > 0) return;
    this.#untilPause = STRIDE;
    this.#socket.pause();
    setTimeout(() => this.#socket.resume(), PAUSE);
  }

  answer(length: number): string {
    const text = this.#hash?.digest('hex') ?? `${length}`.padStart(64);
    return headFor('text/html', text.length, 'no-store') + text;
  }
}

function pathOf({ line }: Start): string {
  const at = line.indexOf(' ') + 1;
  return line.slice(at, line.indexOf(' ', at));
}

function answer(socket: Socket, path: string): void {
  const known = ready.get(path);
  if (known) return void socket.write(known);
  const content = contentOf(path);
  const control = content.isCacheable ? 'max-age=36000' : 'no-store';
  const head = headFor(content.type, content.length, control);
  if (content.length > READY * 2) return send(socket, path, head);
  const whole = Buffer.concat([Buffer.from(head), pieceOf(content, 0)]);
  if (!content.isCacheable) ready.set(path, whole);
  socket.write(whole);
}

// At the pace of whoever reads.
function send(socket: Socket, path: string, head: string): void {
  const content = contentOf(path);
  let at = 0;
  const pump = (): void => {
    while (at < content.length) {
      const piece = pieceOf(content, at);
      at += piece.length;
      if (!socket.write(piece)) break;
    }
    if (at >= content.length) socket.off('drain', pump);
  };
  socket.on('drain', pump);
  socket.write(head);
  pump();
}

function headFor(type: string, length: number, control: string): string {
  return (
    `HTTP/1.1 200 OK\r\nDate: ${new Date().toUTCString()}\r\n` +
    `Content-Type: ${type}\r\nContent-Length: ${length}\r\n` +
    `Cache-Control: ${control}\r\n\r\n`
  );
}

/** Opens the origin. Returns its port. */
export async function openOrigin(): Promise<number> {
  server.listen({ host: HOST, port: 0, backlog: 4096 });
  await once(server, 'listening');
  const address = server.address();
  return address && typeof address === 'object' ? address.port : 0;
}

/** How many requests have come to it so far. */
export function requestsSeen(): number {
  return requests;
}
