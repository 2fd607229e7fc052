import { describe, expect, test } from 'vitest';
import { GET, getOf, head, OK } from '../kit/bytes.ts';
import { receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import {
  asked,
  askedAtOnce,
  fetched,
  pageOf,
  requestsOf,
  responseTo,
  shown,
} from './cache-scenes.ts';
import { timedScene } from './client-timeouts.ts';
import { SECOND } from './hand-clock.ts';
import { decoded, getWith, isGzipped, TEXT, textOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'What many ask for at the same moment is fetched once: the others wait for ' +
  'that answer, as long as it may be of use to them (RFC 9111 4).';

const FRESH = 'max-age=100';

/** What answers one user, under a condition, or by another method. */
const OWN = [
  getWith('If-None-Match: "x"'),
  getWith('If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT'),
  getWith('Range: bytes=0-1'),
  getWith('Authorization: Basic eDp5'),
  GET.replace('GET', 'POST'),
  GET.replace('GET', 'HEAD'),
  getOf('/other'),
  GET.replace('a.example', 'b.example'),
];

/** Requests for the same at the same moment. */
export function cacheCollapse(stage: FeaturesStage): void {
  describe('requests that wait for one answer', {
    meta: { hint: HINT },
  }, () => {
    test('4.430 two hundred at once: asked for once', async () => {
      const all = await scene(stage);
      const clients = await askedAtOnce(all, ...Array(200).fill(GET));
      const { end } = await all.origin.nextRequest();
      const body = TEXT.repeat(500);
      const page = pageOf(FRESH, body, 'x');
      end.send(page.slice(0, -body.length / 2));
      for (const client of clients) await client.receiveUntil('\r\n\r\n');
      end.send(page.slice(-body.length / 2));
      for (const client of clients) await client.expectBytes(body);
      expect(all.origin.connections).toHaveLength(1);
    });

    test('4.431 all forms of client, and one answer', async () => {
      const all = await scene(stage);
      const gzip = getWith('Accept-Encoding: gzip');
      const old = head('GET / HTTP/1.0', 'Host: a.example');
      const requests = [GET, gzip, old, gzip, old, GET];
      const clients = await askedAtOnce(all, ...requests);
      const { end } = await all.origin.nextRequest();
      end.send(textOf(TEXT, `Cache-Control: ${FRESH}`));
      for (const [index, client] of clients.entries()) {
        const response = await receiveResponse(client);
        expect(isGzipped(response)).toBe(requests[index] === gzip);
        expect(decoded(response)).toBe(TEXT);
      }
      expect(all.origin.connections).toHaveLength(1);
    });

    for (const request of OWN) {
      const what = request.replace(/\r\nConnection: close|\r\n\r\n$/g, '');
      test(`4.432 not waited for by ${JSON.stringify(what)}`, async () => {
        const all = await scene(stage);
        const [one, other] = await askedAtOnce(all, GET, request);
        const [first, second] = await requestsOf(all, 2);
        second!.end.send(OK.slice(0, /HEAD/.test(request) ? -2 : OK.length));
        expect((await responseTo(other!, request)).status).toBe(200);
        first!.end.send(OK);
        expect((await receiveResponse(one!)).body).toBe('ok');
      });
    }

    test('4.433 of no use to others: each asks for itself, at once', async () => {
      const all = await scene(stage);
      const clients = await askedAtOnce(all, GET, GET, GET);
      const first = await all.origin.nextRequest();
      await all.fence();
      expect(all.origin.connections).toHaveLength(1);
      first.end.send(pageOf('no-store', '0'));
      const others = await requestsOf(all, 2);
      for (const [index, { end }] of others.entries()) {
        end.send(pageOf('no-store', `${index + 1}`));
      }
      const bodies: string[] = [];
      for (const client of clients) {
        bodies.push((await receiveResponse(client)).body);
      }
      expect(bodies[0]).toBe('0');
      expect(bodies.sort()).toEqual(['0', '1', '2']);
      // And the next time nobody waits.
      const next = await askedAtOnce(all, GET, GET, GET);
      const all3 = await requestsOf(all, 3);
      for (const { end } of all3) end.send(pageOf(FRESH, 'kept'));
      for (const client of next) {
        expect((await receiveResponse(client)).body).toBe('kept');
      }
      expect((await shown(all, GET)).body).toBe('kept');
    });

    testOfOptions(
      '4.434 what was of use again is waited for again',
      async () => {
        const { all, clock } = await timedScene(stage);
        await askedAtOnce(all, GET, GET);
        const [first] = await requestsOf(all, 1);
        first!.end.send(pageOf('no-store', '0'));
        const [second] = await requestsOf(all, 1);
        second!.end.send(pageOf(FRESH, 'kept'));
        while ((await shown(all, GET)).body !== 'kept');
        clock.turn(101 * SECOND);
        const clients = await askedAtOnce(all, GET, GET, GET);
        const { end } = await all.origin.nextRequest();
        end.send(pageOf(FRESH, 'new'));
        for (const client of clients) {
          expect((await receiveResponse(client)).body).toBe('new');
        }
        expect(all.origin.connections).toHaveLength(3);
      },
    );

    testOfOptions('4.435 a 304 answers all who wait', async () => {
      const { all, clock } = await timedScene(stage);
      await fetched(all, GET, pageOf(FRESH));
      clock.turn(101 * SECOND);
      const clients = await askedAtOnce(all, ...Array(9).fill(GET));
      const { end } = await all.origin.nextRequest();
      end.send(head('HTTP/1.1 304 Not Modified', 'ETag: "old"'));
      for (const client of clients) {
        expect(await receiveResponse(client)).toMatchObject({
          status: 200,
          body: 'old',
        });
      }
      expect(all.origin.connections).toHaveLength(2);
    });

    test('4.436 variants: who may share does, who may not asks', async () => {
      const all = await scene(stage);
      const of = (language: string) => getWith(`Accept-Language: ${language}`);
      const [de, en, other] = await askedAtOnce(
        all,
        of('de'),
        of('en'),
        of('de'),
      );
      const reply = (body: string) =>
        pageOf(FRESH, body).replace('\r\n', '\r\nVary: Accept-Language\r\n');
      const first = await all.origin.nextRequest();
      first.end.send(reply('hallo'));
      expect((await receiveResponse(de!)).body).toBe('hallo');
      expect((await receiveResponse(other!)).body).toBe('hallo');
      const second = await all.origin.nextRequest();
      expect(valuesOf(second.head, 'Accept-Language')).toEqual(['en']);
      second.end.send(reply('hello'));
      expect((await receiveResponse(en!)).body).toBe('hello');
      expect(all.origin.connections).toHaveLength(2);
    });

    test('4.437 an early 103 is for the first, the answer for all', async () => {
      const all = await scene(stage);
      const [one, other] = await askedAtOnce(all, GET, GET);
      const { end } = await all.origin.nextRequest();
      end.send(head('HTTP/1.1 103 Early Hints', 'Link: </a>'));
      expect((await receiveResponse(one!)).status).toBe(103);
      end.send(pageOf(FRESH));
      expect((await receiveResponse(one!)).body).toBe('old');
      expect(await receiveResponse(other!)).toMatchObject({
        status: 200,
        body: 'old',
      });
      expect(all.origin.connections).toHaveLength(1);
    });

    test('4.438 a change meanwhile: nobody waits for how it was', async () => {
      const all = await scene(stage);
      const before = await asked(all, GET);
      const first = await all.origin.nextRequest();
      await fetched(all, GET.replace('GET', 'DELETE'), OK);
      const { body } = await fetched(all, GET, pageOf(FRESH, 'new'));
      expect(body).toBe('new');
      first.end.send(pageOf(FRESH, 'old'));
      expect((await receiveResponse(before)).body).toBe('old');
      expect((await shown(all, GET)).body).toBe('new');
    });

    test('4.439 Cache-Status tells who has waited (RFC 9211 2.6)', async () => {
      const all = await scene(stage);
      const [one, other] = await askedAtOnce(all, GET, GET);
      const { end } = await all.origin.nextRequest();
      end.send(pageOf(FRESH));
      const statuses: string[][] = [];
      for (const client of [one!, other!]) {
        const response = await receiveResponse(client);
        statuses.push(valuesOf(response, 'Cache-Status'));
      }
      expect(statuses).toEqual([
        ['workbook; fwd=uri-miss; stored; ttl=100'],
        ['workbook; fwd=uri-miss; collapsed; ttl=100'],
      ]);
    });
  });
}
