import { once } from 'node:events';
import type { Transform } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type BodyFraming, HeaderList } from '../../shared/parser/index.ts';
import { compression } from '../../stages/features/compression.ts';
import type { Response } from '../../stages/features/feature.ts';
import type { Forms } from '../../stages/features/source.ts';
import { CODING_NAMES, DECODERS, testOf } from './codings.ts';
import { TEXT } from './messages.ts';

const MIB = 1024 * 1024;

/** Remembers forms as a cache does, and in what order it was spoken to. */
class FakeForms implements Forms {
  readonly kept = new Map<string, Buffer>();
  readonly readers = new Set();

  get(coding: string): Buffer | undefined {
    return this.kept.get(coding);
  }

  keep(coding: string, body: Buffer): void {
    this.kept.set(coding, body);
  }
}

/** A response, altered for who accepts this, and what was said of it. */
function altered(
  accept: string,
  forms?: Forms,
  framing: BodyFraming = { kind: 'length', length: TEXT.length },
  status = 200,
) {
  const said: string[] = [];
  const headers = new HeaderList([['Content-Type', 'text/plain']]);
  const response: Response = {
    head: { version: '1.1', status, reason: '', headers },
    framing,
    ...(forms && { forms }),
  };
  const request = {
    method: 'GET',
    target: '/',
    version: '1.1',
    headers: new HeaderList([['Accept-Encoding', accept]]),
  } as const;
  compression(20, (line) => said.push(line)).alter?.(request, response);
  return { response, headers, said };
}

/** Sends pieces through a filter to its end, and returns what comes out. */
async function passed(
  filter: Transform | undefined,
  ...pieces: (string | Buffer)[]
): Promise<Buffer> {
  const out: Buffer[] = [];
  filter?.on('data', (bytes: Buffer) => out.push(bytes));
  for (const piece of pieces) filter?.write(piece);
  filter?.end();
  if (filter) await once(filter, 'end');
  return Buffer.concat(out);
}

describe('4.137 a stored body is compressed once for each coding', () => {
  for (const name of CODING_NAMES) {
    testOf(name)(`4.137 ${name}: kept when it has ended`, async () => {
      const forms = new FakeForms();
      const { response, said } = altered(name, forms);
      expect(response.framing).toEqual({ kind: 'until-close' });
      const sent = await passed(response.filter, 'To be, ', TEXT.slice(7));
      expect([...forms.kept]).toEqual([[name, sent]]);
      expect(DECODERS[name].whole(sent).toString()).toBe(TEXT);
      expect(said).toEqual([DECODERS[name].says]);
    });

    testOf(name)(`4.138 ${name}: then sent, and not made again`, () => {
      const forms = new FakeForms();
      const body = Buffer.from('as if compressed');
      forms.keep(name, body);
      const { response, headers, said } = altered(name, forms);
      expect(response.body).toBe(body);
      expect(response.filter).toBeUndefined();
      expect(response.framing).toEqual({ kind: 'length', length: 16 });
      expect(headers.get('Content-Encoding')).toBe(name);
      expect(headers.get('Vary')).toBe('Accept-Encoding');
      expect(said).toEqual([]);
    });
  }

  test('4.139 HEAD: its length is declared, and no body set', () => {
    const forms = new FakeForms();
    forms.keep('gzip', Buffer.from('as if compressed'));
    const { response } = altered('gzip', forms, { kind: 'none', declared: 43 });
    expect(response.framing).toEqual({ kind: 'none', declared: 16 });
    expect(response).not.toHaveProperty('body');
  });

  test('4.139 HEAD before there is a form: nothing is made', () => {
    const forms = new FakeForms();
    const none = { kind: 'none', declared: 43 } as const;
    const { response, said } = altered('gzip', forms, none);
    expect(response.framing).toEqual({ kind: 'none' });
    expect(response.filter).toBeUndefined();
    expect(said).toEqual([]);
  });

  test('4.139 304: neither length nor body', () => {
    const forms = new FakeForms();
    forms.keep('gzip', Buffer.from('as if compressed'));
    const { response } = altered('gzip', forms, { kind: 'none' }, 304);
    expect(response.framing).toEqual({ kind: 'none' });
    expect(response).not.toHaveProperty('body');
  });

  test('4.140 a form in another coding is not sent', async () => {
    const forms = new FakeForms();
    forms.keep('br', Buffer.from('as if compressed'));
    const { response } = altered('gzip', forms);
    expect(response).not.toHaveProperty('body');
    const sent = await passed(response.filter, TEXT);
    expect(gunzipSync(sent).toString()).toBe(TEXT);
    expect([...forms.kept.keys()]).toEqual(['br', 'gzip']);
  });

  test('4.140 who takes plain bytes gets no form', () => {
    const forms = new FakeForms();
    forms.keep('gzip', Buffer.from('as if compressed'));
    const { response } = altered('identity', forms);
    expect(response).not.toHaveProperty('body');
    expect(response.framing).toEqual({ kind: 'length', length: 43 });
  });

  test('4.858 of those that make it at once, one collects it', async () => {
    const forms = new FakeForms();
    const [first, other] = [1, 2].map(() => altered('gzip', forms).response);
    await passed(other?.filter, TEXT);
    expect(forms.kept.size).toBe(0);
    first?.filter?.destroy();
    await once(first!.filter!, 'close');
    const sent = await passed(altered('gzip', forms).response.filter, TEXT);
    expect([...forms.kept]).toEqual([['gzip', sent]]);
  });

  test('4.141 what is cut short is not kept', async () => {
    const forms = new FakeForms();
    const { response } = altered('gzip', forms);
    const filter = response.filter!;
    filter.write(TEXT);
    await once(filter, 'data');
    filter.destroy();
    await once(filter, 'close');
    expect(forms.kept.size).toBe(0);
  });

  test('4.142 what is longer than 4 MiB is sent whole, and not kept', async () => {
    const forms = new FakeForms();
    const { response } = altered('gzip', forms, { kind: 'chunked' });
    const noise = Buffer.alloc(5 * MIB);
    for (let at = 0, seed = 1; at < noise.length; at += 4) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      noise.writeUInt32LE((seed ^ (seed >>> 13)) >>> 0, at);
    }
    const sent = await passed(response.filter, noise);
    expect(sent.length).toBeGreaterThan(4 * MIB);
    expect(gunzipSync(sent).equals(noise)).toBe(true);
    expect(forms.kept.size).toBe(0);
  });

  test('4.143 where nothing is stored, nothing is collected', () => {
    const count = (forms?: Forms) =>
      altered('gzip', forms).response.filter?.listenerCount('data');
    expect([count(), count(new FakeForms())]).toEqual([0, 1]);
  });
});
