import { describe, expect } from 'vitest';
import { GET, head } from '../kit/bytes.ts';
import { valuesOf } from '../kit/message.ts';
import {
  asked,
  chunkOf,
  fetched,
  LAST_CHUNK,
  pageOf,
  REFRESHED,
  refreshAsked,
  refreshing,
  shown,
} from './cache-scenes.ts';
import { gatewayScene } from './gateway-scene.ts';
import { SECOND } from './hand-clock.ts';
import { GET_GZIP, getWith, openOf, replyOf, TEXT } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'What is for one client alone, or was overtaken by a change, is shown to ' +
  'nobody else, in whatever way it came into the store.';

const HEAD = GET.replace('GET', 'HEAD');
const PUT = openOf('PUT', '/');
const CHUNKED = 'Transfer-Encoding: chunked';

/** A 304 with another word on freshness, and a field of its own. */
function confirmation(...fields: readonly string[]): string {
  return head('HTTP/1.1 304 Not Modified', 'ETag: "old"', ...fields);
}

/** What is not to be shown to others. */
export function cacheOthers(stage: FeaturesStage): void {
  describe('for nobody else', { meta: { hint: HINT } }, () => {
    testOfOptions(
      '4.720 a refresh that a PUT overtakes is shown to nobody (RFC 9111 4.4)',
      async () => {
        const { all, finish } = await refreshing(stage);
        await fetched(all, PUT, head('HTTP/1.1 204 No Content'));
        finish();
        await all.fence();
        expect((await fetched(all, GET, pageOf('max-age=9', 'put'))).body).toBe(
          'put',
        );
      },
    );

    testOfOptions(
      '4.721 a refresh does not take the place of what is newer (RFC 9111 4)',
      async () => {
        const { all, finish } = await refreshing(stage);
        const asking = getWith('Cache-Control: no-cache');
        await fetched(all, asking, pageOf('max-age=9', 'newest'));
        finish();
        await all.fence();
        expect((await shown(all, GET)).body).toBe('newest');
      },
    );

    testOfOptions(
      '4.886 nor does one of which but the end was to come (RFC 9111 4.4)',
      async () => {
        const { all, end } = await refreshAsked(stage);
        const fields = [`Cache-Control: ${REFRESHED}`, CHUNKED];
        end.send(head('HTTP/1.1 200 OK', ...fields) + chunkOf('new'));
        await all.fence();
        await fetched(all, PUT, head('HTTP/1.1 204 No Content'));
        end.send(LAST_CHUNK);
        await all.fence();
        expect((await fetched(all, GET, pageOf('max-age=9', 'put'))).body).toBe(
          'put',
        );
      },
    );

    for (const [own, field, section] of [
      ['Cache-Control: no-store', 'X-For: alice', '5.2.1.5'],
      ['Authorization: Basic YQ==', 'Set-Cookie: user=alice', '3.5'],
    ] as const) {
      testOfOptions(
        `4.722 nobody is shown the 304 to ${own} (RFC 9111 ${section})`,
        async () => {
          const { all, clock } = await gatewayScene(stage);
          await fetched(all, GET, pageOf('max-age=10'));
          clock.turn(20 * SECOND);
          const news = confirmation('Cache-Control: max-age=100', field);
          const answer = await fetched(all, getWith(own), news);
          expect(answer.body).toBe('old');
          expect(answer.raw).toContain(field);
          const next = await fetched(all, GET, pageOf('max-age=10', 'new'));
          expect(next).toMatchObject({ body: 'new' });
          expect(next.raw).not.toContain(field);
        },
      );
    }

    for (const own of [
      'Cache-Control: no-store',
      'Authorization: Basic YQ==',
    ]) {
      for (const [what, answer] of [
        ['304', confirmation()],
        ['200', pageOf('no-cache', 'own')],
      ] as const) {
        testOfOptions(
          `4.850 the ${what} to ${own} leaves what is fresh to the others`,
          async () => {
            const { all } = await gatewayScene(stage);
            await fetched(all, GET, pageOf('max-age=10'));
            const wish = getWith(own, 'Cache-Control: no-cache');
            expect((await fetched(all, wish, answer)).status).toBe(200);
            expect((await shown(all, GET)).body).toBe('old');
          },
        );
      }
    }

    testOfOptions(
      '4.723 a HEAD that finds the page leaves no stored 404 (RFC 9111 4.3.5)',
      async () => {
        const { all, clock } = await gatewayScene(stage);
        const missing = pageOf('max-age=10').replace('200 OK', '404 Not Found');
        expect((await fetched(all, GET, missing)).status).toBe(404);
        clock.turn(20 * SECOND);
        const found = ['Cache-Control: max-age=100', CHUNKED];
        await fetched(all, HEAD, head('HTTP/1.1 200 OK', ...found));
        const next = await fetched(all, GET, pageOf('max-age=10', 'here'));
        expect(next).toMatchObject({ status: 200, body: 'here' });
      },
    );

    testOfOptions(
      '4.724 HEAD of a stored 204 names no length (RFC 9110 8.6)',
      async () => {
        const { all } = await gatewayScene(stage);
        const said = 'Cache-Control: max-age=100';
        await fetched(all, GET, head('HTTP/1.1 204 No Content', said));
        const response = await shown(all, HEAD);
        expect(response.status).toBe(204);
        expect(valuesOf(response, 'Content-Length')).toEqual([]);
      },
    );

    testOfOptions('4.725 trailers take room in the store', async () => {
      const { all } = await gatewayScene(stage, { cacheSize: 100_000 });
      const trailer = `X: ${'x'.repeat(6000)}\r\n\r\n`;
      const said = ['Cache-Control: max-age=99', CHUNKED, 'Connection: close'];
      const reply = `${head('HTTP/1.1 200 OK', ...said) + chunkOf('a')}0\r\n`;
      for (let at = 0; at < 30; at++) {
        await fetched(all, openOf('GET', `/${at}`), reply + trailer);
      }
      // The oldest have gone, the newest has not.
      await shown(all, openOf('GET', '/29'));
      await fetched(all, openOf('GET', '/9'), reply + trailer);
    });

    testOfOptions(
      '4.726 nor are trailers shown that are private (RFC 9111 5.2.2.7)',
      async () => {
        const { all } = await gatewayScene(stage);
        const said = 'Cache-Control: max-age=99, private="X-User"';
        const fields = [said, CHUNKED, 'Content-Type: text/plain'];
        const page = head('HTTP/1.1 200 OK', ...fields) + chunkOf(TEXT);
        await fetched(all, GET, `${page}0\r\nX-User: alice\r\nX: b\r\n\r\n`);
        // In chunks, so that trailers can be told.
        const client = await asked(all, GET_GZIP);
        const hit = await client.receiveUntil('X: b\r\n\r\n');
        expect(hit.toString('latin1')).not.toContain('alice');
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          1,
        );
      },
    );

    testOfOptions(
      '4.727 another variant that varies anew is asked about (RFC 9111 4.1)',
      async () => {
        const { all, clock } = await gatewayScene(stage);
        const one = getWith('A: 1', 'B: x');
        const two = getWith('A: 2', 'B: x');
        for (const [request, body] of [
          [one, 'one'],
          [two, 'two'],
        ] as const) {
          const said = ['Cache-Control: max-age=10', 'Vary: A'];
          const fields = [...said, `ETag: "${body}"`, 'Connection: close'];
          await fetched(all, request, replyOf(body, ...fields));
        }
        clock.turn(20 * SECOND);
        const fields = ['ETag: "one"', 'Vary: A, B'];
        const fresh = ['Cache-Control: max-age=100', ...fields];
        const news = head('HTTP/1.1 304 Not Modified', ...fresh);
        expect((await fetched(all, two, news)).body).toBe('one');
        const other = getWith('A: 1', 'B: other');
        const page = pageOf('max-age=10', 'other');
        expect((await fetched(all, other, page)).body).toBe('other');
      },
    );
  });
}
