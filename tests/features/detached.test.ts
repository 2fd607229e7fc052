import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import {
  endToEndResponse,
  forwardedTrailers,
  HeaderList,
  requestReader,
  responseReader,
} from '../../shared/parser/index.ts';
import { Asking } from '../../stages/features/cache/asking.ts';
import { Entry } from '../../stages/features/cache/entry.ts';
import { Filling } from '../../stages/features/cache/filling.ts';
import { Flights } from '../../stages/features/cache/flights.ts';
import { withDirectives } from '../../stages/features/cache/rules/index.ts';
import { Store, sizeOf } from '../../stages/features/cache/store.ts';
import { addForwarded } from '../../stages/features/forwarded.ts';
import { Memory } from '../../stages/features/memory.ts';
import { settingsOf } from '../../stages/features/options.ts';
import { requestOf } from '../parser/heads.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** So many things are kept, each out of a text of so many characters. */
const MANY = 1000;
const LONG = 12_000;

/** What is not kept: all texts together take twelve megabytes. */
const padding = (at: number) => `${at}`.padEnd(LONG, 'x');

/** How many bytes of the heap each thing takes that is made and kept. */
function bytesOfEach(make: (at: number) => unknown): number {
  const kept: unknown[] = [make(0)];
  collect();
  const { heapUsed } = process.memoryUsage();
  for (let at = 1; at <= MANY; at++) kept.push(make(at));
  collect();
  expect(kept).toHaveLength(MANY + 1);
  return (process.memoryUsage().heapUsed - heapUsed) / MANY;
}

/** Who takes whatever comes. */
const recipient = {
  onHead() {},
  onData: () => true,
  onEnd() {},
  onError() {},
  onDrain() {},
};

/** A response as it came, with a field of 12 kB that is not kept. */
function entryOf(at: number): Entry {
  const request = requestOf(
    `GET /a/target/of/some/length/${at} HTTP/1.1`,
    `X-Padding: ${padding(at)}`,
    'Accept-Language: a language with a long name',
  );
  const reader = responseReader(request.head);
  reader.push(
    Buffer.from(
      'HTTP/1.1 200 A reason that is long enough\r\n' +
        `Keep-Alive: ${padding(at)}\r\n` +
        'Cache-Control: max-age=60, private="a-field-name-of-some-length"\r\n' +
        'CDN-Cache-Control: max-age=60, a-name-of-some-length=a-token-of-some-length\r\n' +
        'Content-Type: text/html; charset=utf-8\r\n' +
        'Vary: accept-language\r\nContent-Length: 0\r\n\r\n',
    ),
  );
  const event = reader.read();
  if (event?.type !== 'head') throw new Error('There is no head.');
  const { framing } = event;
  return new Entry(`http://a.example${request.head.target}`, request.head, {
    head: withDirectives(endToEndResponse(event, 0)),
    framing,
    requestedAt: 0,
    receivedAt: 0,
  });
}

test('what is stored keeps nothing else of its message in memory', () => {
  expect(bytesOfEach(entryOf)).toBeLessThan(sizeOf(entryOf(0)) * 1.2);
});

test('nor do the trailers that are stored with it', () => {
  const store = new Store(MANY * LONG);
  const flights = new Flights();
  const nothing = { write: () => true, end() {}, resume() {}, abandon() {} };
  const settings = settingsOf({ upstream: { host: '127.0.0.1', port: 9 } });
  const ask = () => nothing;
  const parts = { ...settings, ask, store, flights, serve() {} };
  const each = bytesOfEach((at) => {
    const entry = entryOf(at);
    const { head, framing } = requestOf(`GET /${at} HTTP/1.1`);
    const asking = new Asking({ head, framing }, recipient);
    const reader = requestReader();
    reader.push(
      Buffer.from(
        'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n' +
          `X-Kept: a value of some length\r\nConnection: ${`${at}`.padEnd(8000)}x` +
          '\r\n\r\n',
      ),
    );
    reader.read();
    const event = reader.read();
    if (event?.type !== 'end') throw new Error('There is no end.');
    const filling = new Filling(entry, nothing, { asking }, parts);
    filling.onEnd(forwardedTrailers(event.trailers, head.headers));
    expect([...entry.trailers]).toHaveLength(1);
    return entry;
  });
  expect(each).toBeLessThan(sizeOf(entryOf(0)) * 1.2);
});

test('nor does what is remembered of a text that was cut out of another', () => {
  const memory = new Memory<string>();
  const cut = (at: number) => padding(at).slice(0, 100);
  const each = bytesOfEach((at) => memory.recall(cut(at), (own) => own));
  expect(each).toBeLessThan(1000);
});

test('nor what is remembered of a target', () => {
  const all = [new Flights(), new Flights()]; // one would forget so many
  const each = bytesOfEach((at) => {
    const flights = all[at % 2]!;
    const key = padding(at).slice(0, 100);
    flights.outdate(key);
    flights.remember(key, false);
  });
  expect(all[1]?.isLoner(padding(1).slice(0, 100))).toBe(true);
  expect(each).toBeLessThan(1000);
});

test('nor what is remembered of a Host', () => {
  const each = bytesOfEach((at) => {
    const host = padding(at).slice(0, 50);
    const sender = { address: '192.0.2.1', host, scheme: 'http' } as const;
    const headers = new HeaderList();
    addForwarded(headers, sender, false);
    return headers;
  });
  expect(each).toBeLessThan(4000);
});

test('of what the store has forgotten nothing is kept', () => {
  const store = new Store(MANY * LONG);
  const { head: request } = requestOf('GET / HTTP/1.1');
  const { head, framing } = entryOf(0);
  const arrival = { head, framing, requestedAt: 0, receivedAt: 0 };
  const each = bytesOfEach((at) => {
    const entry = new Entry(padding(at), request, arrival);
    store.add(request, entry);
    store.delete(entry.key);
  });
  expect(each).toBeLessThan(LONG / 10);
});

test('nor is it kept in one more form', () => {
  const store = new Store(MANY * LONG);
  const entry = entryOf(0);
  store.add(requestOf('GET / HTTP/1.1').head, entry);
  const { forms } = entry;
  store.delete(entry.key);
  forms?.keep('gzip', Buffer.from('as if compressed'));
  expect(forms?.get('gzip')).toBeUndefined();
});

test('what is whole counts until all of it has been read', () => {
  const entry = entryOf(0);
  const reader = { position: 0, advance: () => false, goAlone() {} };
  entry.readers.add({ recipient, ...reader });
  expect(entry.isRead).toBe(true);
  entry.readers.clear();
  expect(entry.isRead).toBe(false);
});
