import { describe, expect, test } from 'vitest';
import { chunks, head, OK } from '../kit/bytes.ts';
import { receiveHead, receiveResponse, valuesOf } from '../kit/message.ts';
import type { ReplyLike } from '../kit/origin.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';

const HINT =
  'The next message begins right behind the last byte of this one: read ' +
  'exactly as far as the framing says, neither less nor more.';

const FIN_HINT =
  'No message can follow a body that ends with the connection. Pass it on in ' +
  'chunks, and one can; but HTTP/1.0 knows no chunks.';

const HOST = 'Host: a.example';
const NEXT = head('GET /next HTTP/1.1', HOST);
const CHUNKED = 'Transfer-Encoding: chunked';
const COUNTED = 'Content-Length: 6';

/** Requests in front of another one: what they are, and their bytes. */
const REQUESTS = [
  [
    'a body by its length',
    `${head('POST / HTTP/1.1', HOST, COUNTED)}a\r\n\r\nb`,
  ],
  [
    'a body in chunks',
    head('POST / HTTP/1.1', HOST, CHUNKED) + chunks('ab', 'c'),
  ],
  ['trailers', `${head('POST / HTTP/1.1', HOST, CHUNKED)}0\r\nA: b\r\n\r\n`],
  ['HEAD', head('HEAD / HTTP/1.1', HOST)],
  [
    '"Connection: Close" in a body',
    `${head('POST / HTTP/1.1', HOST, 'Content-Length: 21')}Connection: Close\r\n\r\n`,
  ],
] as const;

/** Responses in front of another one: what they are, and the reply. */
const RESPONSES: readonly (readonly [string, ReplyLike])[] = [
  ['204', head('HTTP/1.1 204 No Content')],
  [
    '304 with Content-Length',
    head('HTTP/1.1 304 Not Modified', 'Content-Length: 5'),
  ],
  ['a body in chunks', head('HTTP/1.1 200 OK', CHUNKED) + chunks('hello')],
  ['bytes behind Content-Length', `${OK}HTTP/1.1 666 Evil\r\n\r\n`],
  [
    'bytes behind the last chunk',
    `${head('HTTP/1.1 200 OK', CHUNKED)}${chunks()}HTTP/1.1 666 Evil\r\n\r\n`,
  ],
  [
    'Connection: close',
    head('HTTP/1.1 200 OK', 'Connection: close', 'Content-Length: 0'),
  ],
  ['HTTP/1.0', head('HTTP/1.0 200 OK', 'Content-Length: 0')],
  ['103 before it', head('HTTP/1.1 103 Early Hints') + OK],
  [
    'a body up to FIN',
    { bytes: 'HTTP/1.0 200 OK\r\n\r\nhello', ending: 'FIN' },
  ],
];

/** One message behind the other on one connection. */
export function nextRequest(stage: Stage): void {
  describe('the next request', { meta: { hint: HINT } }, () => {
    for (const [what, bytes] of REQUESTS) {
      test(`2.7 behind a request with ${what} comes another one`, async () => {
        const { origin, connect } = await scene(stage);
        origin.answer(OK);
        const client = await connect();
        client.send(bytes);
        await receiveResponse(client, bytes.split(' ')[0]);
        client.send(NEXT);
        expect((await receiveResponse(client)).body).toBe('ok');
        expect(origin.requests.at(-1)?.line).toBe('GET /next HTTP/1.1');
      });
    }

    for (const [what, reply] of RESPONSES) {
      const meta = { hint: what.includes('up to FIN') ? FIN_HINT : HINT };
      test(`2.8 behind a response with ${what} comes another one`, {
        meta,
      }, async () => {
        const { origin, connect } = await scene(stage);
        origin.answer(reply, OK);
        const client = await connect();
        client.send(head('GET / HTTP/1.1', HOST));
        let response = await receiveResponse(client);
        if (response.status === 103) response = await receiveResponse(client);
        client.send(NEXT);
        expect(await receiveResponse(client)).toMatchObject({
          status: 200,
          body: 'ok',
        });
      });
    }

    const meta = { hint: FIN_HINT };
    test('2.9 a body up to FIN: in chunks, and the connection stays', {
      meta,
    }, async () => {
      const { origin, connect } = await scene(stage);
      origin.answer({ bytes: 'HTTP/1.1 200 OK\r\n\r\nhello', ending: 'FIN' });
      const client = await connect();
      client.send(head('GET / HTTP/1.1', HOST));
      const response = await receiveResponse(client);
      expect(response).toMatchObject({ framing: 'chunked', body: 'hello' });
    });

    test('2.10 the same for HTTP/1.0: up to FIN, and so it closes', {
      meta,
    }, async () => {
      const { origin, connect } = await scene(stage);
      origin.answer({ bytes: 'HTTP/1.1 200 OK\r\n\r\nhello', ending: 'FIN' });
      const client = await connect();
      client.send(head('GET / HTTP/1.0', HOST, 'Connection: keep-alive'));
      const response = await receiveResponse(client);
      expect(response).toMatchObject({ framing: 'until-close', body: 'hello' });
      expect(valuesOf(response, 'Connection')).toEqual(['close']);
    });

    test('2.11 a body up to FIN that is cut short is never completed', {
      meta,
    }, async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(head('GET / HTTP/1.1', HOST));
      const { end } = await origin.nextRequest();
      end.send('HTTP/1.1 200 OK\r\n\r\nhalf');
      await receiveHead(client);
      await client.receiveUntil('half\r\n');
      end.sendRst();
      await client.untilRst();
    });
  });
}
