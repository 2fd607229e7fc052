import { onTestFinished } from 'vitest';
import { HeaderList } from '../../shared/parser/index.ts';
import { settingsOf } from '../../stages/features/options.ts';
import type { Recipient } from '../../stages/features/source.ts';
import { Upstreams } from '../../stages/features/upstreams.ts';
import { Recorder } from '../../tools/wire/record.ts';
import { HOST } from '../kit/listen.ts';
import { News } from '../kit/news.ts';
import { Origin } from '../kit/origin.ts';
import { HandClock } from './hand-clock.ts';

/** A request without a body. */
export const REQUEST = {
  type: 'head',
  head: {
    method: 'GET',
    target: '/',
    version: '1.1',
    headers: new HeaderList([['Host', 'a']]),
  },
  framing: { kind: 'none' },
} as const;

/** A recipient that has room for nothing until it is told of the end. */
export class Reader implements Recipient {
  body = '';
  errors: unknown[] = [];
  readonly news = new News();
  readonly #onEnd: () => void;

  constructor(onEnd = () => {}) {
    this.#onEnd = onEnd;
  }

  onHead(): void {}
  onDrain(): void {}

  onData(bytes: Buffer): boolean {
    this.body += bytes.toString('latin1');
    this.news.tell();
    return false;
  }

  isAt(body: string): Promise<true> {
    return this.news.until(
      () => this.body === body || undefined,
      () => `"${body}", not "${this.body}"`,
    );
  }

  onEnd(): void {
    this.#onEnd();
  }

  onError(error: unknown): void {
    this.errors.push(error);
    this.news.tell();
  }
}

/** An origin, and what it takes to ask it without a client. */
export async function setUp(count = 1) {
  const origin = await Origin.start(new Recorder());
  onTestFinished(() => origin.goDown());
  const clock = new HandClock();
  const address = { host: HOST, port: origin.port };
  const addresses = Array.from({ length: count }, () => address);
  const settings = settingsOf({ upstream: address, clock });
  const upstreams = new Upstreams(addresses, settings);
  onTestFinished(() => upstreams.close());
  return { origin, clock, upstreams };
}
