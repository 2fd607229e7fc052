import { describe, expect } from 'vitest';
import { GET, head } from '../kit/bytes.ts';
import { MIB } from '../kit/long-body.ts';
import type { Message } from '../kit/message.ts';
import { receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import {
  asked,
  askedAtOnce,
  chunkOf,
  fetched,
  LAST_CHUNK,
  noiseOf,
  shown,
} from './cache-scenes.ts';
import { GET_GZIP, isGzipped, openOf, replyOf, textOf } from './messages.ts';
import { type FeaturesStage, testOfOptions, withOptions } from './stage.ts';
import { keepThreadsBusy } from './threads.ts';

const HINT =
  'All that is stored takes so many bytes at most, with heads and keys; what ' +
  'was not asked for longest goes first, and one may take an eighth.';

const FRESH = 'Cache-Control: max-age=100';
const EIGHTH = MIB / 8;
const CHUNKED = head('HTTP/1.1 200 OK', FRESH, 'Transfer-Encoding: chunked');
const TRAILER = `\r\nX: ${'x'.repeat(7900)}\r\n\r\n`;

/** What takes memory, the reply, and how many there is room for, about. */
const KINDS: readonly (readonly [
  string,
  (index: number) => string,
  (request: Message) => string,
  number,
])[] = [
  [
    'bodies',
    (index) => `/${index}`,
    () => replyOf('x'.repeat(8192), FRESH),
    128,
  ],
  [
    'heads',
    (index) => `/${index}`,
    () => replyOf('', FRESH, `X: ${'x'.repeat(8192)}`),
    128,
  ],
  [
    'names',
    (index) => `/${index}`,
    () => replyOf('', FRESH, `${'x'.repeat(8192)}: x`),
    128,
  ],
  [
    'trailers',
    (index) => `/${index}`,
    () => CHUNKED + LAST_CHUNK.replace('\r\n\r\n', TRAILER),
    132,
  ],
  [
    'keys',
    (index) => `/${index}?${'x'.repeat(7900)}`,
    () => replyOf('', FRESH),
    132,
  ],
  [
    'what Vary names',
    (index) => `/${index}`,
    () => replyOf('', FRESH, 'Vary: X'),
    128,
  ],
  [
    'chunked bodies',
    (index) => `/${index}`,
    () => CHUNKED + chunkOf('x'.repeat(8192)) + LAST_CHUNK,
    128,
  ],
];

/** What a cache may take. */
export function cacheBounds(stage: FeaturesStage): void {
  const smallScene = async (reply: (request: Message) => string) => {
    const all = await scene(withOptions(stage, { cacheSize: MIB }));
    all.origin.answerBy(reply);
    const client = await all.connect();
    const ask = async (target: string): Promise<boolean> => {
      const before = all.origin.requests.length;
      const field = `X: ${'x'.repeat(target.length > 99 ? 1 : 8192)}\r\n\r\n`;
      client.send(openOf('GET', target).replace(/\r\n$/, field));
      await receiveResponse(client);
      return all.origin.requests.length === before;
    };
    return { all, ask };
  };

  describe('the bound of a cache', { meta: { hint: HINT } }, () => {
    for (const [what, targetOf, reply, room] of KINDS) {
      testOfOptions(`4.470 counted in it: ${what}`, async () => {
        const { ask } = await smallScene(reply);
        for (let index = 0; index < 200; index++) await ask(targetOf(index));
        // Backwards, so that a miss displaces none that is yet to be asked for.
        let hits = 0;
        while (await ask(targetOf(199 - hits))) hits += 1;
        expect(hits).toBeLessThanOrEqual(room);
        expect(hits).toBeGreaterThan(room * 0.6);
      });
    }

    for (const [length, isStored] of [
      [EIGHTH, true],
      [EIGHTH + 1, false],
    ] as const) {
      const body = 'x'.repeat(length);
      for (const [how, reply] of [
        ['Content-Length', replyOf(body, FRESH)],
        ['chunked', CHUNKED + chunkOf(body) + LAST_CHUNK],
      ] as const) {
        const what = isStored ? 'stored' : 'not stored';
        testOfOptions(`4.471 ${length} bytes, ${how}: ${what}`, async () => {
          const { ask } = await smallScene(() => reply);
          await ask('/');
          expect(await ask('/')).toBe(isStored);
        });
      }
    }

    testOfOptions('4.472 of one target 32 variants are kept', async () => {
      const all = await scene(stage);
      all.origin.answerBy(() => replyOf('x', FRESH, 'Vary: X'));
      const ask = async (value: number): Promise<boolean> => {
        const before = all.origin.requests.length;
        const client = await all.connect();
        client.send(GET.replace(/\r\n$/, `X: ${value}\r\n\r\n`));
        await receiveResponse(client);
        return all.origin.requests.length === before;
      };
      for (let value = 1; value <= 33; value++) {
        expect(await ask(value)).toBe(false);
      }
      expect(await ask(33)).toBe(true);
      expect(await ask(2)).toBe(true);
      expect(await ask(1)).toBe(false);
    });

    testOfOptions(
      '4.473 a replaced response is no longer counted',
      async () => {
        const { all, ask } = await smallScene(() =>
          replyOf('x'.repeat(9999), FRESH),
        );
        await ask('/kept');
        for (let count = 0; count < 300; count++) {
          const client = await all.connect();
          const field = 'Cache-Control: no-cache\r\n\r\n';
          client.send(GET.replace(/\r\n$/, field));
          await receiveResponse(client);
        }
        expect(await ask('/kept')).toBe(true);
      },
    );

    testOfOptions('4.767 nor may a form of it be larger', async () => {
      const all = await scene(withOptions(stage, { cacheSize: 8 * 1024 }));
      const client = await asked(all, GET_GZIP);
      const { end } = await all.origin.nextRequest();
      const page = textOf('x'.repeat(400), FRESH);
      end.send(page.slice(0, -400));
      // Each byte is flushed, and takes more bytes so than it would alone.
      for (const byte of page.slice(-400)) {
        end.send(byte);
        await all.fence();
      }
      const { body } = await receiveResponse(client);
      expect(body.length).toBeGreaterThan(1024);
      const again = await shown(all, GET_GZIP);
      expect(isGzipped(again)).toBe(true);
      expect(valuesOf(again, 'Content-Length')).toEqual([]);
    });

    testOfOptions(
      '4.768 a form that many made at once counts once',
      async () => {
        const all = await scene(withOptions(stage, { cacheSize: MIB / 2 }));
        const page = textOf(noiseOf(64_000), FRESH);
        const targets = ['/1', '/2', '/3', '/4'].map((target) =>
          GET_GZIP.replace('/', target),
        );
        const plain = (request: string) =>
          request.replace(/Accept-Encoding.*\r\n/, '');
        for (const each of targets) await fetched(all, plain(each), page);
        const busy = keepThreadsBusy();
        const clients = await askedAtOnce(all, ...Array(9).fill(targets[3]));
        await busy;
        for (const client of clients) await receiveResponse(client);
        for (const each of targets) await shown(all, plain(each));
      },
    );
  });
}
