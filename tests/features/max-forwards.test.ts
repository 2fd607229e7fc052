import { expect, test } from 'vitest';
import { HeaderList, ProtocolError } from '../../shared/parser/index.ts';
import { maxForwards } from '../../stages/features/max-forwards.ts';
import type { Recipient, Request } from '../../stages/features/source.ts';
import { linesOf, requestOf } from '../parser/heads.ts';
import { HandClock } from './hand-clock.ts';

const NOTHING = new HeaderList();

const clock = new HandClock();
const DATE = `Date: ${new Date(clock.now()).toUTCString()}`;

/** What the recipient is told, a line for each piece of news. */
function watched(): { readonly news: string[]; readonly recipient: Recipient } {
  const news: string[] = [];
  const recipient: Recipient = {
    onHead: ({ head, framing }) => {
      const fields = linesOf(head.headers).join(', ');
      const length = framing.kind === 'length' ? framing.length : framing.kind;
      news.push(`${head.status} ${head.reason}, ${fields}, ${length}`);
    },
    onData: (bytes) => news.push(bytes.toString('latin1')) > 0,
    onEnd: () => void news.push('end'),
    onError: (error) => void news.push(String(error)),
    onDrain: () => {},
  };
  return { news, recipient };
}

/** The fields that go on with a request; none if it does not go on. */
function passedOn(request: Request): string[] | undefined {
  let lines: string[] | undefined;
  const ask = maxForwards(({ head }) => {
    lines = linesOf(head.headers);
    return { write: () => true, end() {}, resume() {}, abandon() {} };
  }, clock);
  ask(request, watched().recipient).end(NOTHING);
  return lines;
}

/** What a request that does not go on is answered with. */
function answerTo(request: Request): string[] {
  const { news, recipient } = watched();
  const ask = maxForwards(() => {
    throw new Error('It was forwarded.');
  }, clock);
  const source = ask(request, recipient);
  expect(source.write(Buffer.from('abc'))).toBe(true);
  expect(news).toEqual([]);
  source.end(NOTHING);
  return news;
}

const count = (method: string, value: string) =>
  requestOf(`${method} / HTTP/1.1`, `Max-Forwards: ${value}`);

/** A method, a count, the count that goes on. */
const COUNTED = [
  ['TRACE', '1', '0'],
  ['OPTIONS', '1', '0'],
  ['OPTIONS', '10', '9'],
  ['OPTIONS', '010', '9'],
  ['OPTIONS', '2147483648', '2147483647'],
  ['OPTIONS', '2147483649', '2147483647'],
  ['OPTIONS', '9'.repeat(20), '2147483647'],
  ['GET', '0', '0'],
  ['POST', '3', '3'],
  ['DELETE', 'x', 'x'],
  ['options', '0', '0'],
] as const;

test.each(COUNTED)('%s with %s goes on with %s', (method, before, after) => {
  const request = count(method, before);
  expect(passedOn(request)).toEqual([`Max-Forwards: ${after}`]);
  expect(linesOf(request.head.headers)).toEqual([`Max-Forwards: ${before}`]);
});

test.each(['OPTIONS', 'TRACE', 'GET'])(
  '%s without a count goes on',
  (method) => {
    expect(passedOn(requestOf(`${method} / HTTP/1.1`, 'A: b'))).toEqual([
      'A: b',
    ]);
  },
);

for (const method of ['OPTIONS', 'TRACE']) {
  test.each(['', '-1', '+1', '1.0', '1 ', '0x1', 'x', '1;a', '١'])(
    `${method} with the count %j`,
    (value) => {
      const headers = new HeaderList([['Max-Forwards', value]]);
      const { head, framing } = requestOf(`${method} / HTTP/1.1`);
      const request = { head: { ...head, headers }, framing };
      expect(() => passedOn(request)).toThrow(ProtocolError);
    },
  );

  test(`${method} with two counts, even equal ones`, () => {
    const lines = ['Max-Forwards: 1', 'max-forwards: 1'];
    const request = requestOf(`${method} / HTTP/1.1`, ...lines);
    expect(() => passedOn(request)).toThrow(ProtocolError);
  });
}

test.each(['0', '00'])('OPTIONS with %s: what we let through', (zero) => {
  expect(answerTo(count('OPTIONS', zero))).toEqual([
    `200 OK, ${DATE}, Allow: GET, HEAD, POST, PUT, DELETE, OPTIONS, TRACE, 0`,
    'end',
  ]);
});

test('TRACE with 0: the request as it came, but for what is secret', () => {
  const start = 'TRACE http://b.example/x HTTP/1.0';
  const received = requestOf(
    start,
    'host: a.example',
    'Max-Forwards: 0',
    'Authorization: Basic c2VjcmV0',
    'Proxy-Authorization: Basic c2VjcmV0',
    'cookie: id=secret',
    'Cookie2: a',
    'X-API-Key: k',
    'X-CSRF-Token: t',
    'X-Session-Id: s',
    'A: \xe4',
    'A: c',
  ).head;
  const ours = ['Max-Forwards: 0', 'X-Ours: for the upstream alone'];
  const request = requestOf('TRACE /x HTTP/1.1', ...ours);
  const text =
    `${start}\r\nhost: a.example\r\nMax-Forwards: 0\r\n` +
    'A: \xe4\r\nA: c\r\n\r\n';
  expect(answerTo({ ...request, received })).toEqual([
    `200 OK, ${DATE}, Content-Type: message/http, ${text.length}`,
    text,
    'end',
  ]);
});

test.each(['Content-Length: 1', 'Transfer-Encoding: chunked'])(
  'TRACE with a body is refused: %s',
  (line) => {
    const request = requestOf('TRACE / HTTP/1.1', line);
    expect(() => passedOn(request)).toThrow(
      new ProtocolError('A TRACE has no body.'),
    );
  },
);

test('TRACE with an empty body has none', () => {
  const request = requestOf('TRACE / HTTP/1.1', 'Content-Length: 0');
  expect(passedOn(request)).toEqual(['Content-Length: 0']);
});
