import type { Transform } from 'node:stream';
import * as http from '../../shared/parser/index.ts';
import { forbidsTransform, isCandidate } from './compression/candidates.ts';
import { type Coding, codings } from './compression/codings.ts';
import { keepWhole } from './compression/keeping.ts';
import { preferredCoding } from './compression/negotiation.ts';
import type { Settings } from './options.ts';
import { ReadySource } from './ready-source.ts';
import type {
  Ask,
  Forms,
  Recipient,
  Request,
  ResponseStart,
  Source,
} from './source.ts';

// RFC 9530: these speak of bytes as they are before they pass an encoder.
const digests = new http.FieldNames(
  'Content-Digest, Repr-Digest, Digest, Content-MD5',
);

/** Compresses what is worth it, for clients that can undo it. */
export function compression(next: Ask, settings: Settings): Ask {
  return (request, recipient) =>
    new Compressing(next, request, recipient, settings);
}

/**
 * A response on its way to its client: as it comes, or through an encoder, or
 * in a form that was kept. Each part of the way waits for the next one.
 */
class Compressing implements Source, Recipient {
  readonly #request: http.RequestHead;
  readonly #recipient: Recipient;
  readonly #settings: Settings;
  #source: Source;
  #encoder: Transform | undefined;
  #forms: Forms | undefined; // one of which is sent
  #trailers = http.noFields;

  constructor(
    next: Ask,
    request: Request,
    recipient: Recipient,
    settings: Settings,
  ) {
    this.#request = request.head;
    this.#recipient = recipient;
    this.#settings = settings;
    this.#source = next(request, this);
  }

  onHead(start: ResponseStart): void {
    const { head, standsFor = start } = start;
    const { headers, status } = head;
    if (!isCandidate(standsFor, this.#settings.gzipFrom)) {
      return this.#recipient.onHead(start);
    }
    // The answer now depends on Accept-Encoding. Caches behind us must know,
    // even if this client gets the plain form (RFC 9110 12.5.5).
    const varies = headers.lists('Vary', 'accept-encoding');
    if (!varies) headers.append('Vary', 'Accept-Encoding');
    // A part of some bytes must stay a part of the same bytes.
    const coding = status === 206 ? undefined : codingFor(this.#request);
    if (!coding) return this.#recipient.onHead(start);
    // A strong validator promises the very same bytes (RFC 9110 8.8.1).
    const tag = headers.get('ETag');
    if (tag?.startsWith('"')) headers.set('ETag', `W/${tag}`);
    if (status !== 304) return this.#encode(start, coding);
    this.#recipient.onHead(coded(start, { kind: 'none' }));
  }

  // What was compressed before is not compressed again. Else the length is not
  // known in advance; to HEAD, which has no body, it is not told at all.
  #encode(start: ResponseStart, coding: Coding): void {
    const { head, framing, forms } = start;
    head.headers.set('Content-Encoding', coding.name).delete('Accept-Ranges');
    const form = forms?.get(coding.name);
    if (framing.kind === 'none') {
      const declared = form?.length;
      this.#recipient.onHead(coded(start, { kind: 'none', declared }));
    } else if (form) {
      this.#source.abandon(); // its body is here already
      this.#forms = forms;
      forms?.readers.add(this);
      const whole = coded(start, { kind: 'length', length: form.length });
      this.#source = new ReadySource(form, this.#recipient, whole);
      this.#source.end(http.noFields);
    } else {
      this.#startEncoder(coding, forms);
      this.#recipient.onHead(coded(start, { kind: 'until-close' }));
    }
  }

  #startEncoder({ name, encoder }: Coding, forms: Forms | undefined): void {
    const { log } = this.#settings;
    log(name === 'gzip' ? 'gzipping...' : `compressing with ${name}...`);
    const filter = encoder();
    this.#encoder = filter;
    if (forms) keepWhole(filter, name, forms);
    filter.on('drain', () => this.#source.resume());
    filter.on('error', (error) => this.#recipient.onError(error));
    filter.on('end', () => this.#recipient.onEnd(this.#trailers));
    filter.on('data', (bytes: Buffer) => {
      if (!this.#recipient.onData(bytes)) filter.pause();
    });
  }

  onData(bytes: Buffer): boolean {
    if (!this.#encoder) return this.#recipient.onData(bytes);
    // It is at it still when what was lent to us is no longer ours.
    return this.#encoder.write(Buffer.from(bytes));
  }

  onEnd(trailers: http.HeaderList): void {
    if (!this.#encoder) return this.#recipient.onEnd(trailers);
    this.#trailers = trailers.without(digests);
    this.#encoder.end();
  }

  onError(error: unknown): void {
    this.#recipient.onError(error);
  }

  onDrain(): void {
    this.#recipient.onDrain();
  }

  write(bytes: Buffer): boolean {
    return this.#source.write(bytes);
  }

  end(trailers: http.HeaderList): void {
    this.#source.end(trailers);
  }

  resume(): void {
    if (this.#encoder) this.#encoder.resume();
    else this.#source.resume();
  }

  abandon(): void {
    this.#encoder?.destroy();
    this.#forms?.readers.delete(this);
    this.#source.abandon();
  }
}

function codingFor({ headers }: http.RequestHead): Coding | undefined {
  const isAsked = headers.has('Accept-Encoding') && !forbidsTransform(headers);
  if (!isAsked) return undefined;
  return preferredCoding(headers.tokens('Accept-Encoding'), codings);
}

// The same response with another body, or with none.
function coded(start: ResponseStart, framing: http.BodyFraming): ResponseStart {
  const { head, notes = [] } = start;
  const isSent = framing.kind !== 'none';
  return { head, framing, notes: isSent ? [...notes, 'compressed'] : notes };
}
