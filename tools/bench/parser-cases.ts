/**
 * What the parser is measured with: what programs send that everybody has.
 *
 * @module
 */

/** A message, in the pieces in which it comes. */
export interface Case {
  readonly name: string;
  readonly kind: 'request' | 'response';
  readonly pieces: readonly Buffer[];
  /** What a message counts for, in the unit. */
  readonly amount: number;
  readonly unit: 'heads/s' | 'MB/s';
}

const CURL = [
  'GET /index.html HTTP/1.1',
  'Host: 127.0.0.1:8000',
  'User-Agent: curl/8.5.0',
  'Accept: */*',
];

const BROWSER = [
  'GET /articles/2026/proxies?page=2 HTTP/1.1',
  'Host: www.example.com',
  'Connection: keep-alive',
  'Cache-Control: max-age=0',
  'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24"',
  'sec-ch-ua-mobile: ?0',
  'sec-ch-ua-platform: "Linux"',
  'Upgrade-Insecure-Requests: 1',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'Sec-Fetch-Site: same-origin',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-User: ?1',
  'Sec-Fetch-Dest: document',
  'Referer: https://www.example.com/articles/2026/proxies',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Accept-Language: en-GB,en;q=0.9,de;q=0.8',
  'Cookie: session=0123456789abcdef0123456789abcdef; theme=dark; seen=1',
];

const CHUNKED = ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'];

/** How much of a body is read at once, in bytes, as Node reads sockets. */
const READ = 64 * 1024;

/** All cases, in the order in which they are told. */
export const CASES: readonly Case[] = [
  head("curl's request", [bytesOf(CURL)]),
  head("a browser's request", [bytesOf(BROWSER)]),
  head("a browser's request, in two pieces", halves(bytesOf(BROWSER))),
  chunked('chunks of 100 bytes', 100, 1000),
  chunked('chunks of 1000 bytes', 1000, 1000),
  chunked('chunks of 64 kB', 64_000, 50),
];

function head(name: string, pieces: readonly Buffer[]): Case {
  return { name, kind: 'request', pieces, amount: 1, unit: 'heads/s' };
}

function chunked(name: string, size: number, count: number): Case {
  const chunk = Buffer.from(`${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`);
  const chunks = Array.from({ length: count }, () => chunk);
  const end = Buffer.from('0\r\n\r\n');
  const all = Buffer.concat([bytesOf(CHUNKED), ...chunks, end]);
  const pieces: Buffer[] = [];
  for (let at = 0; at < all.length; at += READ) {
    pieces.push(all.subarray(at, at + READ));
  }
  const amount = (size * count) / 1e6;
  return { name, kind: 'response', pieces, amount, unit: 'MB/s' };
}

function bytesOf(lines: readonly string[]): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
}

function halves(bytes: Buffer): Buffer[] {
  const middle = Math.floor(bytes.length / 2);
  return [bytes.subarray(0, middle), bytes.subarray(middle)];
}
