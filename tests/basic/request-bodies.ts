import { describe, expect, test } from 'vitest';
import { chunks, OK, postHead, postOf } from '../kit/bytes.ts';
import {
  echoLongBody,
  MIB,
  receiveLongBody,
  sendLongBody,
} from '../kit/long-body.ts';
import { receiveBody, receiveHead, receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';
import { BYTES_HINT } from './odd-heads.ts';

const HINT =
  'The empty line ends the head, not the message: behind it come as many ' +
  'bytes as Content-Length says, or chunks up to the one of size 0.';

const EVERY_BYTE = String.fromCharCode(...Array(256).keys());
const CHUNKED = postHead('Transfer-Encoding: chunked');

/** Requests with a body: what it is called, its bytes, the body. */
const BODIES = [
  ['of no byte', postOf(''), ''],
  ['that comes with the head', postOf('hello'), 'hello'],
  [
    'with empty lines in it',
    postOf('a\r\n\r\nb\r\n\r\n'),
    'a\r\n\r\nb\r\n\r\n',
  ],
  ['of every byte there is', postOf(EVERY_BYTE), EVERY_BYTE],
  ['in chunks', CHUNKED + chunks('hello, ', 'world'), 'hello, world'],
  ['in chunks of every byte', CHUNKED + chunks(EVERY_BYTE), EVERY_BYTE],
  ['in no chunk', CHUNKED + chunks(), ''],
  [
    'in chunks, sizes in capitals',
    `${CHUNKED}A\r\n0123456789\r\n0\r\n\r\n`,
    '0123456789',
  ],
  [
    'in chunks, sizes with zeros',
    `${CHUNKED}0003\r\nabc\r\n000\r\n\r\n`,
    'abc',
  ],
  [
    'in chunks with extensions',
    `${CHUNKED}3;a=b;c="d"\r\nabc\r\n0;z\r\n\r\n`,
    'abc',
  ],
  [
    'in chunks with trailers',
    `${CHUNKED}3\r\nabc\r\n0\r\nX-Sum: 6\r\n\r\n`,
    'abc',
  ],
] as const;

/** Bodies of requests reach the origin. */
export function requestBodies(stage: Stage): void {
  describe('bodies of requests', { meta: { hint: HINT } }, () => {
    for (const [name, bytes, body] of BODIES) {
      const meta = { hint: name.includes('every byte') ? BYTES_HINT : HINT };
      test(`1.14 a body ${name}`, { meta }, async () => {
        const { request, response } = await exchange(await scene(stage), bytes);
        expect(request.body).toEqualBytes(body);
        expect(response.status).toBe(200);
      });
    }

    test('1.15 a body that comes after the head, in pieces', async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(postHead('Content-Length: 6'));
      const { end } = await origin.nextRequest();
      for (const piece of ['one', 'two']) {
        client.send(piece);
        await end.expectBytes(piece);
      }
      end.send(OK);
      expect((await receiveResponse(client)).status).toBe(200);
    });

    test('1.16 a chunk is passed on before the next one has come', async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(`${CHUNKED}3\r\nabc\r\n`);
      const { head, end } = await origin.nextRequest();
      await end.receiveUntil('abc\r\n');
      client.send('0\r\n\r\n');
      expect((await receiveBody(end, head)).body).toBe('');
      end.send(OK);
      expect((await receiveResponse(client)).status).toBe(200);
    });

    test('1.17 a body is no request: "Connection: close" in it', async () => {
      const body = 'GET /two HTTP/1.1\r\nConnection: close\r\n\r\n';
      const all = await scene(stage);
      const { request } = await exchange(all, postOf(body));
      expect(request.body).toEqualBytes(body);
      expect(all.origin.requests.length, 'requests at the origin').toBe(1);
    });

    test('1.18 32 MiB are echoed while they are sent', async () => {
      const length = 32 * MIB;
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(postHead(`Content-Length: ${length}`));
      const sending = sendLongBody(client, length);
      const { end } = await origin.nextRequest();
      end.send(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`);
      const receive = async () => {
        await receiveHead(client);
        await receiveLongBody(client, length);
      };
      await Promise.all([sending, echoLongBody(end, length), receive()]);
    });
  });
}
