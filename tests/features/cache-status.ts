import { describe, expect } from 'vitest';
import { GET, head, OK, postOf } from '../kit/bytes.ts';
import { type Head, receiveResponse, valuesOf } from '../kit/message.ts';
import { type Scene, scene } from '../kit/scene.ts';
import { exchange } from '../kit/steps.ts';
import { HandClock, SECOND } from './hand-clock.ts';
import { getWith, replyOf } from './messages.ts';
import { type FeaturesStage, testOfOptions, withOptions } from './stage.ts';

const HINT =
  'Cache-Status tells what the cache did: a hit, or why it asked the origin; ' +
  'and what it then did with the answer (RFC 9211 2).';

const FRESH = 'Cache-Control: max-age=100, stale-if-error=1000';
const PAGE = replyOf('page', FRESH, 'ETag: "a"', 'Vary: X');
const SAME = head('HTTP/1.1 304 Not Modified', 'ETag: "a"');
const OOPS = OK.replace('200 OK', '500 Oops');

/** Ten seconds after PAGE has come: a request, the origin's answer, a status. */
const SOON = [
  [GET, OK, 'hit; ttl=90'],
  [GET.replace('GET', 'HEAD'), OK, 'hit; ttl=90'],
  [getWith('If-None-Match: "a"'), OK, 'hit; ttl=90'],
  [getWith('Range: bytes=0-1'), OK, 'hit; ttl=90'],
  [getWith('Range: bytes=9-'), OK, 'hit; ttl=90'],
  [getWith('X: 1'), OK, 'fwd=vary-miss'],
  [getWith('X: 1'), PAGE, 'fwd=vary-miss; stored; ttl=100'],
  [GET.replace('/', '/other'), OK, 'fwd=uri-miss'],
  [GET.replace('/', '/other'), PAGE, 'fwd=uri-miss; stored; ttl=100'],
  [
    getWith('Cache-Control: no-cache'),
    SAME,
    'fwd=request; fwd-status=304; ttl=100',
  ],
  [getWith('Cache-Control: no-cache'), PAGE, 'fwd=request; stored; ttl=100'],
  [getWith('Cache-Control: max-age=5'), OK, 'fwd=request'],
  [getWith('If-Match: "a"'), OK, 'fwd=bypass'],
  [postOf('a'), OK, 'fwd=method'],
  [GET.replace('GET', 'BREW'), OK, 'fwd=method'],
] as const;

/** The same, 105 seconds after. */
const LATE = [
  [GET, SAME, 'fwd=stale; fwd-status=304; ttl=100'],
  [getWith('If-None-Match: "a"'), SAME, 'fwd=stale; ttl=100'],
  [GET, PAGE, 'fwd=stale; stored; ttl=100'],
  [GET, OK, 'fwd=stale'],
  [GET, OOPS, 'fwd=stale; fwd-status=500; ttl=-5'],
  [GET.replace('GET', 'HEAD'), head('HTTP/1.1 200 OK'), 'fwd=stale'],
  [getWith('Cache-Control: max-stale=9'), OK, 'hit; ttl=-5'],
] as const;

function statusesOf(response: Head): string[] {
  return valuesOf(response, 'Cache-Status');
}

/** What the cache tells of itself. */
export function cacheStatus(stage: FeaturesStage): void {
  const start = async (): Promise<{ all: Scene; clock: HandClock }> => {
    const clock = new HandClock();
    return { all: await scene(withOptions(stage, { clock })), clock };
  };

  describe('Cache-Status', { meta: { hint: HINT } }, () => {
    for (const [seconds, cases] of [
      [10, SOON],
      [100, [[GET, OK, 'fwd=stale']]],
      [105, LATE],
    ] as const) {
      for (const [request, reply, status] of cases) {
        const [, line = ''] = request.split('close\r\n');
        const what = JSON.stringify(
          [request.split(' HTTP')[0], line.trim(), reply.slice(9, 12)].join(
            ' ',
          ),
        );
        testOfOptions(
          `4.382 after ${seconds} s ${what}: ${status} (RFC 9211 2)`,
          async () => {
            const { all, clock } = await start();
            await exchange(all, GET, PAGE);
            clock.turn(seconds * SECOND);
            const { response } = await exchange(all, request, reply);
            expect(statusesOf(response)).toEqual([`workbook; ${status}`]);
          },
        );
      }
    }

    testOfOptions(
      '4.383 a response that is fresh for no time at all (RFC 9211 2.5)',
      async () => {
        const { all } = await start();
        const fields = ['Cache-Control: max-age=0', 'ETag: "a"'];
        const { response } = await exchange(all, GET, replyOf('x', ...fields));
        const [status] = statusesOf(response);
        expect(status).toBe('workbook; fwd=uri-miss; stored; ttl=0');
      },
    );

    testOfOptions(
      '4.384 the origin is down, and what is stale is shown (RFC 9211 2.2)',
      async () => {
        const { all, clock } = await start();
        await exchange(all, GET, PAGE);
        clock.turn(105 * SECOND);
        await all.origin.goDown();
        const client = await all.connect();
        client.send(GET);
        const response = await receiveResponse(client);
        expect(response.body).toBe('page');
        expect(statusesOf(response)).toEqual(['workbook; fwd=stale; ttl=-5']);
      },
    );

    testOfOptions(
      '4.385 who waited for the answer to another says so (RFC 9211 2.6)',
      async () => {
        const { all } = await start();
        const first = await all.connect();
        const second = await all.connect();
        first.send(GET);
        const { end } = await all.origin.nextRequest();
        second.send(GET);
        await all.fence();
        end.send(PAGE);
        const [one, two] = [
          await receiveResponse(first),
          await receiveResponse(second),
        ];
        expect(statusesOf(one)).toEqual([
          'workbook; fwd=uri-miss; stored; ttl=100',
        ]);
        expect(statusesOf(two)).toEqual([
          'workbook; fwd=uri-miss; collapsed; ttl=100',
        ]);
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          1,
        );
      },
    );

    for (const [fields, wanted] of [
      [['Cache-Status: origin; hit'], 'origin; hit'],
      [
        ['Cache-Status: one; hit', 'Cache-Status: two; fwd=miss'],
        'one; hit, two; fwd=miss',
      ],
    ] as const) {
      testOfOptions(
        `4.386 it stands behind what caches before it say: ${fields.length} (RFC 9211 2)`,
        async () => {
          const { all } = await start();
          const reply = replyOf('page', FRESH, ...fields);
          const first = await exchange(all, GET, reply);
          const hit = await exchange(all, GET, reply);
          expect(statusesOf(first.response).join(', ')).toBe(
            `${wanted}, workbook; fwd=uri-miss; stored; ttl=100`,
          );
          expect(statusesOf(hit.response).join(', ')).toBe(
            `${wanted}, workbook; hit; ttl=100`,
          );
          const passed = replyOf('page', ...fields);
          const post = await exchange(all, postOf('a'), passed);
          expect(statusesOf(post.response).join(', ')).toBe(
            `${wanted}, workbook; fwd=method`,
          );
        },
      );
    }

    testOfOptions(
      '4.387 what the proxy makes itself tells nothing (RFC 9211 2)',
      async () => {
        const { all } = await start();
        await all.origin.goDown();
        for (const request of [GET, getWith('Cache-Control: only-if-cached')]) {
          const client = await all.connect();
          client.send(request);
          const response = await receiveResponse(client);
          expect(response.status).toBeGreaterThanOrEqual(500);
          expect(statusesOf(response)).toEqual([]);
        }
      },
    );
  });
}
