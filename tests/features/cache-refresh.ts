import { describe, expect } from 'vitest';
import { GET, head, OK } from '../kit/bytes.ts';
import { MIB } from '../kit/long-body.ts';
import { valuesOf } from '../kit/message.ts';
import type { Scene } from '../kit/scene.ts';
import type { WireEnd } from '../kit/wire-end.ts';
import { chunkOf, fetched, pageOf, shown } from './cache-scenes.ts';
import { timedScene } from './client-timeouts.ts';
import { type HandClock, SECOND } from './hand-clock.ts';
import { getWith } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'Where the origin allows it, who asks for what is stale is shown it at ' +
  'once, and the origin is asked behind his back, once (RFC 5861 3).';

const SAID = 'max-age=10, stale-while-revalidate=60';

/** How a refresh goes wrong. */
const FAILURES: readonly (readonly [
  string,
  (end: WireEnd, clock: HandClock) => void,
])[] = [
  ['reset', (end) => end.sendRst()],
  ['closed', (end) => end.sendFin()],
  ['no HTTP', (end) => end.send('hello\r\n\r\n')],
  ['half a head', (end) => sendAndFin(end, 'HTTP/1.1 200 OK\r\n')],
  ['500', (end) => end.send(errorOf('500 Oops'))],
  ['503', (end) => end.send(errorOf('503 Not Now'))],
  ['silent for 60 s', (_, clock) => clock.turn(60 * SECOND)],
];

function sendAndFin(end: WireEnd, bytes: string): void {
  end.send(bytes);
  end.sendFin();
}

function errorOf(status: string): string {
  return pageOf('no-store', 'oops').replace('200 OK', status);
}

/** Stale responses that are shown while the origin is asked. */
export function cacheRefresh(stage: FeaturesStage): void {
  /** A stored response that has been stale for some seconds. */
  const staleFor = async (seconds: number, said = SAID) => {
    const { all, clock } = await timedScene(stage, {
      timeouts: { progress: 3600 * SECOND },
    });
    await fetched(all, GET, pageOf(said));
    clock.turn((10 + seconds) * SECOND);
    return { all, clock };
  };

  /** Waits until the store shows something else. */
  const untilShown = async (all: Scene, body: string): Promise<void> => {
    for (let tries = 0; tries < 100; tries++) {
      if ((await shown(all, GET)).body === body) return;
    }
    throw new Error(`never shown: ${body}`);
  };

  describe('stale-while-revalidate', { meta: { hint: HINT } }, () => {
    testOfOptions(
      '4.410 shown at once, asked behind the back (RFC 5861 3)',
      async () => {
        const { all } = await staleFor(5);
        const first = await shown(all, GET); // and the origin is silent
        expect(first).toMatchObject({ status: 200, body: 'old' });
        expect(valuesOf(first, 'Age')).toEqual(['15']);
        const { head: request, end } = await all.origin.nextRequest();
        expect(valuesOf(request, 'If-None-Match')).toEqual(['"old"']);
        end.send(pageOf(SAID, 'new'));
        await untilShown(all, 'new');
        await all.fence();
        expect(all.origin.connections.length, 'connections to the origin').toBe(
          2,
        );
      },
    );

    testOfOptions('4.411 once, however many are shown it', async () => {
      const { all } = await staleFor(5);
      for (let count = 0; count < 20; count++) {
        expect((await shown(all, GET)).body).toBe('old');
      }
      await all.fence();
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        2,
      );
    });

    testOfOptions('4.412 a 304 makes it fresh again', async () => {
      const { all, clock } = await staleFor(5);
      await shown(all, GET);
      const { end } = await all.origin.nextRequest();
      const fields = ['ETag: "old"', `Cache-Control: ${SAID}`, 'X: new'];
      end.send(head('HTTP/1.1 304 Not Modified', ...fields));
      let response = await shown(all, GET);
      while (!valuesOf(response, 'X').length) response = await shown(all, GET);
      expect(response.body).toBe('old');
      clock.turnAlmost(10);
      await shown(all, GET);
      await all.fence();
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        2,
      );
    });

    for (const [seconds, isShown] of [
      [0, true],
      [60, true],
      [61, false],
    ] as const) {
      const what = isShown ? 'shown' : 'asked first';
      testOfOptions(`4.413 stale for ${seconds} s: ${what}`, async () => {
        const { all } = await staleFor(seconds);
        const client = await all.connect();
        client.send(GET);
        const { end } = await all.origin.nextRequest();
        if (isShown) await client.receiveUntil('old');
        else await all.fence();
        expect(client.received > 0).toBe(isShown);
        if (!isShown) end.send(OK);
        if (!isShown) await client.receiveUntil('ok');
      });
    }

    for (const [what, fail] of FAILURES) {
      testOfOptions(
        `4.414 a refresh that fails hurts nobody: ${what}`,
        async () => {
          const { all, clock } = await staleFor(-1, `${SAID}0`);
          clock.turn(SECOND);
          for (let count = 0; count < 2; count++) {
            expect((await shown(all, GET)).body).toBe('old');
            const { end } = await all.origin.nextRequest();
            fail(end, clock);
            await all.fence();
          }
          expect((await shown(all, GET)).body).toBe('old');
          const { end } = await all.origin.nextRequest();
          end.send(pageOf(SAID, 'new'));
          await untilShown(all, 'new');
        },
      );
    }

    testOfOptions('4.414 nor does an origin that is down', async () => {
      const { all } = await staleFor(5);
      await all.origin.goDown();
      for (let count = 0; count < 5; count++) {
        expect((await shown(all, GET)).body).toBe('old');
        await all.fence();
      }
    });

    testOfOptions('4.415 who is shown it may leave at once', async () => {
      const { all } = await staleFor(5);
      const client = await all.connect();
      client.send(GET);
      const { end } = await all.origin.nextRequest();
      client.sendRst();
      await all.fence();
      end.send(pageOf(SAID, 'new'));
      await untilShown(all, 'new');
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        2,
      );
    });

    for (const wish of ['no-cache', 'max-age=14', 'no-store']) {
      testOfOptions(`4.416 not for who wants better: ${wish}`, async () => {
        const { all } = await staleFor(5);
        const request = getWith(`Cache-Control: ${wish}`);
        const response = await fetched(all, request, pageOf(SAID, 'new'));
        expect(response.body).toBe('new');
      });
    }

    testOfOptions('4.417 what is new and no longer to be kept', async () => {
      const { all } = await staleFor(5);
      await shown(all, GET);
      const { end } = await all.origin.nextRequest();
      end.send(pageOf('no-store', 'new'));
      await end.untilEnd();
      expect((await fetched(all, GET, OK)).body).toBe('ok');
    });

    testOfOptions(
      '4.418 one that is too large to be stored hurts nobody',
      async () => {
        const { all, clock } = await timedScene(stage, { cacheSize: MIB });
        await fetched(all, GET, pageOf(SAID));
        clock.turn(11 * SECOND);
        await shown(all, GET);
        const { end } = await all.origin.nextRequest();
        const fields = [
          'Cache-Control: max-age=10',
          'Transfer-Encoding: chunked',
        ];
        end.send(head('HTTP/1.1 200 OK', ...fields));
        for (let count = 0; count < 9; count++) {
          end.send(chunkOf('x'.repeat(MIB / 8)));
          await all.fence(1);
        }
        expect((await fetched(all, GET, OK)).body).toBe('ok');
      },
    );
  });
}
