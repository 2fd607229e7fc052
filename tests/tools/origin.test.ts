import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { inflateSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createOrigin } from '../../tools/origin/origin.ts';
import { within } from '../kit/deadlines.ts';
import { close, HOST, listen } from '../kit/listen.ts';
import { News } from '../kit/news.ts';
import { ask, request } from './program.ts';

const NUMBER = 'must be a whole number from 0 to';
const BYTES = `N in /bytes/N ${NUMBER} 1099511627776`;
const SECONDS = `seconds ${NUMBER} 60`;
const LINES = `lines ${NUMBER} 3600`;

/** An origin in this process. */
async function origin() {
  const lines: string[] = [];
  const news = new News();
  const server = createOrigin((line) => {
    lines.push(line);
    news.tell();
  });
  const port = await listen(server);
  onTestFinished(async () => {
    server.closeAllConnections();
    await close(server);
  });
  const logs = (line: string) =>
    news.until(
      () => lines.includes(line) || undefined,
      () => `the log to say ${line}, not ${lines}`,
    );
  return { port, logs };
}

/** An answer, taken apart. */
async function answerTo(port: number, line: string, rest?: string) {
  const answer = await ask(port, request(line, rest));
  const [head = '', ...body] = answer.split('\r\n\r\n');
  return { head: `${head}\r\n`, body: body.join('\r\n\r\n') };
}

describe('routes', () => {
  test.each<[string, RegExp, RegExp]>([
    [
      '/',
      /Content-Type: text\/html/,
      /^<!doctype html>[\s\S]*src="\/image.png"/,
    ],
    ['/?query', /Content-Type: text\/html/, /^<!doctype html>/],
    ['/text', /Content-Length: 100000\r\n/, /^[ -~\n]{100000}$/],
    ['/image.png', /Content-Type: image\/png/, /^\x89PNG\r\n\x1a\n/],
    ['/bytes/0', /Content-Length: 0\r\n/, /^$/],
    ['/bytes/20', /Content-Length: 20\r\n/, /^0{15}\n0000$/],
    ['/slow?seconds=0', /Content-Length: 19\r\n/, /^Seconds waited: 0.\n$/],
    ['/stream?lines=1', /Transfer-Encoding: chunked/, /line 1 of 1\n\r\n0/],
    [
      '/stream?lines=2',
      /Transfer-Encoding: chunked/,
      /1 of 2\n[\s\S]*2 of 2\n/,
    ],
    ['/cached', /Cache-Control: max-age=10\r\n/, /^answer \d+ of the origin, /],
    ['http://a.example/text', /Content-Length: 100000\r\n/, /^ {3}1 {2}/],
  ])('GET %s', async (target, field, content) => {
    const { port, logs } = await origin();
    const { head, body } = await answerTo(port, `GET ${target}`);
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(head).toMatch(field);
    expect(body).toMatch(content);
    await logs(`GET ${target} 200`);
  });

  test.each([
    ['/nothing', 404, 'There is no /nothing here: / names all there is.'],
    ['//', 404, 'There is no // here: / names all there is.'],
    ['/bytes', 404, 'There is no /bytes here: / names all there is.'],
    ['/%zz?%zz&lines', 404, 'There is no /%zz here: / names all there is.'],
    ['/bytes/x', 400, `${BYTES}, not "x".`],
    ['/bytes/1099511627777', 400, `${BYTES}, not "1099511627777".`],
    ['/slow?seconds=61', 400, `${SECONDS}, not "61".`],
    ['/slow?seconds=', 400, `${SECONDS}, not "".`],
    ['/stream?lines=-1', 400, `${LINES}, not "-1".`],
  ])('GET %s gets %i', async (target, status, sentence) => {
    const { port } = await origin();
    const { head, body } = await answerTo(port, `GET ${target}`);
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(body).toBe(`${sentence}\n`);
  });

  test.each([
    ['/'],
    ['/text'],
    ['/image.png'],
    ['/bytes/1099511627776'],
    ['/slow?seconds=0'],
    ['/stream'],
    ['/echo'],
    ['/cached'],
    ['/nothing'],
  ])('HEAD %s gets a head only', async (target) => {
    const { port } = await origin();
    const { head, body } = await answerTo(port, `HEAD ${target}`);
    expect(head).toMatch(/^HTTP\/1\.1 (200|404) [\s\S]*Content-Type: /);
    expect(body).toBe('');
  });

  test('every link on the page leads somewhere', async () => {
    const { port } = await origin();
    const { body } = await answerTo(port, 'GET /');
    const links = [...body.matchAll(/href="(\/[^"]*)"/g)].map(([, to]) => to!);
    expect(links.length).toBeGreaterThan(6);
    for (const link of links) {
      const { head } = await answerTo(port, `GET ${link.replace(/=\d/, '=0')}`);
      const status = link === '/nothing' ? '404' : '200';
      expect(`${link} ${head}`).toContain(`${link} HTTP/1.1 ${status} `);
    }
  });
});

test('/echo sends the request back, byte for byte', async () => {
  const { port } = await origin();
  const rest =
    'x-Odd:  \xe9 \r\nX-Odd: 2\r\nContent-Length: 6\r\n\r\n\r\n\r\n\0\xff';
  const { body } = await answerTo(port, 'POST /echo?a', rest);
  expect(body).toContain(
    'POST /echo?a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n' +
      'x-Odd: \xe9\r\nX-Odd: 2\r\nContent-Length: 6\r\n\r\n',
  );
  expect(body).toContain('\r\n\r\n\0\xff');
});

test('/cached counts its answers', async () => {
  const { port } = await origin();
  const first = await answerTo(port, 'GET /cached');
  const second = await answerTo(port, 'GET /cached');
  const numberOf = (body: string) => Number(/^answer (\d+)/.exec(body)?.[1]);
  expect(numberOf(second.body)).toBe(numberOf(first.body) + 1);
});

test('/image.png is a whole picture', async () => {
  const { port } = await origin();
  const { body } = await answerTo(port, 'GET /image.png');
  const file = Buffer.from(body, 'latin1');
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const start = file.indexOf('IDAT') + 4;
  const data = file.subarray(start, start + file.readUInt32BE(start - 8));
  expect(inflateSync(data)).toHaveLength((1 + width * 3) * height);
});

test('/bytes says the same every time, and where each row begins', async () => {
  const { port } = await origin();
  const first = await answerTo(port, 'GET /bytes/3000000');
  const second = await answerTo(port, 'GET /bytes/3000000');
  expect(first.body).toHaveLength(3_000_000);
  expect(first.body === second.body).toBe(true);
  expect(first.body.slice(1600, 1616)).toBe('000000000001600\n');
});

async function heard(socket: Socket, words: string): Promise<void> {
  let text = '';
  while (!text.includes(words)) text += (await once(socket, 'data')).join('');
}

describe('clients that leave are no trouble', () => {
  test.each([
    ['GET /slow', 'GET /slow: left before the answer'],
    ['GET /stream', 'GET /stream 200, cut short'],
    ['GET /bytes/1099511627776', 'GET /bytes/1099511627776 200, cut short'],
    ['POST /echo', 'POST /echo 200, cut short'],
  ])('%s', async (line, said) => {
    const { port, logs } = await origin();
    const socket = connect(port, HOST);
    const upload = 'Content-Length: 9\r\nExpect: 100-continue\r\n\r\n';
    socket.write(request(line, upload));
    // Says 100 when it has read the request, and 200 in the midst of answering.
    const word = said.includes('200') ? 'HTTP/1.1 200' : 'HTTP/1.1 100';
    await within(heard(socket, word), () => word);
    socket.resetAndDestroy();
    await logs(said);
    const { head } = await answerTo(port, 'GET /text');
    expect(head).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  test.each([
    ['GARBAGE\r\n\r\n'],
    ['GET / HTTP/9.9\r\n\r\n'],
    ['\0\0\0\0'],
    [''],
  ])('%j', async (bytes) => {
    const { port } = await origin();
    const socket = connect(port, HOST);
    socket.resume().on('error', () => socket.destroy());
    socket.end(bytes);
    await within(once(socket, 'close'), () => 'the connection to end');
    const { head } = await answerTo(port, 'GET /text');
    expect(head).toMatch(/^HTTP\/1\.1 200 OK/);
  });
});
