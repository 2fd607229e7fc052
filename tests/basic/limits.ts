import { describe, expect, test } from 'vitest';
import { head, okOf, postHead } from '../kit/bytes.ts';
import { receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange, expectServed } from '../kit/steps.ts';

const HINT =
  'Nothing that a stranger sends may grow without a limit: count while you ' +
  'read, and answer as soon as the limit is passed.';

const KIB = 1024;

/** A head with a target of so many bytes. */
const targetOf = (bytes: number): string =>
  head(
    `GET /${'a'.repeat(bytes - 1)} HTTP/1.1`,
    'Host: a',
    'Connection: close',
  );

/** A head with so many field lines, all in all. */
const fieldsOf = (count: number): string =>
  head(
    'GET / HTTP/1.1',
    'Host: a',
    'Connection: close',
    ...Array<string>(count - 2).fill('X: y'),
  );

/** A head with one value of so many bytes. */
const longValueOf = (bytes: number): string =>
  head(
    'GET / HTTP/1.1',
    'Host: a',
    'Connection: close',
    `X: ${'y'.repeat(bytes)}`,
  );

/** What is large and still passed on: what, and the bytes. */
const LARGE = [
  ['a target of 8000 bytes', targetOf(8000)],
  ['a value of 16000 bytes', longValueOf(16_000)],
  ['100 field lines', fieldsOf(100)],
] as const;

/** What is too large: what, the bytes, the status. None of them ends. */
const TOO_LARGE = [
  ['a target of 9 KiB', targetOf(9 * KIB), 414],
  ['a request line without an end', 'G'.repeat(9 * KIB), 414],
  ['a value of 17 KiB', longValueOf(17 * KIB), 431],
  ['101 field lines', fieldsOf(101), 431],
  ['a field line without an end', longValueOf(17 * KIB).slice(0, -4), 431],
  ['field lines without an end', fieldsOf(5000).slice(0, -2), 431],
] as const;

const CHUNKED = postHead('Transfer-Encoding: chunked');

/** What is too large in a body: what, and the bytes. */
const TOO_LARGE_BODIES = [
  ['a chunk line of 5 KiB', `3;${'x'.repeat(5 * KIB)}`],
  ['trailers of 9 KiB', `0\r\n${'X: y\r\n'.repeat(1536)}`],
] as const;

/** Limits of what the proxy takes in. */
export function limits(stage: Stage): void {
  describe('limits', { meta: { hint: HINT } }, () => {
    for (const [what, bytes] of LARGE) {
      test(`1.57 passed on: ${what}`, async () => {
        const { response } = await exchange(await scene(stage), bytes);
        expect(response.status).toBe(200);
      });
    }

    test('1.58 passed on: a response whose head has 100 fields', async () => {
      const fields = 'X: y\r\n'.repeat(99);
      const reply = okOf('ok').replace('\r\n', `\r\n${fields}`);
      const { response } = await exchange(
        await scene(stage),
        fieldsOf(2),
        reply,
      );
      expect(response.body).toBe('ok');
    });

    for (const [what, bytes, status] of TOO_LARGE) {
      test(`1.59 ${status}: ${what}`, async () => {
        const { origin, connect } = await scene(stage);
        const client = await connect();
        client.send(bytes);
        expect((await receiveResponse(client)).status).toBe(status);
        await client.expectFin();
        expect(origin.connections.length, 'connections to the origin').toBe(0);
      });
    }

    for (const [what, bytes] of TOO_LARGE_BODIES) {
      test(`1.60 the request is broken off: ${what}`, async () => {
        const all = await scene(stage);
        const client = await all.connect();
        client.send(CHUNKED);
        const { end } = await all.origin.nextRequest();
        client.send(bytes);
        await end.untilRst();
        await client.untilEnd();
        client.sendFin();
        await expectServed(all);
      });
    }
  });
}
