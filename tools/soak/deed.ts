import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { isTrouble, isUnsafe, type Order } from './order.ts';
import type { Origin } from './origin.ts';
import { type Representation, representationFor } from './representation.ts';
import { reset } from './reset.ts';
import type { Head } from './scanner.ts';

/** What must not be taken for the answer to the next request. */
const POISON = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison';

/** The longest response that leaves, with what stands behind it, as one. */
const ONE_PACKET = 8000;

/** One answer of the origin, good or bad. */
export class Deed {
  readonly #order: Order;
  readonly #head: Head;
  readonly #socket: Socket;
  readonly #origin: Origin;

  constructor(order: Order, head: Head, socket: Socket, origin: Origin) {
    this.#order = order;
    this.#head = head;
    this.#socket = socket;
    this.#origin = origin;
  }

  /** Does it. Returns whether the connection is still of use. */
  async do(): Promise<boolean> {
    const { pause: length, target } = this.#order;
    const isFailing = isTrouble(this.#order);
    const end = isFailing ? this.#origin.beginTrouble(target) : () => {};
    // What it says late may meanwhile have changed.
    const representation = this.#represent();
    if (length > 0) await pause(length);
    const isOver = await this.#answer(representation);
    end();
    return isOver;
  }

  async #answer(representation: Representation): Promise<boolean> {
    const socket = this.#socket;
    switch (this.#order.fault) {
      case 'says nothing':
        socket.end();
        return false;
      case 'resets at once':
        reset(socket);
        return false;
      case 'speaks no HTTP':
        socket.end('220 soak.example ESMTP\r\n');
        return false;
      case 'half a head':
        return this.#halfAHead();
      default:
        return this.#respond(representation);
    }
  }

  async #respond(representation: Representation): Promise<boolean> {
    const { fault, framing, interims, nonce, waits } = this.#order;
    const { body } = representation;
    const isCut = isTrouble(this.#order) && body.length > 0;
    // A single byte, once it has come, is all of it.
    if (isCut && waits && body.length === 1) return this.#halfAHead();
    for (let count = 0; count < interims; count++) {
      this.#socket.write(`HTTP/1.1 103 Early Hints\r\nSoak: ${nonce}\r\n\r\n`);
    }
    const head = this.#headFor(representation);
    const hasFraming = this.#hasFraming(representation);
    const isChunked = hasFraming && framing === 'chunked';
    if (fault === 'says more' && body.length <= ONE_PACKET) {
      return this.#sayMore(head, representation, isChunked);
    }
    this.#socket.write(head);
    if (isCut) return this.#cutShort(body);
    await this.#send(body);
    if (isChunked) this.#endChunks(representation);
    if (framing !== 'until-close' || !hasFraming) return true;
    this.#socket.end();
    return false;
  }

  #halfAHead(): false {
    this.#socket.end('HTTP/1.1 200 OK\r\nContent-Ty');
    return false;
  }

  #represent(): Representation {
    if (isUnsafe(this.#order)) this.#origin.change(this.#order.target);
    const { fields } = this.#head;
    return representationFor(this.#order, fields, this.#origin);
  }

  #endChunks({ trailer }: Representation): void {
    const line = this.#order.trailers ? `Soak-Trailer: ${trailer}\r\n` : '';
    this.#socket.write(`0\r\n${line}\r\n`);
  }

  #headFor({ status, lines, body, length }: Representation): string {
    const { framing, fault, lives, method } = this.#order;
    const isLie = fault === 'promises more' && body.length > 0;
    const declared = isLie ? length + 10 : length;
    const hasLength = status !== 204 && (status !== 304 || body.length > 0);
    const framed =
      framing === 'chunked'
        ? 'Transfer-Encoding: chunked'
        : `Content-Length: ${declared}`;
    const isSaid = hasLength && framing !== 'until-close';
    const all = [
      `HTTP/1.1 ${status} ${method === 'HEAD' ? '' : 'Soaked'}`,
      ...lines,
      ...(isSaid ? [framed] : []),
      ...(lives === 'close' ? ['Connection: close'] : []),
    ];
    return `${all.join('\r\n')}\r\n\r\n`;
  }

  // In one write, so that the proxy sees them together: what came later
  // could not be told from the answer to the next request by anybody.
  #sayMore(head: string, { body }: Representation, isChunked: boolean): true {
    const size = `${body.length.toString(16)}\r\n`;
    const before = isChunked && body.length > 0 ? size : '';
    const after = isChunked ? `${before && '\r\n'}0\r\n\r\n` : '';
    this.#socket.write(
      Buffer.concat([
        Buffer.from(head + before),
        body,
        Buffer.from(after + POISON),
      ]),
    );
    return true;
  }

  async #send(body: Buffer): Promise<void> {
    const { pieces, pause: length, framing } = this.#order;
    const size = Math.max(1, Math.ceil(body.length / pieces));
    for (let at = 0; at < body.length; at += size) {
      if (at > 0 && length > 0) await pause(length);
      if (!this.#socket.writable) return;
      const piece = body.subarray(at, at + size);
      if (framing !== 'chunked') this.#socket.write(piece);
      else {
        this.#socket.write(`${piece.length.toString(16)}\r\n`);
        this.#socket.write(piece);
        this.#socket.write('\r\n');
      }
    }
  }

  async #cutShort(body: Buffer): Promise<false> {
    const { waits, nonce, fault, framing, cutAt } = this.#order;
    // Whether a head alone has come the meter does not tell.
    const least = waits ? 1 : 0;
    const length = Math.max(least, Math.floor(cutAt * body.length));
    const sent = body.subarray(0, length);
    await this.#send(sent);
    if (waits) await this.#origin.meter.until(nonce, sent.length);
    if (fault === 'resets half-way') reset(this.#socket);
    else if (fault === 'spoils a chunk' && framing === 'chunked') {
      this.#socket.end('zz\r\nspoiled\r\n0\r\n\r\n');
    } else this.#socket.end();
    return false;
  }

  #hasFraming({ status }: Representation): boolean {
    return this.#order.method !== 'HEAD' && ![204, 304].includes(status);
  }
}
