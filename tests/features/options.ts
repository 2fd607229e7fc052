import { describe, expect } from 'vitest';
import { getOf, head, OK, postHead } from '../kit/bytes.ts';
import { receiveResponse, valuesOf } from '../kit/message.ts';
import { type Scene, scene } from '../kit/scene.ts';
import { exchange } from '../kit/steps.ts';
import { getWith, isGzipped, replyOf, TEXT, textOf } from './messages.ts';
import {
  type FeaturesStage,
  type Options,
  testOfOptions,
  withOptions,
} from './stage.ts';

const HINT =
  'Fields for the upstream are set last, on the request that it gets; what ' +
  'the client said of itself still decides how it is answered.';

const LIMITS_HINT =
  'The readers of both sides are told how long a head may be: a client hears ' +
  '414 or 431, and an upstream that says more is a 502.';

/** A scene with other limits of a head. */
function limited(stage: FeaturesStage, limits: Options['limits'] = {}) {
  return scene(withOptions(stage, { limits }));
}

/** The status of the answer, and how often the origin was asked. */
async function statusOf(all: Scene, request: string): Promise<number> {
  const client = await all.connect();
  client.send(request);
  return (await receiveResponse(client)).status;
}

/** Replies that are longer than a limit, and the limit. */
const LONG_REPLIES = [
  [{ startLine: 30 }, OK.replace('OK', 'x'.repeat(30))],
  [{ head: 200 }, replyOf('', `A: ${'x'.repeat(200)}`)],
  [{ fields: 2 }, replyOf('', 'A: a', 'B: b')],
] as const;

/** What options say of fields and of limits. */
export function options(stage: FeaturesStage): void {
  describe('fields by an option', { meta: { hint: HINT } }, () => {
    testOfOptions('4.520 fields of a response can be removed', async () => {
      const headers = [['server', ''] as const, ['A', '1'] as const];
      const all = await scene(withOptions(stage, { headers }));
      const reply = replyOf('', 'Server: a', 'SERVER: b', 'Servers: c');
      const { response } = await exchange(all, getOf('/'), reply);
      expect(valuesOf(response, 'Server')).toEqual([]);
      expect(valuesOf(response, 'Servers')).toEqual(['c']);
      expect(valuesOf(response, 'A')).toEqual(['1']);
    });

    testOfOptions('4.521 fields of a request are set or removed', async () => {
      const requestHeaders = [
        ['X-Key', 'ours'],
        ['user-agent', ''],
        ['X-Forwarded-Host', ''],
        ['X-Forwarded-Proto', 'https'],
      ] as const;
      const all = await scene(withOptions(stage, { requestHeaders }));
      const lines = ['x-key: lie', 'User-Agent: a', 'User-Agents: b'];
      const { request } = await exchange(all, getWith(...lines));
      expect(valuesOf(request, 'X-Key')).toEqual(['ours']);
      expect(valuesOf(request, 'User-Agent')).toEqual([]);
      expect(valuesOf(request, 'User-Agents')).toEqual(['b']);
      expect(valuesOf(request, 'X-Forwarded-Host')).toEqual([]);
      expect(valuesOf(request, 'X-Forwarded-Proto')).toEqual(['https']);
    });

    testOfOptions('4.522 Connection does not take them away', async () => {
      const requestHeaders = [['X-Key', 'ours']] as const;
      const all = await scene(withOptions(stage, { requestHeaders }));
      const named = getWith('Connection: X-Key');
      const { request } = await exchange(all, named);
      expect(valuesOf(request, 'X-Key')).toEqual(['ours']);
    });

    testOfOptions('4.902 nor do trailers say them otherwise', async () => {
      const requestHeaders = [
        ['X-Key', 'ours'],
        ['X-User', ''],
      ] as const;
      const { origin, connect } = await scene(
        withOptions(stage, { requestHeaders }),
      );
      const client = await connect();
      const last = head('0', 'x-key: lie', 'X-User: root', 'X-End: b');
      client.send(postHead('Transfer-Encoding: chunked') + last);
      const { end, head: sent } = await origin.nextRequest();
      expect(valuesOf(sent, 'X-Key')).toEqual(['ours']);
      await end.expectBytes(head('0', 'X-End: b'));
    });

    testOfOptions(
      '4.523 a client gets gzip that the upstream is not asked for',
      async () => {
        const requestHeaders = [['Accept-Encoding', '']] as const;
        const all = await scene(withOptions(stage, { requestHeaders }));
        const asking = getWith('Accept-Encoding: gzip');
        const { request, response } = await exchange(all, asking, textOf(TEXT));
        expect(valuesOf(request, 'Accept-Encoding')).toEqual([]);
        expect(isGzipped(response)).toBe(true);
      },
    );

    testOfOptions('4.524 TRACE shows none of them', async () => {
      const requestHeaders = [['X-Ours', 'hidden']] as const;
      const all = await scene(withOptions(stage, { requestHeaders }));
      const client = await all.connect();
      const lines = ['Host: a.example', 'Max-Forwards: 0'];
      client.send(head('TRACE / HTTP/1.1', ...lines));
      expect((await receiveResponse(client)).body).not.toContain('hidden');
    });
  });

  describe('limits by an option', { meta: { hint: LIMITS_HINT } }, () => {
    testOfOptions('4.525 a shorter request line', async () => {
      const all = await limited(stage, { startLine: 20 });
      all.origin.answer(OK);
      expect(await statusOf(all, getOf('/1234567'))).toBe(414);
      expect(await statusOf(all, getOf('/12345'))).toBe(200);
    });

    testOfOptions('4.526 a shorter head', async () => {
      const all = await limited(stage, { head: 200 });
      all.origin.answer(OK);
      expect(await statusOf(all, getWith(`A: ${'x'.repeat(150)}`))).toBe(431);
      expect(await statusOf(all, getWith(`A: ${'x'.repeat(90)}`))).toBe(200);
    });

    testOfOptions('4.527 fewer fields', async () => {
      const all = await limited(stage, { fields: 3 });
      all.origin.answer(OK);
      expect(await statusOf(all, getWith('A: a', 'B: b'))).toBe(431);
      expect(await statusOf(all, getWith('A: a'))).toBe(200);
    });

    testOfOptions('4.528 a longer head than usual', async () => {
      const all = await limited(stage, { head: 40_000, startLine: 20_000 });
      const long = getOf(`/${'x'.repeat(19_000)}`);
      all.origin.answer(OK);
      expect(await statusOf(all, long)).toBe(200);
    });

    for (const [limits, reply] of LONG_REPLIES) {
      testOfOptions(
        `4.529 of responses: ${JSON.stringify(limits)}`,
        async () => {
          const all = await limited(stage, limits);
          all.origin.answer(reply);
          const request = 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n';
          expect(await statusOf(all, request)).toBe(502);
        },
      );
    }

    testOfOptions(
      '4.530 of several upstreams, one at least is asked',
      async () => {
        const { createProxy } = stage;
        const all = await scene({
          ...stage,
          createProxy: ({ upstream, ...own }) =>
            createProxy({ ...own, upstream: [upstream] }),
        });
        all.origin.answer(OK);
        expect(await statusOf(all, getOf('/'))).toBe(200);
      },
    );
  });
}
