import { expect } from 'vitest';
import { visible } from '../../tools/wire/visible.ts';
import './matcher.ts';
import { type Ending, SocketEnd } from './socket-end.ts';

/**
 * One end of one connection with the proxy, played by the test: a client, or
 * the origin. Like netcat it sends the bytes it is told to send, hides
 * nothing of what comes back, and does nothing by itself.
 *
 * Strings are bytes, one for each character (latin1).
 */
export class WireEnd extends SocketEnd {
  /**
   * The next bytes that the proxy sends: exactly so many.
   *
   * @throws when the proxy closes before.
   */
  async receive(count: number): Promise<Buffer> {
    await this.#until(() => this.inbox.length >= count, `${count} bytes`);
    return this.inbox.take(count);
  }

  /** What has arrived, at least one byte and not more than `most`. */
  async receiveSome(most: number): Promise<Buffer> {
    await this.#until(() => this.inbox.length > 0, 'more bytes');
    return this.inbox.take(most);
  }

  /**
   * Everything up to and including `mark`, which is never empty.
   *
   * @param what - What that is, in words, if it is awaited in vain.
   */
  async receiveUntil(
    mark: string,
    what = `"${visible(mark)}"`,
  ): Promise<Buffer> {
    const end = () => this.inbox.peek().indexOf(mark, 0, 'latin1');
    await this.#until(() => end() >= 0, what);
    return this.inbox.take(end() + mark.length);
  }

  /** Everything up to the proxy's FIN. */
  async receiveRest(): Promise<Buffer> {
    await this.#until(() => this.ending === 'FIN', 'FIN');
    return this.inbox.take();
  }

  /** Drops what comes, up to the end; says which end it is. */
  async untilEnd(): Promise<Ending> {
    const hasEnded = () => this.ending !== 'open' || undefined;
    await this.news.until(hasEnded, () => `FIN or RST; ${this.seen}`);
    this.inbox.take();
    return this.ending;
  }

  /** Drops what comes, and expects that the proxy breaks off, with RST. */
  async untilRst(): Promise<void> {
    if ((await this.untilEnd()) === 'RST') return;
    throw new Error(
      `${this.name} expected RST, which says that it was cut short; the proxy ` +
        'has sent FIN, as if that were all',
    );
  }

  /** Expects exactly these bytes next; fails at the first wrong one. */
  async expectBytes(expected: string): Promise<void> {
    const wanted = Buffer.from(expected, 'latin1');
    const isWrong = () => {
      const seen = this.inbox.peek().subarray(0, wanted.length);
      return !seen.equals(wanted.subarray(0, seen.length));
    };
    const isDone = () =>
      this.inbox.length >= wanted.length || this.ending !== 'open' || isWrong();
    await this.#until(isDone, `"${visible(expected)}"`);
    const taken = isWrong() ? this.inbox.length : wanted.length;
    expect(this.inbox.take(taken)).toEqualBytes(expected);
  }

  /** Expects that the proxy ends its side with FIN, sending nothing before. */
  expectFin(): Promise<void> {
    return this.#expectEnd((ending) => ending === 'FIN', 'FIN');
  }

  /** Expects that the proxy breaks the connection off, with RST. */
  expectRst(): Promise<void> {
    return this.#expectEnd((ending) => ending === 'RST', 'RST');
  }

  /** Expects that the proxy lets go, be it with FIN or with RST. */
  expectEnd(): Promise<void> {
    return this.#expectEnd((ending) => ending !== 'open', 'FIN or RST');
  }

  async #expectEnd(
    isIt: (ending: Ending) => boolean,
    what: string,
  ): Promise<void> {
    await this.#until(
      () => this.inbox.length > 0 || isIt(this.ending),
      what,
      ', with nothing before it',
    );
    if (this.inbox.length > 0) {
      throw new Error(`${this.name} expected ${what} next; ${this.seen}`);
    }
  }

  async #until(isThere: () => boolean, what: string, how = ''): Promise<void> {
    const hasCome = await this.news.until(
      () => isThere() || (this.ending === 'open' ? undefined : false),
      () => `${what} to reach ${this.name}${how}; ${this.seen}`,
    );
    if (hasCome) return;
    throw new Error(`${this.name} expected ${what}${how}; ${this.seen}`);
  }
}
