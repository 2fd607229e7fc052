import type { Random } from './random.ts';

const HEAD = 'GET /poison HTTP/1.1\r\nHost: a\r\n';
const POST = 'POST /poison HTTP/1.1\r\nHost: a\r\n';

// None of these may reach the origin, and none may be answered with success.
const BAD = [
  'GARBAGE\r\n\r\n',
  'GET /poison\r\n\r\n',
  'GET /poison HTTP/1.1\nHost: a\n\n',
  'GET /poison HTTP/3.7\r\nHost: a\r\n\r\n',
  'GET poison HTTP/1.1\r\nHost: a\r\n\r\n',
  `${HEAD}Host: b\r\n\r\n`,
  `${HEAD}Foo : bar\r\n\r\n`,
  `${HEAD}Foo\r\n\r\n`,
  `${HEAD}Foo: a\0b\r\n\r\n`,
  `${HEAD}Foo: a\r\n b\r\n\r\n`,
  `${HEAD}Foo: ${'x'.repeat(20_000)}\r\n\r\n`,
  `GET /poison${'x'.repeat(9000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
  `${HEAD}${'A: b\r\n'.repeat(101)}\r\n`,
  `${POST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  `${POST}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`,
  `${POST}Content-Length: -1\r\n\r\n`,
  `${POST}Transfer-Encoding: chunked, foo\r\n\r\n0\r\n\r\n`,
  'POST /poison HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
] as const;

/** Bytes that are no request, though some look like one at first. */
export function garbageFor(random: Random): Buffer {
  if (random.chance(0.7)) return Buffer.from(random.pick(BAD), 'latin1');
  const length = random.between(1, 300);
  return Buffer.from(Array.from({ length }, () => random.between(0, 255)));
}
