import { describe, expect, test } from 'vitest';
import { requestReader, responseReader } from '../../shared/parser/index.ts';
import { chunks, head } from '../kit/bytes.ts';
import { readerOfAnswersTo, requestOf } from './heads.ts';
import { eventsOf, transcript } from './transcript.ts';

const GET = head('GET / HTTP/1.1');
const POST = head('POST / HTTP/1.1', 'Content-Length: 5');
const UPGRADE = head('HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket');
const OK = `${head('HTTP/1.1 200 OK', 'Content-Length: 2')}ok`;

/** A request reader that has been given these bytes. */
function readerOf(bytes: string) {
  const reader = requestReader();
  reader.push(Buffer.from(bytes));
  return reader;
}

const linesOf = (bytes: string, reader = readerOfAnswersTo('GET')) =>
  transcript(reader, [Buffer.from(bytes)]);

describe('a reader is asked, it does not tell', () => {
  test('what is wrong with a second request waits until it is read', () => {
    const reader = readerOf(`${GET}GARBAGE\r\n\r\n`);
    expect(reader.read()?.type).toBe('head');
    expect(reader.read()?.type).toBe('end');
    expect(() => reader.read()).toThrow('Not a request line');
  });

  test('nothing is read before bytes have come', () => {
    expect(requestReader().read()).toBeUndefined();
    expect(readerOfAnswersTo('GET').read()).toBeUndefined();
  });

  test('an empty piece changes nothing', () => {
    const reader = readerOf('');
    expect(reader.isIdle).toBe(true);
    expect(reader.read()).toBeUndefined();
  });

  test('data is handed on as it comes, before the body is complete', () => {
    const reader = readerOf(`${POST}he`);
    expect(Array.from(eventsOf(reader), ({ type }) => type)).toEqual([
      'head',
      'data',
    ]);
    reader.push(Buffer.from('l'));
    expect(reader.read()).toEqual({ type: 'data', bytes: Buffer.from('l') });
    expect(reader.read()).toBeUndefined();
  });

  test('half a chunk is handed on before its other half has come', () => {
    const coded = head('POST / HTTP/1.1', 'Transfer-Encoding: chunked');
    const lines = transcript(requestReader(), [Buffer.from(`${coded}5\r\nhe`)]);
    expect(lines.slice(-2)).toEqual(['data he', 'waiting']);
  });

  test('data is never empty', () => {
    const bodies = [POST, head('POST / HTTP/1.1', 'Content-Length: 0')];
    for (const bytes of bodies) {
      const [, ...events] = eventsOf(readerOf(bytes));
      expect(events.filter(({ type }) => type === 'data')).toEqual([]);
    }
  });
});

/** Bytes of a client, and whether it may leave behind them. */
const IDLE = [
  ['nothing', '', true],
  ['an empty line', '\r\n', true],
  ['half an empty line', '\r', false],
  ['half a request line', 'GET', false],
  ['half a head', GET.slice(0, -2), false],
  ['a head', GET, true],
  ['half a body', `${POST}he`, false],
  ['a body', `${POST}hello`, true],
  ['a body and a byte', `${POST}helloG`, false],
] as const;

for (const [what, bytes, isIdle] of IDLE) {
  test(`behind ${what} a client may leave: ${isIdle}`, () => {
    const reader = readerOf(bytes);
    for (const _ of eventsOf(reader));
    expect(reader.isIdle).toBe(isIdle);
    reader.close();
    if (isIdle) expect(reader.read()).toBeUndefined();
    else expect(() => reader.read()).toThrow('The connection ended');
  });
}

test('a request that waits to be read is not idle', () => {
  const reader = readerOf(GET);
  expect(reader.isIdle).toBe(false);
  reader.read();
  expect(reader.isIdle).toBe(false);
  reader.read();
  expect(reader.isIdle).toBe(true);
});

test('a request that came whole before the end can still be read', () => {
  const reader = readerOf(GET);
  reader.close();
  expect(reader.isClosed).toBe(true);
  expect(reader.read()?.type).toBe('head');
  expect(reader.read()?.type).toBe('end');
  expect(reader.read()).toBeUndefined();
});

describe('a response is owed', () => {
  test('an upstream that says nothing leaves its reader waiting', () => {
    expect(linesOf('')).toEqual(['waiting']);
  });

  test('an upstream that leaves without an answer is an error', () => {
    const lines = transcript(readerOfAnswersTo('GET'), [], true);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^error 502: The connection ended/);
  });

  test('an interim response is no answer', () => {
    const interim = Buffer.from(head('HTTP/1.1 100 Continue'));
    const lines = transcript(readerOfAnswersTo('GET'), [interim], true);
    expect(lines.at(-1)).toMatch(/^error 502/);
  });

  test('behind the answer an upstream may leave', () => {
    const reader = readerOfAnswersTo('GET');
    expect(transcript(reader, [Buffer.from(OK)], true).at(-1)).toBe('idle');
  });
});

test('interim responses are told one by one, with no end of their own', () => {
  const interim = head('HTTP/1.1 103 Early Hints', 'Link: a');
  expect(linesOf(interim + interim + OK)).toEqual([
    ...['HTTP/1.1 103 Early Hints', 'Link: a', '(interim)'],
    ...['HTTP/1.1 103 Early Hints', 'Link: a', '(interim)'],
    ...['HTTP/1.1 200 OK', 'Content-Length: 2', '(length 2)', 'data ok'],
    ...['end', 'idle'],
  ]);
});

test('interim responses to HTTP/1.0 are read past', () => {
  const interim = head('HTTP/1.1 103 Early Hints', 'Link: a');
  const reader = readerOfAnswersTo('GET', '1.0');
  const lines = linesOf(interim + interim + OK, reader);
  expect(lines).toEqual(linesOf(OK));
});

test('too many interim responses to HTTP/1.0 are refused all the same', () => {
  const interims = head('HTTP/1.1 100 Continue').repeat(21);
  const lines = linesOf(interims, readerOfAnswersTo('GET', '1.0'));
  expect(lines).toEqual(['error 502: Too many interim responses.']);
});

test('behind a 101 that was asked for all bytes are the other protocol', () => {
  const { head: request } = requestOf('GET / HTTP/1.1', 'Upgrade: websocket');
  const lines = linesOf(
    `${UPGRADE}\x01\r\n\r\n`,
    responseReader(request, 'websocket'),
  );
  expect(lines.slice(2)).toEqual(['(tunnel)', 'data \x01\r\n\r\n', 'waiting']);
});

test('a 101 that nobody asked for is refused, as is one to another protocol', () => {
  const { head: request } = requestOf('GET / HTTP/1.1', 'Upgrade: other');
  const refusal = ['error 502: A 101 that nobody asked for.'];
  expect(linesOf(UPGRADE)).toEqual(refusal);
  expect(linesOf(UPGRADE, responseReader(request, 'other'))).toEqual(refusal);
});

test('the answer to HEAD has no body, so what is behind it is not its', () => {
  const bytes = head('HTTP/1.1 200 OK', 'Content-Length: 5') + OK;
  const lines = linesOf(bytes, readerOfAnswersTo('HEAD'));
  expect(lines.slice(0, 5)).toEqual([
    ...['HTTP/1.1 200 OK', 'Content-Length: 5', '(none, declared 5)', 'end'],
    'HTTP/1.1 200 OK',
  ]);
});

test('bytes behind a response wait, and say that it cannot be kept', () => {
  const coded = head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked');
  for (const bytes of [OK, coded + chunks('a'), head('HTTP/1.1 204 So')]) {
    expect(linesOf(`${bytes}x`).slice(-2)).toEqual(['end', 'waiting']);
  }
});

test('what was only lent is kept as it was, once the reader has been told', () => {
  const reader = requestReader();
  const lent = Buffer.from('GET /lent HT');
  reader.push(lent);
  expect(reader.read()).toBeUndefined();
  reader.keepRest();
  lent.fill('x');
  reader.push(Buffer.from('TP/1.1\r\n\r\n'));
  expect(reader.read()).toMatchObject({ head: { target: '/lent' } });
});
