import { describe, expect, test } from 'vitest';
import { chunks, GET, head, OK } from '../kit/bytes.ts';
import { receiveHead } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { GET_GZIP, isGzipped, TEXT } from './messages.ts';

const HINT =
  'Trailers go where the head of their message goes: what may not stand in ' +
  'one may not stand in the other, and what is no longer true stays behind.';

const CHUNKED = ['Transfer-Encoding: chunked', 'Connection: close, X-Hop'];

/** A chunked body with trailers. */
const withTrailers = (body: string, ...trailers: readonly string[]): string =>
  chunks(body).replace(/\r\n$/, `${trailers.join('\r\n')}\r\n\r\n`);

/** What stands behind the last chunk. */
export function trailers(stage: Stage): void {
  describe('trailers', { meta: { hint: HINT } }, () => {
    const what = withTrailers(TEXT, 'X-Hop: a', 'X-End: b');

    test('4.728 those that Connection names go no further: request (RFC 9110 7.6.1)', async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      const lines = ['POST / HTTP/1.1', 'Host: a.example', ...CHUNKED];
      client.send(head(...lines) + what);
      const { end } = await origin.nextRequest();
      const body = await end.receiveUntil('X-End: b\r\n\r\n');
      expect(body.toString()).not.toContain('X-Hop');
      end.send(OK);
      await receiveHead(client);
    });

    test('4.728 those that Connection names go no further: response (RFC 9110 7.6.1)', async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(GET);
      const { end } = await origin.nextRequest();
      end.send(head('HTTP/1.1 200 OK', ...CHUNKED) + what);
      const body = await client.receiveUntil('X-End: b\r\n\r\n');
      expect(body.toString()).not.toContain('X-Hop');
    });

    test('4.729 a digest of the plain bytes does not follow the compressed ones (RFC 9530 2)', async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(GET_GZIP);
      const { end } = await origin.nextRequest();
      const text = ['Content-Type: text/plain', 'Transfer-Encoding: chunked'];
      const digests = ['Content-Digest: sha-256=:YQ==:', 'Digest: md5=YQ=='];
      digests.push('Repr-Digest: sha-256=:YQ==:', 'Content-MD5: YQ==');
      const last = [...digests, 'X-End: b'];
      end.send(head('HTTP/1.1 200 OK', ...text) + withTrailers(TEXT, ...last));
      expect(isGzipped(await receiveHead(client))).toBe(true);
      const body = await client.receiveUntil('X-End: b\r\n\r\n');
      expect(body.toString('latin1')).not.toMatch(/Digest|MD5/);
    });

    test('4.729 a digest follows bytes that are as they were', async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(GET);
      const { end } = await origin.nextRequest();
      const digest = 'Content-Digest: sha-256=:YQ==:';
      const [coding] = CHUNKED;
      end.send(head('HTTP/1.1 200 OK', coding!) + withTrailers(TEXT, digest));
      await client.receiveUntil(`\r\n0\r\n${digest}\r\n\r\n`);
    });
  });
}
