import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { listen } from '../../shared/terminal/index.ts';
import { End } from './end.ts';

const PIECE = Buffer.alloc(64 * 1024, '.');

/** The server behind the proxy. It answers when the script says so. */
export class Origin {
  readonly #server: Server;
  readonly #ends: End[] = [];
  readonly #news = new EventEmitter();

  constructor() {
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      this.#ends.push(new End(socket));
      socket.on('data', () => this.#news.emit('news'));
    });
  }

  /** Listens on a port that is free, and says on which. */
  listen(): Promise<number> {
    return listen(this.#server, 0);
  }

  /** The connection on which this was asked for, if it was. */
  find(path: string): End | undefined {
    const line = `GET ${path} HTTP/1.1\r\n`;
    return this.#ends.find(({ text }) => text.startsWith(line));
  }

  /** The connection on which this is asked for, once it is. */
  async request(path: string): Promise<End> {
    for (;;) {
      const end = this.find(path);
      if (end?.text.includes('\r\n\r\n')) return end;
      await once(this.#news, 'news');
    }
  }

  /** Answers a request with a body of so many bytes. */
  async answer(path: string, length: number): Promise<void> {
    const end = await this.request(path);
    end.send(headFor(length));
    await this.sendBody(path, length);
  }

  /** Sends a body of so many bytes, as fast as it is taken, and ends. */
  async sendBody(path: string, length: number): Promise<void> {
    const end = await this.request(path);
    for (let left = length; left > 0; left -= PIECE.length) {
      const isTaken = end.socket.write(PIECE.subarray(0, left));
      if (!isTaken) await once(end.socket, 'drain');
    }
    end.end();
  }

  /** Ends it. Its connections must have ended. */
  close(): void {
    this.#server.close();
    for (const { socket } of this.#ends) socket.destroy();
  }
}

/** The head of an answer with so many bytes. */
export function headFor(length: number): string {
  return `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`;
}
