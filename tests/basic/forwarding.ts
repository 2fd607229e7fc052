import { describe, expect, test } from 'vitest';
import { GET, getOf, head, OK, postHead } from '../kit/bytes.ts';
import { receiveHead, receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange, expectServed } from '../kit/steps.ts';

const HINT =
  'Read a head from the client, send it to a new connection to the ' +
  'upstream, and what comes back to the client, then end the connection.';

const PARTS_HINT =
  'Pass on each piece as it comes, both ways at once: the request need not be ' +
  'over when its response begins, nor the response when it is passed on.';

const END_HINT =
  'A response is over when all bytes that its Content-Length tells have come, ' +
  'though the upstream stays open. End the connection of the client then.';

const DOWN_HINT =
  "An upstream that refuses shows in an 'error' event of its socket, which " +
  'ends the program if nobody listens to it. The client is told 502.';

/** A request goes to the origin, its response comes back. */
export function forwarding(stage: Stage): void {
  describe('forwarding', { meta: { hint: HINT } }, () => {
    test('1.1 a request reaches the origin: method, target, Host, fields', async () => {
      const { request } = await exchange(
        await scene(stage),
        head(
          'DELETE /a%20b?c=d&e HTTP/1.1',
          'Host: a.example',
          'User-Agent: nc',
          'accept: text/*',
          'Connection: close',
        ),
      );
      expect(request.line).toBe('DELETE /a%20b?c=d&e HTTP/1.1');
      expect(valuesOf(request, 'Host')).toEqual(['a.example']);
      expect(valuesOf(request, 'User-Agent')).toEqual(['nc']);
      expect(valuesOf(request, 'Accept')).toEqual(['text/*']);
    });

    test('1.2 its response comes back: status, reason, fields, body', async () => {
      const { response } = await exchange(
        await scene(stage),
        GET,
        `${head(
          'HTTP/1.1 201 Made For You',
          'Content-Length: 6',
          'Content-Type: text/plain',
          'X-Colour: blue',
        )}Hello!`,
      );
      expect(response.line).toBe('HTTP/1.1 201 Made For You');
      expect(valuesOf(response, 'Content-Type')).toEqual(['text/plain']);
      expect(valuesOf(response, 'X-Colour')).toEqual(['blue']);
      expect(response.body).toEqualBytes('Hello!');
    });

    const parts = { hint: PARTS_HINT };
    const meta = { hint: END_HINT };
    test('1.3 it is answered at once, though the origin stays open', {
      meta,
    }, async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(GET);
      const { end } = await origin.nextRequest();
      end.send(OK);
      expect((await receiveResponse(client)).body).toBe('ok');
      await client.expectFin();
    });

    test('1.4 the first part arrives before the origin is done', {
      meta: parts,
    }, async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(GET);
      const { end } = await origin.nextRequest();
      end.send(head('HTTP/1.1 200 OK', 'Content-Length: 10'));
      await receiveHead(client);
      end.send('first');
      await client.expectBytes('first');
      end.send('later');
      await client.expectBytes('later');
    });

    test('1.5 the answer may begin before the request has ended', {
      meta: parts,
    }, async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(postHead('Content-Length: 10'));
      const { end } = await origin.nextRequest();
      end.send(head('HTTP/1.1 200 OK', 'Content-Length: 10'));
      await receiveHead(client);
      for (const piece of ['01234', '56789']) {
        client.send(piece);
        await end.expectBytes(piece);
        end.send(piece);
        await client.expectBytes(piece);
      }
    });

    test('1.6 clients are served one after the other', { meta }, async () => {
      const { origin, connect } = await scene(stage);
      origin.answerBy(({ line }) => `${OK.slice(0, -2)}${line[5]}${line[6]}`);
      for (const target of ['/aa', '/bb', '/cc']) {
        const client = await connect();
        client.send(getOf(target));
        expect(`/${(await receiveResponse(client)).body}`).toBe(target);
        await client.expectFin();
        client.sendFin();
      }
    });
  });

  describe('an origin that is down', { meta: { hint: DOWN_HINT } }, () => {
    test('1.7 origin down: 502 Bad Gateway', async () => {
      const { origin, connect } = await scene(stage);
      await origin.goDown();
      const client = await connect();
      client.send(GET);
      const response = await receiveResponse(client);
      expect(response.line).toBe('HTTP/1.1 502 Bad Gateway');
      const lengths = valuesOf(response, 'Content-Length');
      expect(lengths, 'its Content-Length: no body').toEqual(['0']);
      await client.expectFin();
    });

    test('1.8 once the origin is back, the next request works', async () => {
      const all = await scene(stage);
      await all.origin.goDown();
      const client = await all.connect();
      client.send(GET);
      expect((await receiveResponse(client)).status).toBe(502);
      client.sendFin();
      await all.origin.comeBack();
      await expectServed(all);
    });
  });
}
