import { describe, expect, test } from 'vitest';
import { GET, getOf, head, OK, postHead } from '../kit/bytes.ts';
import { MIB } from '../kit/long-body.ts';
import { receiveResponse } from '../kit/message.ts';
import { exchange } from '../kit/steps.ts';
import { ENDINGS } from './access-table.ts';
import { type GatewayScene, gatewayScene } from './gateway-scene.ts';
import { SECOND } from './hand-clock.ts';
import { GET_GZIP, openOf, replyOf, TEXT, textOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'Each request leaves one line in the log, however it ends: none is counted ' +
  'twice, and none is missing.';

const isLinux = process.platform === 'linux';
const testOnLinux = isLinux ? testOfOptions : test.skipIf(true);

/** What each record tells that a test cannot know otherwise. */
function brief({ log }: GatewayScene) {
  return log.records.map(({ status, bytes, notes }) => [
    status,
    bytes,
    ...notes.filter((note) => !note.endsWith('.')), // see 4.627
  ]);
}

/** One record for each request. */
export function access(stage: FeaturesStage): void {
  describe('the log', { meta: { hint: HINT } }, () => {
    for (const [what, request, reply, record] of ENDINGS) {
      testOfOptions(`4.685 one record: ${what}`, async () => {
        const scene = await gatewayScene(stage);
        const { origin, connect } = scene.all;
        origin.answer(reply);
        const client = await connect();
        client.send(request);
        const [method] = request.split(' ');
        let response = await receiveResponse(client, method);
        if (response.status === 103) response = await receiveResponse(client);
        expect(response.body).toHaveLength(record[1]);
        client.sendFin();
        await client.untilEnd();
        await scene.all.fence();
        expect(brief(scene)).toEqual([record]);
      });
    }

    testOfOptions('4.627 why it went wrong, in a sentence', async () => {
      const scene = await gatewayScene(stage, { limits: { body: 3 } });
      const large = postHead('Content-Length: 4');
      for (const [request, why] of [
        ['CONNECT a:1 HTTP/1.1\r\n\r\n', 'CONNECT is for forward proxies.'],
        [large, 'The body of the request is too large.'],
      ] as const) {
        const client = await scene.all.connect();
        client.send(
          request
            .replace('\r\n', '\r\nHost: a:1\r\n')
            .replace(/Host: a.example\r\n/, ''),
        );
        await receiveResponse(client);
        expect(scene.log.records.at(-1)?.notes).toEqual([why]);
      }
    });

    testOfOptions('4.686 who, what, when, and how long', async () => {
      const scene = await gatewayScene(stage);
      const client = await scene.all.connect();
      client.send(getOf('/a?b=c'));
      const { end } = await scene.all.origin.nextRequest();
      const at = scene.clock.now();
      scene.clock.turn(1234);
      end.send(OK);
      expect(await scene.log.until(1)).toEqual({
        ...{ at, client: '127.0.0.1', method: 'GET', target: '/a?b=c' },
        ...{ status: 200, bytes: 2, milliseconds: 1234, notes: ['miss'] },
      });
    });

    testOfOptions('4.786 how long, even if the clock is set back', async () => {
      const scene = await gatewayScene(stage);
      const client = await scene.all.connect();
      client.send(GET);
      const { end } = await scene.all.origin.nextRequest();
      scene.clock.turn(1234);
      scene.clock.set(-3600 * SECOND);
      end.send(OK);
      expect(await scene.log.until(1)).toMatchObject({ milliseconds: 1234 });
    });

    testOfOptions('4.687 what was done to it', async () => {
      const scene = await gatewayScene(stage);
      const kept = 'Cache-Control: max-age=9, stale-while-revalidate=9';
      const reply = textOf(TEXT, kept, 'ETag: "1"');
      for (const request of [GET, GET, GET_GZIP])
        await exchange(scene.all, request, reply);
      scene.clock.turn(10 * SECOND);
      const refreshed = head('HTTP/1.1 304 Not Modified', kept, 'ETag: "1"');
      await exchange(scene.all, GET, refreshed);
      scene.clock.turn(100 * SECOND);
      await exchange(scene.all, GET, refreshed);
      const notes = scene.log.records.map((each) => each.notes.join());
      expect(notes).toEqual([
        'miss',
        'hit',
        'hit,compressed',
        'stale',
        'revalidated',
      ]);
    });

    testOfOptions('4.688 who waited for the answer to another', async () => {
      const scene = await gatewayScene(stage);
      const [a, b] = [await scene.all.connect(), await scene.all.connect()];
      a.send(GET);
      const { end } = await scene.all.origin.nextRequest();
      b.send(GET);
      await scene.all.fence();
      end.send(replyOf('ok', 'Cache-Control: max-age=9'));
      for (const client of [a, b]) await receiveResponse(client);
      await scene.log.until(2);
      const notes = scene.log.records.map((each) => each.notes.join());
      expect(notes.sort()).toEqual(['collapsed', 'miss']);
    });

    testOfOptions(
      '4.689 the client left: before the answer, or in it',
      async () => {
        const scene = await gatewayScene(stage);
        for (const bytes of ['', OK.slice(0, -1)]) {
          const client = await scene.all.connect();
          client.send(GET);
          const { end } = await scene.all.origin.nextRequest();
          end.send(bytes);
          if (bytes) await client.receiveUntil('\r\n\r\no');
          client.sendRst();
          await end.expectEnd();
        }
        expect(brief(scene)).toEqual([
          [undefined, 0, 'the client left'],
          [200, 1, 'miss', 'the client left'],
        ]);
        expect(scene.log.records[0]?.client).toBe('127.0.0.1');
      },
    );

    testOfOptions('4.690 half an upload, half an answer', async () => {
      const scene = await gatewayScene(stage);
      const [a, b] = [await scene.all.connect(), await scene.all.connect()];
      a.send(`${postHead('Content-Length: 9')}half`);
      await (await scene.all.origin.nextRequest()).end.expectBytes('half');
      a.sendFin();
      await a.untilEnd();
      b.send(GET);
      const { end } = await scene.all.origin.nextRequest();
      end.send(OK.slice(0, -1));
      await b.receiveUntil('\r\n\r\no');
      end.sendRst();
      await b.expectRst();
      expect(brief(scene)).toEqual([
        [400, 45],
        [200, 1, 'miss', 'cut short'],
      ]);
    });

    testOfOptions('4.691 too late: 504, and 408', async () => {
      const scene = await gatewayScene(stage);
      const [a, b] = [await scene.all.connect(), await scene.all.connect()];
      a.send(GET);
      b.send(`${postHead('Content-Length: 9')}half`);
      for (const _ of 'ab') await scene.all.origin.nextRequest();
      await scene.all.fence();
      scene.clock.turn(60 * SECOND);
      for (const client of [a, b]) await receiveResponse(client);
      await scene.all.fence();
      const statuses = scene.log.records.map(({ status }) => status);
      expect(statuses.sort()).toEqual([408, 504]);
    });

    testOfOptions('4.692 an answer before the end of the upload', async () => {
      const scene = await gatewayScene(stage);
      const client = await scene.all.connect();
      client.send(`${postHead(`Content-Length: ${MIB}`)}half`);
      const { end } = await scene.all.origin.nextRequest();
      end.send(OK);
      await receiveResponse(client);
      await client.expectFin();
      client.sendRst();
      await end.untilEnd();
      await scene.all.fence();
      expect(brief(scene)).toEqual([[200, 2]]);
    });

    testOfOptions('4.693 many on one connection, one each', async () => {
      const scene = await gatewayScene(stage);
      scene.all.origin.answer(OK);
      const client = await scene.all.connect();
      client.send(
        ['/1', '/2', '/3'].map((target) => openOf('GET', target)).join(''),
      );
      for (const _ of '123') await receiveResponse(client);
      client.send('GARBAGE\r\n\r\n');
      await client.untilEnd();
      await scene.all.fence();
      const targets = scene.log.records.map(({ target }) => target);
      expect(targets).toEqual(['/1', '/2', '/3']);
    });

    const why = isLinux ? '' : ' (left out: a reset takes it along)';
    testOnLinux(`4.769 who has left before it is heard${why}`, async () => {
      const { all, log } = await gatewayScene(stage);
      const client = await all.connect();
      await all.fence();
      client.send(GET);
      client.sendRst();
      expect(await log.until(1)).toMatchObject({ client: 'unknown' });
    });
  });
}
