import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { HOST } from '../../shared/terminal/index.ts';
import type { Recorder } from '../wire/record.ts';

/** Characters of what was received that are kept: more than any head here. */
const KEPT = 1024;

/** One end of a connection, which does what the script says. */
export class End {
  /** How many bytes were received. */
  received = 0;
  /** What was received, as far as it is kept. */
  text = '';
  /** Has the other end said FIN? */
  hasEnded = false;
  readonly socket: Socket;
  readonly #news = new EventEmitter();

  constructor(socket: Socket) {
    this.socket = socket;
    // Whoever waits hears of it; an error fits no situation of ours.
    socket.on('error', (error) => this.#news.emit('error', error));
    socket.on('data', (bytes: Buffer) => {
      this.received += bytes.length;
      const room = KEPT - this.text.length;
      this.text += bytes.subarray(0, room).toString('latin1');
      this.#news.emit('news');
    });
    socket.on('end', () => {
      this.hasEnded = true;
      this.#news.emit('news');
    });
    // 'error' with nobody listening would end the process.
    this.#news.on('error', () => {});
  }

  /** Waits until this holds. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await once(this.#news, 'news');
  }

  /** Sends bytes, each character one. */
  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Ends our side. */
  end(): void {
    this.socket.end();
  }
}

/** A client: what it does and gets is recorded. */
export class Client extends End {
  readonly #name: string;
  readonly #recorder: Recorder;

  private constructor(socket: Socket, name: string, recorder: Recorder) {
    super(socket);
    this.#name = name;
    this.#recorder = recorder;
    this.#see('peer', 'open');
    socket.on('data', (bytes: Buffer) => this.#see('proxy', 'bytes', bytes));
    socket.on('end', () => this.#see('proxy', 'fin'));
  }

  /** A client that has connected. */
  static async connect(
    port: number,
    name: string,
    recorder: Recorder,
  ): Promise<Client> {
    return new Client(await connectTo(port), name, recorder);
  }

  override send(text: string): void {
    this.#see('peer', 'bytes', Buffer.from(text, 'latin1'));
    super.send(text);
  }

  override end(): void {
    this.#see('peer', 'fin');
    super.end();
  }

  #see(
    from: 'peer' | 'proxy',
    kind: 'open' | 'bytes' | 'fin',
    bytes?: Buffer,
  ): void {
    const event = {
      hop: 'client',
      connection: this.#name,
      from,
      kind,
    } as const;
    this.#recorder.add(bytes ? { ...event, bytes } : event);
  }
}

/** A socket that has connected to a port of this machine. */
export async function connectTo(port: number): Promise<Socket> {
  const options = { allowHalfOpen: true, noDelay: true };
  const socket = connect({ host: HOST, port, ...options });
  await once(socket, 'connect');
  return socket;
}
