import { describe, expect, test } from 'vitest';
import { GET, head, OK } from '../kit/bytes.ts';
import { receiveResponse } from '../kit/message.ts';
import { type Scene, scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';
import type { WireEnd } from '../kit/wire-end.ts';
import { getWith, replyOf } from './messages.ts';
import { FRESH, STALE } from './stored.ts';

const HINT =
  'What was cut short never looks complete: not to who asked for it, not to ' +
  'who reads along, and not to who asks later (RFC 9111 3.3).';

const CHUNKED = head('HTTP/1.1 200 OK', FRESH, 'Transfer-Encoding: chunked');

/** Responses that are not whole: what is wrong, how they end, their bytes. */
const CUT_SHORT = [
  ['a byte too few', 'FIN', replyOf('page', FRESH).slice(0, -1)],
  ['a byte too few', 'RST', replyOf('page', FRESH).slice(0, -1)],
  ['no last chunk', 'FIN', `${CHUNKED}3\r\npag\r\n`],
  ['no last chunk', 'RST', `${CHUNKED}3\r\npag\r\n`],
  ['half a chunk', 'FIN', `${CHUNKED}4\r\npag`],
  ['no end of the last chunk', 'FIN', `${CHUNKED}3\r\npag\r\n0\r\n`],
  ['no end of the trailers', 'FIN', `${CHUNKED}3\r\npag\r\n0\r\nX: 1\r\n`],
  ['garbage for a chunk', 'open', `${CHUNKED}3\r\npag\r\nxyz\r\n`],
  ['up to the close', 'RST', `${head('HTTP/1.1 200 OK', FRESH)}pag`],
] as const;

/** One client asks, and reads as far as the origin has sent. */
async function begin(all: Scene, bytes: string): Promise<[WireEnd, WireEnd]> {
  const client = await all.connect();
  client.send(GET);
  const { end } = await all.origin.nextRequest();
  end.send(bytes);
  await client.receiveUntil('pag');
  return [client, end];
}

function finish(end: WireEnd, ending: 'FIN' | 'RST' | 'open'): void {
  if (ending === 'FIN') end.sendFin();
  if (ending === 'RST') end.sendRst();
}

/** What never became whole. */
export function cacheIncomplete(stage: Stage): void {
  describe('what was cut short', { meta: { hint: HINT } }, () => {
    for (const [what, ending, bytes] of CUT_SHORT) {
      test(`4.316 by ${ending}, ${what}: not whole for who reads along, nor stored (RFC 9111 3.3)`, async () => {
        const all = await scene(stage);
        // What is wrong comes only when both have read what was right.
        const start = bytes.slice(0, bytes.indexOf('pag') + 3);
        const [first, end] = await begin(all, start);
        const other = await all.connect();
        other.send(GET);
        await other.receiveUntil('pag');
        end.send(bytes.slice(start.length));
        finish(end, ending);
        await first.untilRst();
        await other.untilRst();
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          1,
        );
        const { response } = await exchange(all, GET, OK);
        expect(response.body).toBe('ok');
        expect(all.proxy.countOf(/Caching/g)).toBe(0);
      });
    }

    test('4.317 the whole one answers all, though it came in two pieces (RFC 9111 3)', async () => {
      const all = await scene(stage);
      const bytes = head('HTTP/1.1 200 OK', FRESH);
      const [first, end] = await begin(all, `${bytes}pag`);
      const other = await all.connect();
      other.send(GET);
      await other.receiveUntil('pag');
      end.send('e');
      end.sendFin();
      for (const client of [first, other]) {
        await client.receiveUntil('e');
        expect(await client.untilEnd()).toBe('FIN');
      }
      const { response } = await exchange(all, GET, OK);
      expect(response.body).toBe('page');
    });

    for (const [range, status] of [
      ['bytes=1-2', 206],
      ['bytes=9-', 416],
    ] as const) {
      test(`4.318 ${range} of what has not come whole: ${status}, and no more of it (RFC 9111 3.3)`, async () => {
        const all = await scene(stage);
        const page = replyOf('page', FRESH);
        const [first, end] = await begin(all, page.slice(0, -1));
        const other = await all.connect();
        other.send(getWith(`Range: ${range}`));
        const part = await receiveResponse(other);
        expect(part.status).toBe(status);
        expect(part.body).toBe(status === 206 ? 'ag' : '');
        await other.expectFin();
        end.sendFin();
        await first.untilRst();
        const { response } = await exchange(all, GET, OK);
        expect(response.body).toBe('ok');
      });
    }

    test('4.319 a part whose last byte never comes is cut short, too (RFC 9111 3.3)', async () => {
      const all = await scene(stage);
      const [first, end] = await begin(
        all,
        replyOf('page', FRESH).slice(0, -1),
      );
      const other = await all.connect();
      other.send(getWith('Range: bytes=2-3'));
      await other.receiveUntil('\r\n\r\ng');
      end.sendFin();
      await first.untilRst();
      await other.untilRst();
    });

    test('4.320 one that replaces a stale one leaves nothing half (RFC 9111 3.3)', async () => {
      const all = await scene(stage);
      await exchange(all, GET, replyOf('old', STALE, 'ETag: "a"'));
      all.origin.answer({
        bytes: replyOf('page', FRESH).slice(0, -1),
        ending: 'FIN',
      });
      const client = await all.connect();
      client.send(GET);
      await client.untilRst();
      const { response } = await exchange(all, GET, OK);
      expect(response.body).toBe('ok');
    });

    test('4.394 nor does one that was fetched behind the back of its clients (RFC 9111 3.3)', async () => {
      const all = await scene(stage);
      const long = 'Cache-Control: max-age=0, stale-while-revalidate=1000';
      await exchange(all, GET, replyOf('old', long, 'ETag: "a"'));
      all.origin.answer({
        bytes: replyOf('page', FRESH).slice(0, -1),
        ending: 'FIN',
      });
      const client = await all.connect();
      client.send(GET);
      expect((await receiveResponse(client)).body).toBe('old');
      await all.fence();
      expect(all.origin.requests.length, 'requests at the origin').toBe(2);
      all.origin.answer(OK);
      expect((await exchange(all, GET, OK)).response.body).toBe('old');
      await all.fence();
      expect((await exchange(all, GET, OK)).response.body).toBe('ok');
    });
  });
}
