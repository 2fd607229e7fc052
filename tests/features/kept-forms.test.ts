import { once } from 'node:events';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Forms } from '../../stages/features/source.ts';
import { begun, passed } from './begun-response.ts';
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

describe('4.137 a stored body is compressed once for each coding', () => {
  for (const name of CODING_NAMES) {
    testOf(name)(`4.137 ${name}: kept when it has ended`, async () => {
      const forms = new FakeForms();
      const response = begun(name, forms);
      expect(response.start?.framing).toEqual({ kind: 'until-close' });
      const sent = await passed(response, 'To be, ', TEXT.slice(7));
      expect([...forms.kept]).toEqual([[name, sent]]);
      expect(DECODERS[name].whole(sent).toString()).toBe(TEXT);
      expect(response.said).toEqual([DECODERS[name].says]);
    });

    testOf(name)(`4.138 ${name}: then sent, and not made again`, () => {
      const forms = new FakeForms();
      const body = Buffer.from('as if compressed');
      forms.keep(name, body);
      const response = begun(name, forms);
      const { client, filter, headers, said, source, start } = response;
      expect(client.body).toEqual(body);
      expect(filter).toBeUndefined();
      expect(response.isAbandoned).toHaveBeenCalledOnce();
      expect([...forms.readers]).toEqual([source]);
      source.abandon();
      expect([...forms.readers]).toEqual([]);
      expect(start?.framing).toEqual({ kind: 'length', length: 16 });
      expect(headers.get('Content-Encoding')).toBe(name);
      expect(headers.get('Vary')).toBe('Accept-Encoding');
      expect(said).toEqual([]);
    });
  }

  test('4.139 HEAD: its length is declared, and no body set', () => {
    const forms = new FakeForms();
    forms.keep('gzip', Buffer.from('as if compressed'));
    const none = { kind: 'none', declared: 43 } as const;
    const { client, start } = begun('gzip', forms, none);
    expect(start?.framing).toEqual({ kind: 'none', declared: 16 });
    expect(client.body).toHaveLength(0);
  });

  test('4.139 HEAD before there is a form: nothing is made', () => {
    const forms = new FakeForms();
    const none = { kind: 'none', declared: 43 } as const;
    const { filter, said, start } = begun('gzip', forms, none);
    expect(start?.framing).toEqual({ kind: 'none' });
    expect(filter).toBeUndefined();
    expect(said).toEqual([]);
  });

  test('4.139 304: neither length nor body', () => {
    const forms = new FakeForms();
    forms.keep('gzip', Buffer.from('as if compressed'));
    const { client, start } = begun('gzip', forms, { kind: 'none' }, 304);
    expect(start?.framing).toEqual({ kind: 'none' });
    expect(client.body).toHaveLength(0);
  });

  test('4.140 a form in another coding is not sent', async () => {
    const forms = new FakeForms();
    forms.keep('br', Buffer.from('as if compressed'));
    const response = begun('gzip', forms);
    expect(response.client.body).toHaveLength(0);
    const sent = await passed(response, TEXT);
    expect(gunzipSync(sent).toString()).toBe(TEXT);
    expect([...forms.kept.keys()]).toEqual(['br', 'gzip']);
  });

  test('4.140 who takes plain bytes gets no form', () => {
    const forms = new FakeForms();
    forms.keep('gzip', Buffer.from('as if compressed'));
    const { client, start } = begun('identity', forms);
    expect(client.body).toHaveLength(0);
    expect(start?.framing).toEqual({ kind: 'length', length: 43 });
  });

  test('4.858 of those that make it at once, one collects it', async () => {
    const forms = new FakeForms();
    const first = begun('gzip', forms);
    await passed(begun('gzip', forms), TEXT);
    expect(forms.kept.size).toBe(0);
    first.source.abandon();
    await once(first.filter!, 'close');
    const sent = await passed(begun('gzip', forms), TEXT);
    expect([...forms.kept]).toEqual([['gzip', sent]]);
  });

  test('4.141 what is cut short is not kept', async () => {
    const forms = new FakeForms();
    const { filter, origin, source } = begun('gzip', forms);
    origin.onData(Buffer.from(TEXT));
    await once(filter!, 'data');
    source.abandon();
    await once(filter!, 'close');
    expect(forms.kept.size).toBe(0);
  });

  test('4.142 what is longer than 4 MiB is sent whole, and not kept', async () => {
    const forms = new FakeForms();
    const response = begun('gzip', forms, { kind: 'chunked' });
    const noise = Buffer.alloc(5 * MIB);
    for (let at = 0, seed = 1; at < noise.length; at += 4) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      noise.writeUInt32LE((seed ^ (seed >>> 13)) >>> 0, at);
    }
    const sent = await passed(response, noise);
    expect(sent.length).toBeGreaterThan(4 * MIB);
    expect(gunzipSync(sent).equals(noise)).toBe(true);
    expect(forms.kept.size).toBe(0);
  });

  test('4.143 where nothing is stored, nothing is collected', () => {
    const count = (forms?: Forms) =>
      begun('gzip', forms).filter?.listenerCount('data');
    expect([count(), count(new FakeForms())]).toEqual([1, 2]);
  });
});
