import { describe, expect, test } from 'vitest';
import { chunks, GET, head, OK, postHead } from '../kit/bytes.ts';
import { receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { expectServed } from '../kit/steps.ts';
import { CUT_HINT } from './leaving.ts';

const HINT =
  'What two parsers could read in two ways is how requests are smuggled. ' +
  'Refuse it before a byte of it reaches the origin.';

const HIDDEN = 'GET /hidden HTTP/1.1\r\nHost: a.example\r\n\r\n';

/** A GET request with these lines beside the right ones. */
const get = (...lines: string[]): string =>
  head('GET / HTTP/1.1', 'Host: a.example', ...lines);

/** Heads that are refused: why, the bytes, the status. */
const REFUSED = [
  ['no request line', head('GARBAGE'), 400],
  ['no version', head('GET /'), 400],
  ['two spaces', head('GET  / HTTP/1.1', 'Host: a.example'), 400],
  ['a space in the target', head('GET /a b HTTP/1.1', 'Host: a'), 400],
  ['a target that is no path', head('GET x HTTP/1.1', 'Host: a'), 400],
  ['a version in small letters', head('GET / http/1.1', 'Host: a'), 400],
  ['HTTP/3.7', head('GET / HTTP/3.7', 'Host: a.example'), 505],
  ['HTTP/2.0', head('PRI * HTTP/2.0'), 505],
  ['CONNECT', head('CONNECT a:443 HTTP/1.1', 'Host: a:443'), 501],
  ['a line without a colon', get('nonsense'), 400],
  ['a field without a name', get(': value'), 400],
  ['a space before the colon', get('Foo : bar'), 400],
  ['a space before the name', head('GET / HTTP/1.1', ' Host: a'), 400],
  ['a folded line', get('X: one', ' two'), 400],
  ['NUL in a value', get('X: a\0b'), 400],
  ['a carriage return in a value', get('X: a\rb'), 400],
  ['a sign in a name', get('X(Y): z'), 400],
  ['five empty lines first', '\r\n'.repeat(5) + GET, 400],
  ['two Hosts', get('Host: b.example'), 400],
  ['two equal Hosts', get('Host: a.example'), 400],
  ['an empty Host', head('GET / HTTP/1.1', 'Host:'), 400],
  ['a space in Host', head('GET / HTTP/1.1', 'Host: a b'), 400],
  ['a path in Host', head('GET / HTTP/1.1', 'Host: a/b'), 400],
  ['a user in Host', head('GET / HTTP/1.1', 'Host: u@a'), 400],
  ['Content-Length: abc', postHead('Content-Length: abc'), 400],
  ['Content-Length: -1', postHead('Content-Length: -1'), 400],
  ['Content-Length: +5', postHead('Content-Length: +5'), 400],
  ['Content-Length: 0x5', postHead('Content-Length: 0x5'), 400],
  ['Content-Length: 5, 6', postHead('Content-Length: 5, 6'), 400],
  ['Content-Length: 5, 5', postHead('Content-Length: 5, 5'), 400],
  ['an empty Content-Length', postHead('Content-Length:'), 400],
  ['a length of 20 digits', postHead(`Content-Length: ${'9'.repeat(20)}`), 400],
  ['two lengths', postHead('Content-Length: 5', 'Content-Length: 6'), 400],
  [
    'two equal lengths',
    postHead('Content-Length: 5', 'Content-Length: 5'),
    400,
  ],
  ['Transfer-Encoding: foo', postHead('Transfer-Encoding: foo'), 400],
  ['chunked, foo', postHead('Transfer-Encoding: chunked, foo'), 400],
  ['chunked, chunked', postHead('Transfer-Encoding: chunked, chunked'), 400],
  [
    'chunked in two lines',
    postHead('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'),
    400,
  ],
  ['foo, chunked', postHead('Transfer-Encoding: foo, chunked'), 501],
  ['an empty Transfer-Encoding', postHead('Transfer-Encoding:'), 400],
] as const;

/** Requests in which another one may hide: why, and the bytes. */
const SMUGGLED = [
  [
    'both lengths and chunks',
    postHead('Content-Length: 6', 'Transfer-Encoding: chunked') +
      chunks() +
      HIDDEN,
  ],
  [
    'both, the other way round',
    postHead('Transfer-Encoding: chunked', 'Content-Length: 6') +
      chunks() +
      HIDDEN,
  ],
  [
    'chunks in HTTP/1.0',
    postHead('Transfer-Encoding: chunked').replace('1.1', '1.0') +
      chunks() +
      HIDDEN,
  ],
  [
    'a space before the colon',
    postHead('Content-Length: 0', 'Transfer-Encoding : chunked') + HIDDEN,
  ],
  [
    'an odd space in "chunked"',
    postHead('Transfer-Encoding: \x0bchunked') + chunks() + HIDDEN,
  ],
] as const;

/** Bodies that go wrong on their way: why, what is right, what is wrong. */
const WRONG_CHUNKS = [
  ['a size that is none', '2\r\nok\r\n', 'zz\r\n'],
  ['a negative size', '2\r\nok\r\n', '-1\r\n'],
  ['a size with 0x', '2\r\nok\r\n', '0x3\r\nabc\r\n'],
  ['an empty size', '2\r\nok\r\n', '\r\n'],
  ['a size of 20 digits', '2\r\nok\r\n', `${'f'.repeat(20)}\r\n`],
  ['a chunk longer than its size', '2\r\nok', 'ok\r\n'],
  ['a chunk that ends in LF alone', '2\r\nok', '\n0\r\n\r\n'],
  ['a size that ends in LF alone', '2\r\nok\r\n', '3\nabc\r\n'],
] as const;

/** Requests that the proxy answers itself, with an error. */
export function refusedRequests(stage: Stage): void {
  describe('requests refused', { meta: { hint: HINT } }, () => {
    for (const [why, bytes, status] of REFUSED) {
      test(`1.39 refused with ${status}: ${why}`, async () => {
        const { origin, connect } = await scene(stage);
        const client = await connect();
        client.send(bytes);
        expect((await receiveResponse(client)).status).toBe(status);
        await client.expectFin();
        expect(origin.connections.length, 'connections to the origin').toBe(0);
      });
    }

    test('1.70 HEAD is refused without a body', async () => {
      const { connect } = await scene(stage);
      const client = await connect();
      client.send(head('HEAD / HTTP/1.1', 'Host: a b'));
      expect((await receiveResponse(client, 'HEAD')).status).toBe(400);
      await client.expectFin();
    });

    for (const [why, bytes] of SMUGGLED) {
      test(`1.40 no hidden request gets through: ${why}`, async () => {
        const { origin, connect } = await scene(stage);
        origin.answer(OK);
        const client = await connect();
        client.send(bytes);
        expect((await receiveResponse(client)).status).toBe(400);
        await client.expectFin();
        expect(origin.connections.length, 'connections to the origin').toBe(0);
      });
    }

    test('1.41 lines that end in LF alone: 400 at once, saying why', async () => {
      const { proxy, connect } = await scene(stage);
      const client = await connect();
      client.send('GET / HTTP/1.1\n');
      const response = await receiveResponse(client);
      expect(response.status).toBe(400);
      expect(response.body).toMatch(/CR ?LF/);
      expect(response.body).toContain('nc -C');
      await client.expectFin();
      await proxy.says(/CR ?LF/);
    });

    for (const [why, right, wrong] of WRONG_CHUNKS) {
      const meta = { hint: CUT_HINT };
      const what = `the origin never gets a whole request: ${why}`;
      test(`1.42 ${what}`, { meta }, async () => {
        const all = await scene(stage);
        const client = await all.connect();
        client.send(postHead('Transfer-Encoding: chunked') + right);
        const { end } = await all.origin.nextRequest();
        await end.receiveUntil('ok');
        client.send(wrong);
        await client.untilEnd();
        expect(end.inbox.peek().includes('0\r\n\r\n')).toBe(false);
        await end.untilRst();
        client.sendFin();
        await expectServed(all);
      });
    }
  });
}
