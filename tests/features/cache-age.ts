import { describe, expect } from 'vitest';
import { GET, OK } from '../kit/bytes.ts';
import { receiveResponse, valuesOf } from '../kit/message.ts';
import { type Scene, scene } from '../kit/scene.ts';
import { exchange } from '../kit/steps.ts';
import { HandClock, SECOND } from './hand-clock.ts';
import { getWith, replyOf } from './messages.ts';
import { type FeaturesStage, testOfOptions, withOptions } from './stage.ts';

const HINT =
  'A response ages from when its origin made it, whoever asks for it ' +
  'meanwhile: its age is compared with its lifetime (RFC 9111 4.2).';

/** On a {@link HandClock} it is this date; and in some seconds these. */
const dateIn = (seconds: number) =>
  new Date(new HandClock().now() + seconds * SECOND).toUTCString();

/** Field lines, and the age in seconds at which they are fresh no more. */
const LIFETIMES = [
  ['Cache-Control: max-age=10', 10],
  ['Cache-Control: s-maxage=20, max-age=10', 20],
  ['Cache-Control: max-age=10, s-maxage=5', 5],
  [`Cache-Control: max-age=10\r\nExpires: ${dateIn(99)}`, 10],
  [`Expires: ${dateIn(10)}`, 10],
  [`Date: ${dateIn(-5)}\r\nExpires: ${dateIn(10)}`, 10],
  ['Cache-Control: max-age=10\r\nAge: 4', 6],
  [`Cache-Control: max-age=10\r\nDate: ${dateIn(-3)}`, 7],
  [`Cache-Control: max-age=10\r\nDate: ${dateIn(-3)}\r\nAge: 4`, 6],
  [`Cache-Control: max-age=10\r\nDate: ${dateIn(99)}`, 10],
  ['Cache-Control: max-age=99999999999999999999', 2 ** 31],
] as const;

/** What a request says, the age at most that it takes, of 100 seconds. */
const WISHES = [
  ['max-age=30', 30],
  ['max-age=999', 99],
  ['min-fresh=30', 70],
  ['max-age=50, min-fresh=80', 20],
] as const;

/** How long a response is used again. */
export function cacheAge(stage: FeaturesStage): void {
  const start = async (): Promise<{ all: Scene; clock: HandClock }> => {
    const clock = new HandClock();
    const all = await scene(withOptions(stage, { clock }));
    return { all, clock };
  };

  describe('how long it is cached', { meta: { hint: HINT } }, () => {
    for (const [fields, lifetime] of LIFETIMES) {
      testOfOptions(
        `4.42 for ${lifetime} s: ${JSON.stringify(fields)}`,
        async () => {
          const { all, clock } = await start();
          await exchange(all, GET, replyOf('page', fields));
          clock.turnAlmost(lifetime);
          const last = await exchange(all, GET, OK);
          expect(last.response.body).toBe('page');
          clock.turn(1);
          const next = await exchange(all, GET, OK);
          expect(next.response.body).toBe('ok');
          expect(all.origin.requests.length, 'requests at the origin').toBe(2);
        },
      );
    }

    for (const [wish, most] of WISHES) {
      testOfOptions(`4.43 the request may ask for less: ${wish}`, async () => {
        const { all, clock } = await start();
        const request = getWith(`Cache-Control: ${wish}`);
        const reply = replyOf('page', 'Cache-Control: max-age=100');
        await exchange(all, GET, reply);
        clock.turn(most * SECOND);
        const last = await exchange(all, request, OK);
        expect(last.response.body).toBe('page');
        clock.turn(SECOND);
        const next = await exchange(all, request, OK);
        expect(next.response.body).toBe('ok');
      });
    }

    testOfOptions(
      '4.44 Age tells how old it is, in whole seconds',
      async () => {
        const { all, clock } = await start();
        const fields = ['Cache-Control: max-age=100', 'Age: 7'];
        const reply = replyOf('page', ...fields);
        const first = await exchange(all, GET, reply);
        expect(valuesOf(first.response, 'Age')).toEqual(['7']);
        clock.turn(2999);
        const hit = await exchange(all, GET);
        expect(valuesOf(hit.response, 'Age')).toEqual(['9']);
        expect(hit.response.body).toBe('page');
        clock.turn(1);
        const other = await exchange(all, GET);
        expect(valuesOf(other.response, 'Age')).toEqual(['10']);
      },
    );

    testOfOptions(
      '4.45 Date stays that of the origin, or of its answer',
      async () => {
        const { all, clock } = await start();
        const reply = replyOf('page', 'Cache-Control: max-age=100');
        const first = await exchange(all, GET, reply);
        expect(valuesOf(first.response, 'Date')).toEqual([dateIn(0)]);
        clock.turn(50 * SECOND);
        const hit = await exchange(all, GET);
        expect(valuesOf(hit.response, 'Date')).toEqual([dateIn(0)]);
      },
    );

    testOfOptions('4.46 hits do not make it younger', async () => {
      const { all, clock } = await start();
      const reply = replyOf('page', 'Cache-Control: max-age=10');
      await exchange(all, GET, reply);
      for (let second = 1; second < 10; second++) {
        clock.turn(SECOND);
        const { response } = await exchange(all, GET, OK);
        expect(response.body).toBe('page');
      }
      clock.turn(SECOND);
      const { response } = await exchange(all, GET, OK);
      expect(response.body).toBe('ok');
    });

    testOfOptions('4.47 what is stored anew is young again', async () => {
      const { all, clock } = await start();
      const page = (body: string) => replyOf(body, 'Cache-Control: max-age=10');
      await exchange(all, GET, page('old'));
      clock.turn(10 * SECOND);
      await exchange(all, GET, page('new'));
      clock.turnAlmost(10);
      const { response } = await exchange(all, GET, OK);
      expect(response.body).toBe('new');
      expect(all.proxy.countOf(/Caching \/ for 10 seconds/g)).toBe(2);
    });

    testOfOptions('4.48 the time that its origin took counts', async () => {
      const { all, clock } = await start();
      const { origin, connect } = all;
      const client = await connect();
      client.send(GET);
      const { end } = await origin.nextRequest();
      clock.turn(4 * SECOND);
      end.send(replyOf('page', 'Cache-Control: max-age=10', 'Age: 1'));
      expect((await receiveResponse(client)).body).toBe('page');
      const { response } = await exchange(all, GET, OK);
      expect(valuesOf(response, 'Age')).toEqual(['5']);
      clock.turn(5 * SECOND);
      expect((await exchange(all, GET, OK)).response.body).toBe('ok');
    });
  });
}
