import type { Transform } from 'node:stream';
import { vi } from 'vitest';
import {
  type BodyFraming,
  HeaderList,
  noFields,
} from '../../shared/parser/index.ts';
import { codings } from '../../stages/features/compression/codings.ts';
import { compression } from '../../stages/features/compression.ts';
import { settingsOf } from '../../stages/features/options.ts';
import type {
  Ask,
  Forms,
  Recipient,
  ResponseStart,
} from '../../stages/features/source.ts';
import { TEXT } from './messages.ts';

/** Who is sent the response, and remembers it. */
class Client implements Recipient {
  start: ResponseStart | undefined;
  readonly #pieces: Buffer[] = [];
  #end: (() => void) | undefined;
  readonly #ended = new Promise<void>((resolve) => {
    this.#end = resolve;
  });

  /** What has come of the body. */
  get body(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  onHead(start: ResponseStart): void {
    this.start = start;
  }

  onData(bytes: Buffer): boolean {
    this.#pieces.push(bytes);
    return true;
  }

  onEnd(): void {
    this.#end?.();
  }

  onError(): void {}
  onDrain(): void {}

  /** The whole body. */
  async whole(): Promise<Buffer> {
    await this.#ended;
    return this.body;
  }
}

/** A response that has begun for who accepts this, and what was said of it. */
export function begun(
  accept: string,
  forms?: Forms,
  framing: BodyFraming = { kind: 'length', length: TEXT.length },
  status = 200,
) {
  const said: string[] = [];
  const log = (line: string) => void said.push(line);
  const headers = new HeaderList([['Content-Type', 'text/plain']]);
  const request = {
    method: 'GET',
    target: '/',
    version: '1.1',
    headers: new HeaderList([['Accept-Encoding', accept]]),
  } as const;
  const encoders = codings.map((each) => vi.spyOn(each, 'encoder'));
  const client = new Client();
  let origin: Recipient = client;
  const isAbandoned = vi.fn();
  const next: Ask = (_, recipient) => {
    origin = recipient;
    return { write: () => true, end() {}, resume() {}, abandon: isAbandoned };
  };
  const upstream = { host: 'a', port: 80 };
  const ask = compression(next, settingsOf({ upstream, log }));
  const source = ask({ head: request, framing: { kind: 'none' } }, client);
  origin.onHead({
    head: { version: '1.1', status, reason: '', headers },
    framing,
    ...(forms && { forms }),
  });
  const [filter] = encoders.flatMap(({ mock }) =>
    mock.results.map(({ value }): Transform => value),
  );
  vi.restoreAllMocks();
  const { start } = client;
  return { client, filter, headers, isAbandoned, origin, said, source, start };
}

/** Sends pieces to the end, and returns what comes of them. */
export function passed(
  { client, origin }: ReturnType<typeof begun>,
  ...pieces: (string | Buffer)[]
): Promise<Buffer> {
  for (const piece of pieces) origin.onData(Buffer.from(piece));
  origin.onEnd(noFields);
  return client.whole();
}
