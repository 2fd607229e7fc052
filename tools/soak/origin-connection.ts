import type { Socket } from 'node:net';
import { checkHead, orderOf } from './check-request.ts';
import { Deed } from './deed.ts';
import { type Fields, fieldOf, hasMember } from './fields.ts';
import type { Order } from './order.ts';
import type { Origin } from './origin.ts';
import { type Framing, type Head, type Listener, Scanner } from './scanner.ts';
import { sentBodyOf } from './sent-body.ts';
import { Tail } from './tail.ts';

/** The origin's end of one connection: checks requests, has them answered. */
export class OriginConnection implements Listener {
  readonly #socket: Socket;
  readonly #origin: Origin;
  readonly #scanner = new Scanner(this);
  readonly #received = new Tail();
  #head: Head | undefined;
  #order: Order | undefined;
  #pieces: Buffer[] = [];
  #isAnswering = false;
  #farewell: NodeJS.Timeout | undefined;

  constructor(socket: Socket, origin: Origin) {
    this.#socket = socket;
    this.#origin = origin;
    socket.on('error', () => {}); // 'close' follows
    socket.on('data', (bytes) => this.#read(bytes));
    socket.on('end', () => socket.end());
    socket.on('close', () => clearTimeout(this.#farewell));
  }

  #read(bytes: Buffer): void {
    this.#received.push(bytes);
    try {
      this.#scanner.push(bytes);
    } catch (error) {
      const got = error instanceof Error ? error.message : String(error);
      this.#report('a request', got);
      this.#socket.destroy();
    }
  }

  onHead(head: Head): Framing {
    clearTimeout(this.#farewell);
    if (this.#isAnswering) throw new Error('a request before its turn');
    const wrong = checkHead(head);
    if (wrong) throw new Error(wrong);
    const order = orderOf(head);
    this.#head = head;
    this.#order = order;
    this.#pieces = [];
    this.#isAnswering = true;
    if (hasMember(head.fields, 'expect', '100-continue')) this.#goOn(order);
    if (order.lag > 0) this.#lag(order.lag);
    if (order.fault === 'answers early') void this.#answer(order, head);
    if (head.fields.has('transfer-encoding')) return 'chunked';
    return Number(fieldOf(head.fields, 'content-length') ?? 0);
  }

  onData(bytes: Buffer): void {
    this.#pieces.push(bytes);
  }

  onEnd(trailers: Fields): void {
    const order = this.#order;
    if (!order || !this.#head) return;
    this.#origin.counts.forwarded++;
    const body = Buffer.concat(this.#pieces);
    this.#pieces = [];
    if (!body.equals(sentBodyOf(order))) {
      const got = `${body.length} bytes that are not right`;
      this.#report(`a body of ${order.body} bytes`, got);
    }
    const trailer = fieldOf(trailers, 'soak-trailer') ?? order.nonce;
    if (trailer !== order.nonce) this.#report(order.nonce, trailer);
    if (order.fault !== 'answers early') void this.#answer(order, this.#head);
  }

  #goOn({ fault, nonce }: Order): void {
    if (fault === 'answers early') return;
    this.#socket.write(`HTTP/1.1 100 Continue\r\nSoak: ${nonce}\r\n\r\n`);
  }

  #lag(milliseconds: number): void {
    this.#socket.pause();
    setTimeout(() => this.#socket.resume(), milliseconds);
  }

  async #answer(order: Order, head: Head): Promise<void> {
    const isOver = await new Deed(order, head, this.#socket, this.#origin).do();
    this.#isAnswering = false;
    if (!isOver) return;
    const { lives } = order;
    if (lives === 'on') return;
    if (lives === 'close') this.#socket.end();
    else this.#farewell = setTimeout(() => this.#socket.end(), lives);
  }

  #report(expected: string, got: string): void {
    const nonce = this.#order?.nonce ?? 'none';
    const where = `at the origin, behind request ${nonce}`;
    const received = this.#received.text;
    const fault = { invariant: 'requests', expected, got } as const;
    this.#origin.findings.add({ ...fault, where, received });
  }
}
