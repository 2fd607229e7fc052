import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { chunks, head, OK } from '../kit/bytes.ts';
import { MIB } from '../kit/long-body.ts';
import {
  type Field,
  receiveHead,
  receiveResponse,
  valuesOf,
} from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange, expectServed } from '../kit/steps.ts';
import * as gzip from './messages.ts';

const HINT =
  'Compressed bytes are another representation: another length, another ' +
  'ETag, and all who cache it must know what it depends on.';

const { GET_GZIP, TEXT } = gzip;
const OPEN = `${GET_GZIP.replace('Connection: close\r\n', '')}`;
const OLD = head(
  'GET / HTTP/1.0',
  'Host: a.example',
  'Connection: keep-alive',
  'Accept-Encoding: gzip',
);

/** What an origin says of a text, and what is said of it compressed. */
const TAGS = [
  ['"a"', 'W/"a"'],
  ['W/"a"', 'W/"a"'],
] as const;

const FRAMING = ['Content-Length', 'Transfer-Encoding', 'Cache-Status'];

/** How a compressed response looks on the wire. */
export function gzipMessages(stage: Stage): void {
  describe('compressed messages', { meta: { hint: HINT } }, () => {
    for (const [sent, told] of TAGS) {
      test(`4.13 ETag: ${sent} becomes ${told}`, async () => {
        const all = await scene(stage);
        const reply = gzip.textOf(TEXT, `ETag: ${sent}`);
        const { response } = await exchange(all, GET_GZIP, reply);
        expect(valuesOf(response, 'ETag')).toEqual([told]);
      });
    }

    test('4.14 Vary names Accept-Encoding, and what the origin named', async () => {
      const all = await scene(stage);
      const reply = gzip.textOf(TEXT, 'vary: Cookie');
      const { response } = await exchange(all, GET_GZIP, reply);
      expect(gzip.variesBy(response).sort()).toEqual([
        'accept-encoding',
        'cookie',
      ]);
    });

    test('4.817 Vary names Accept-Encoding once, if the origin has', async () => {
      const all = await scene(stage);
      const reply = gzip.textOf(TEXT, 'Vary: Cookie, accept-ENCODING');
      const { response } = await exchange(all, GET_GZIP, reply);
      expect(valuesOf(response, 'Vary')).toEqual(['Cookie, accept-ENCODING']);
    });

    for (const name of ['Content-Length', 'content-length', 'CONTENT-LENGTH']) {
      test(`4.15 the plain length does not stay: ${name}`, async () => {
        const all = await scene(stage);
        const reply = gzip.textOf(TEXT).replace('Content-Length', name);
        const { response } = await exchange(all, GET_GZIP, reply);
        expect(valuesOf(response, 'Content-Length')).toEqual([]);
        expect(gzip.unzipped(response)).toEqualBytes(TEXT);
      });
    }

    test('4.16 HEAD: the fields that the GET has, and no body', async () => {
      const all = await scene(stage);
      const reply = gzip.textOf(TEXT, 'ETag: "a"', 'Date: x');
      const get = await exchange(all, GET_GZIP, reply);
      all.origin.answer(reply.slice(0, -TEXT.length));
      const client = await all.connect();
      client.send(GET_GZIP.replace('GET', 'HEAD'));
      const answer = await receiveHead(client);
      await client.expectFin();
      const ofContent = ([name]: Field) => !FRAMING.includes(name);
      expect(answer.fields.filter(ofContent)).toEqual(
        get.response.fields.filter(ofContent),
      );
    });

    test('4.17 304: the ETag and Vary of the GET, no length, no body', async () => {
      const { origin, connect } = await scene(stage);
      origin.answer(
        head('HTTP/1.1 304 Not Modified', 'ETag: "a"', 'Content-Length: 43'),
      );
      const client = await connect();
      client.send(GET_GZIP);
      const answer = await receiveHead(client);
      await client.expectFin();
      expect(valuesOf(answer, 'ETag')).toEqual(['W/"a"']);
      expect(gzip.variesBy(answer)).toEqual(['accept-encoding']);
      expect(valuesOf(answer, 'Content-Encoding')).toEqual([]);
      expect(valuesOf(answer, 'Content-Length')).toEqual([]);
    });

    test('4.18 in chunks to HTTP/1.1, which stays open', async () => {
      const { origin, connect } = await scene(stage);
      origin.answer(gzip.textOf(TEXT));
      const client = await connect();
      for (let count = 0; count < 2; count++) {
        client.send(OPEN);
        const response = await receiveResponse(client);
        expect(response.framing).toBe('chunked');
        expect(gzip.unzipped(response)).toEqualBytes(TEXT);
      }
    });

    test('4.19 up to FIN to HTTP/1.0, and says so', async () => {
      const all = await scene(stage);
      const { response } = await exchange(all, OLD, gzip.textOf(TEXT));
      expect(response.framing).toBe('until-close');
      expect(valuesOf(response, 'Connection')).toEqual(['close']);
      expect(gzip.unzipped(response)).toEqualBytes(TEXT);
    });

    test('4.20 line by line, before the origin is done', async () => {
      const { origin, connect } = await scene(stage);
      const client = await connect();
      client.send(GET_GZIP);
      const { end } = await origin.nextRequest();
      end.send(gzip.textOf(TEXT.repeat(2)).slice(0, -2 * TEXT.length));
      await receiveHead(client);
      end.send(TEXT);
      expect(await gzip.receiveZipped(client, TEXT)).toBe(TEXT);
    });

    test('4.21 ten megabytes come out as they went in', async () => {
      const all = await scene(stage);
      let body = '';
      for (let line = 0; body.length < 10 * MIB; line++) {
        body += `${line} ${line * line} ${TEXT}`;
      }
      const { response } = await exchange(all, GET_GZIP, gzip.textOf(body));
      expect(response.body.length).toBeLessThan(body.length / 2);
      expect(hashOf(gzip.unzipped(response))).toBe(hashOf(body));
    });

    test('4.22 bytes behind the response are no second response', async () => {
      const all = await scene(stage);
      all.origin.answer(gzip.textOf(TEXT) + OK.replace('ok', 'no'), OK);
      const client = await all.connect();
      client.send(OPEN);
      expect(gzip.unzipped(await receiveResponse(client))).toBe(TEXT);
      client.send(OPEN);
      expect((await receiveResponse(client)).body).toBe('ok');
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        2,
      );
    });

    test('4.23 with its trailers', async () => {
      const all = await scene(stage);
      const lines = ['Content-Type: text/plain', 'Transfer-Encoding: chunked'];
      const body = chunks(TEXT).replace(/\r\n$/, 'X-Sum: 7\r\n\r\n');
      const reply = head('HTTP/1.1 200 OK', ...lines) + body;
      const { response } = await exchange(all, GET_GZIP, reply);
      expect(gzip.unzipped(response)).toBe(TEXT);
      expect(response.trailers).toEqual([['X-Sum', '7']]);
    });
  });

  describe('compressed messages that are cut short', {
    meta: { hint: 'Half a text must not become a complete gzip stream.' },
  }, () => {
    for (const ending of ['FIN', 'RST'] as const) {
      for (const request of [OPEN, OLD]) {
        const version = request === OLD ? '1.0' : '1.1';
        test(`4.24 ${ending} half-way: HTTP/${version} is reset`, async () => {
          const all = await scene(stage);
          const client = await all.connect();
          client.send(request);
          const { end } = await all.origin.nextRequest();
          const whole = gzip.textOf(TEXT.repeat(2));
          end.send(whole.slice(0, -TEXT.length));
          await receiveHead(client);
          await client.receive(20);
          if (ending === 'FIN') end.sendFin();
          else end.sendRst();
          await client.untilRst();
          await expectServed(all);
        });
      }
    }

    test('4.25 a client that leaves half-way', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.send(OPEN);
      const { end } = await all.origin.nextRequest();
      end.send(gzip.textOf(TEXT.repeat(2)).slice(0, -TEXT.length));
      await receiveHead(client);
      client.sendRst();
      await end.expectEnd();
      await expectServed(all);
    });
  });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex');
}
