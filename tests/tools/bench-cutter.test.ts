import { expect, test } from 'vitest';
import { Cutter } from '../../tools/bench/cutter.ts';

/** What is told of some bytes that come in pieces of a size. */
function cut(text: string, size: number, kind: 'requests' | 'responses') {
  const told: string[] = [];
  let body = '';
  const cutter = new Cutter(kind, {
    onBody: (bytes) => {
      body += bytes.toString('latin1');
    },
    onMessage: ({ line }, length) => {
      told.push(`${line}: ${length} ${body}`);
      body = '';
    },
  });
  // One buffer for all pieces, as a reader has it that uses it again.
  const buffer = Buffer.alloc(size);
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += size) {
    const copied = bytes.copy(buffer, 0, at, at + size);
    cutter.cut(buffer.subarray(0, copied));
  }
  return { told, isClean: cutter.close() };
}

const OK = 'HTTP/1.1 200 OK';

test.each<[string, string, readonly string[], boolean]>([
  [
    'lengths, the same head twice',
    `${OK}\r\nContent-Length: 2\r\n\r\nab`.repeat(2),
    [`${OK}: 2 ab`, `${OK}: 2 ab`],
    true,
  ],
  [
    'chunks and trailers, and one more behind them',
    `${OK}\r\nTransfer-Encoding: chunked\r\n\r\n` +
      `2;x\r\nab\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n` +
      `${OK}\r\ncontent-length: 0\r\n\r\n`,
    [`${OK}: 12 ab0123456789`, `${OK}: 0 `],
    true,
  ],
  ['to the end of the connection', `${OK}\r\n\r\nabc`, [`${OK}: 3 abc`], true],
  [
    'an interim response first',
    `HTTP/1.1 100 Continue\r\n\r\n${OK}\r\nContent-Length: 1\r\n\r\na`,
    [`${OK}: 1 a`],
    true,
  ],
  ['cut short', `${OK}\r\nContent-Length: 3\r\n\r\nab`, [], false],
  ['half a head', `${OK}\r\nContent`, [], false],
])('responses are cut: %s', (_, text, messages, isClean) => {
  for (const size of [1, 2, 3, 5, 7, 11, 64, 1000]) {
    const { told, isClean: wasClean } = cut(text, size, 'responses');
    expect(told).toEqual(messages);
    expect(wasClean).toBe(isClean);
  }
});

test('requests are cut, with and without a body', () => {
  const get = 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n';
  const post = 'POST /b HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc';
  for (const size of [1, 4, 9, 1000]) {
    expect(cut(get + post + get, size, 'requests').told).toEqual([
      'GET /a HTTP/1.1: 0 ',
      'POST /b HTTP/1.1: 3 abc',
      'GET /a HTTP/1.1: 0 ',
    ]);
  }
});
