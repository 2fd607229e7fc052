import { randomBytes } from 'node:crypto';
import { describe, expect } from 'vitest';
import { GET, getOf, head, OK } from '../kit/bytes.ts';
import { MIB } from '../kit/long-body.ts';
import { receiveHead, receiveResponse } from '../kit/message.ts';
import { type Scene, scene } from '../kit/scene.ts';
import type { WireEnd } from '../kit/wire-end.ts';
import {
  asked,
  askedAtOnce,
  chunkOf,
  digestOf,
  fetched,
  LAST_CHUNK,
  shown,
  untilBody,
} from './cache-scenes.ts';
import { textOf } from './messages.ts';
import { type FeaturesStage, testOfOptions, withOptions } from './stage.ts';

const HINT =
  'What the cache lets go of takes memory for as long as somebody reads it. ' +
  'Who counts only what is stored has no bound for the rest.';

const FRESH = 'Cache-Control: max-age=9999';
const GZIP = 'Accept-Encoding: gzip';
const CHUNKED = head('HTTP/1.1 200 OK', FRESH, 'Transfer-Encoding: chunked');
const LIGHT = getOf('/light');

/** More than an eighth of a cache of a mebibyte, and less. */
const LONG = MIB / 8 + 1;
const SHORT = MIB / 9;

/** What does not shrink, so that it is as long compressed. */
function noise(length: number): string {
  return randomBytes(length).toString('latin1');
}

/** A target of its own for each, asked for in this form. */
function targetsOf(count: number, ...fields: readonly string[]): string[] {
  return Array.from({ length: count }, (_, at) => {
    return head(`GET /${at} HTTP/1.1`, 'Host: a.example', ...fields);
  });
}

/** Clients that read the beginning of what is stored, and no more for now. */
async function slowReadersOf(
  all: Scene,
  requests: readonly string[],
): Promise<WireEnd[]> {
  const clients: WireEnd[] = [];
  for (const request of requests) {
    const client = await asked(all, request.repeat(4)); // the kernel has room
    await receiveHead(client);
    client.stopReading();
    clients.push(client);
  }
  await all.fence(50);
  return clients;
}

/** Clients of what the cache would like to forget. */
export function cacheReaders(stage: FeaturesStage): void {
  describe('slow readers of what is stored', { meta: { hint: HINT } }, () => {
    for (const [what, cacheSize, requests] of [
      ['plain', 64 * MIB, targetsOf(8)],
      ['compressed', 24 * MIB, targetsOf(4, GZIP)],
    ] as const) {
      testOfOptions(
        `4.737 take the cache's memory until they leave: ${what}`,
        async () => {
          const all = await scene(withOptions(stage, { cacheSize }));
          const page = textOf(noise(cacheSize / 8 - 16_384), FRESH);
          for (const request of requests) await fetched(all, request, page);
          const clients = await slowReadersOf(all, requests);
          const light = textOf(noise(MIB), FRESH);
          // Nothing that would have to go takes less memory when it has gone.
          for (const _ of 'ab') await fetched(all, LIGHT, light);
          const heavy = noise(MIB / 2);
          const [first, second] = await askedAtOnce(all, GET, GET);
          const { end } = await all.origin.nextRequest();
          end.send(CHUNKED + chunkOf(heavy));
          const own = await all.origin.nextRequest();
          end.send(LAST_CHUNK);
          own.end.send(CHUNKED + LAST_CHUNK); // which is another answer
          expect((await receiveResponse(first!)).body).toBe(heavy);
          await second!.untilRst();
          for (const client of clients) client.sendRst();
          await all.fence();
          await fetched(all, LIGHT, light);
          expect((await shown(all, LIGHT)).status).toBe(200);
        },
      );
    }

    testOfOptions(
      '4.737 what has gone may still grow, and counts',
      async () => {
        const all = await scene(withOptions(stage, { cacheSize: MIB }));
        const clients = await askedAtOnce(all, GET, GET);
        const { end } = await all.origin.nextRequest();
        end.send(CHUNKED + chunkOf('x'));
        const page = textOf(noise(SHORT), FRESH);
        const pages = targetsOf(10); // of which eight have room
        for (const request of pages) await fetched(all, request, page);
        expect((await shown(all, pages[2]!)).status).toBe(200);
        end.send(chunkOf(noise(SHORT)));
        for (const client of clients) await untilBody(client, SHORT);
        await fetched(all, pages[3]!, page);
        end.send(LAST_CHUNK);
        for (const client of clients) await receiveResponse(client);
      },
    );

    testOfOptions('4.737 what is read as it comes takes none', async () => {
      const all = await scene(withOptions(stage, { cacheSize: MIB }));
      for (const request of targetsOf(10)) {
        const client = await asked(all, request);
        const { end } = await all.origin.nextRequest();
        end.send(CHUNKED + chunkOf(noise(LONG)));
        await untilBody(client, LONG);
      }
      await fetched(all, LIGHT, textOf(noise(SHORT), FRESH));
      expect((await shown(all, LIGHT)).status).toBe(200);
    });

    for (const name of ['first', 'last']) {
      testOfOptions(
        `4.738 who has read most goes on, others alone: the ${name}`,
        async () => {
          const all = await scene(withOptions(stage, { cacheSize: 128 * MIB }));
          const body = noise(24 * MIB);
          const clients = await askedAtOnce(all, GET, GET);
          if (name === 'first') clients.reverse();
          const [slow, quick] = clients;
          slow!.stopReading();
          const { end } = await all.origin.nextRequest();
          end.send(CHUNKED + chunkOf(body) + LAST_CHUNK);
          const own = await all.origin.nextRequest(); // of the slow one
          const response = await receiveResponse(quick!);
          expect(digestOf(response.body)).toBe(digestOf(body));
          own.end.sendRst();
          slow!.readOn();
          await slow!.untilRst();
        },
      );
    }

    testOfOptions(
      '4.816 what is gone while it comes is there for all who read it',
      async () => {
        const all = await scene(withOptions(stage, { cacheSize: 128 * MIB }));
        const body = noise(12 * MIB); // more than the kernel takes
        const [quick, slow] = await askedAtOnce(all, GET, GET);
        const { end } = await all.origin.nextRequest();
        end.send(CHUNKED + chunkOf('x'));
        for (const client of [quick!, slow!]) await untilBody(client, 1);
        slow!.stopReading();
        await fetched(all, GET.replace('GET', 'DELETE'), OK);
        end.send(chunkOf(body) + LAST_CHUNK);
        for (const client of [quick!, slow!]) {
          client.readOn();
          const response = await receiveResponse(client);
          expect(digestOf(response.body)).toBe(digestOf(`x${body}`));
        }
      },
    );

    testOfOptions('4.739 a part read, the rest is for nobody', async () => {
      const all = await scene(withOptions(stage, { cacheSize: MIB }));
      const body = noise(SHORT);
      const first = await asked(all, GET);
      const { end } = await all.origin.nextRequest();
      const length = `Content-Length: ${body.length}`;
      end.send(head('HTTP/1.1 200 OK', FRESH, length) + body.slice(0, 1000));
      await receiveHead(first);
      const range = head(
        'GET / HTTP/1.1',
        'Host: a.example',
        'Range: bytes=999-1009',
      );
      const second = await asked(all, range);
      await receiveHead(second);
      for (const request of targetsOf(10)) {
        await fetched(all, request, textOf(body, FRESH));
      }
      first.sendRst();
      await all.fence();
      end.send(body.slice(1000, 2000));
      await second.expectBytes(body.slice(999, 1010));
      await end.expectEnd();
    });
  });
}
