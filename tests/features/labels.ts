import { describe, expect, test } from 'vitest';
import { getOf, head, OK } from '../kit/bytes.ts';
import { receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import { exchange } from '../kit/steps.ts';
import { getWith, replyOf } from './messages.ts';
import { type FeaturesStage, testOfOptions, withOptions } from './stage.ts';

const HINT =
  'The field is set, not added, and it is set last: on whatever final ' +
  'response goes out, also on one that no origin ever saw.';

const GET = getOf('/');
const HEAD = GET.replace('GET', 'HEAD');
const OLD = head('GET / HTTP/1.0', 'Host: a.example');

/** Responses of the origin: what they are, the request, the reply. */
const RELAYED = [
  ['200', GET, OK],
  ['an origin that says foo itself', GET, replyOf('', 'foo: origin')],
  ['an origin that says it twice', GET, replyOf('', 'FOO: x', 'Foo: bar')],
  ['404', GET, OK.replace('200 OK', '404 Not Found')],
  ['204', GET, head('HTTP/1.1 204 No Content')],
  ['304', GET, head('HTTP/1.1 304 Not Modified')],
  ['HEAD', HEAD, head('HTTP/1.1 200 OK', 'Content-Length: 2')],
  ['a client of HTTP/1.0', OLD, OK],
] as const;

/** Requests that the proxy refuses by itself: the status, the request. */
const REFUSED = [
  [400, 'GARBAGE\r\n\r\n'],
  [400, head('GET / HTTP/1.1', 'Connection: close')],
  [414, head(`GET /${'x'.repeat(9000)} HTTP/1.1`)],
  [431, head('GET / HTTP/1.1', `A: ${'x'.repeat(20_000)}`)],
  [501, head('CONNECT a:1 HTTP/1.1', 'Host: a:1')],
  [505, head('GET / HTTP/2.0', 'Host: a')],
] as const;

/** A field of ours on every final response. */
export function labels(stage: FeaturesStage): void {
  describe('response headers', { meta: { hint: HINT } }, () => {
    for (const [what, request, reply] of RELAYED) {
      test(`4.1 foo: bar, exactly once: ${what}`, async () => {
        const { response } = await exchange(await scene(stage), request, reply);
        expect(valuesOf(response, 'foo')).toEqual(['bar']);
      });
    }

    for (const [status, request] of REFUSED) {
      test(`4.2 also on our own ${status}: ${request.slice(0, 12).trim()}`, async () => {
        const { connect } = await scene(stage);
        const client = await connect();
        client.send(request);
        const response = await receiveResponse(client);
        expect(response.status).toBe(status);
        expect(valuesOf(response, 'foo')).toEqual(['bar']);
      });
    }

    for (const isDown of [true, false]) {
      test(`4.3 also on a 502: origin ${isDown ? 'down' : 'sends garbage'}`, async () => {
        const { origin, connect } = await scene(stage);
        if (isDown) await origin.goDown();
        else origin.answer('GARBAGE\r\n\r\n');
        const client = await connect();
        client.send(GET);
        const response = await receiveResponse(client);
        expect(response.status).toBe(502);
        expect(valuesOf(response, 'foo')).toEqual(['bar']);
      });
    }

    test('4.4 also on a cached response, once', async () => {
      const all = await scene(stage);
      const reply = replyOf('ok', 'Cache-Control: max-age=1000', 'foo: x');
      await exchange(all, GET, reply);
      const { response } = await exchange(all, GET);
      expect(all.origin.requests.length, 'requests at the origin').toBe(1);
      expect(valuesOf(response, 'foo')).toEqual(['bar']);
    });

    test('4.5 not on an interim response', async () => {
      const { origin, connect } = await scene(stage);
      origin.answer(head('HTTP/1.1 103 Early Hints', 'Link: </a>') + OK);
      const client = await connect();
      client.send(GET);
      const early = await receiveResponse(client);
      expect(early.fields).toEqual([['Link', '</a>']]);
      const final = await receiveResponse(client);
      expect(valuesOf(final, 'foo')).toEqual(['bar']);
    });

    testOfOptions('4.6 other fields, by an option', async () => {
      const headers = [
        ['X-One', '1'],
        ['X-Two', '2'],
      ] as const;
      const all = await scene(withOptions(stage, { headers }));
      const reply = replyOf('', 'x-two: origin');
      const { response } = await exchange(all, getWith(), reply);
      expect(valuesOf(response, 'X-One')).toEqual(['1']);
      expect(valuesOf(response, 'X-Two')).toEqual(['2']);
      expect(valuesOf(response, 'foo')).toEqual([]);
    });
  });
}
