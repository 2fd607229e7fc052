import { describe, expect, test } from 'vitest';
import { getOf, head, okOf } from '../kit/bytes.ts';
import { type Head, valuesOf } from '../kit/message.ts';
import { type Scene, scene } from '../kit/scene.ts';
import { exchange } from '../kit/steps.ts';
import { getWith } from './messages.ts';
import { type FeaturesStage, testOfOptions, withOptions } from './stage.ts';

const HINT =
  'The upstream sees our address only, so we say whose request it is: what ' +
  'a client says of that itself goes, before ours is added (RFC 7239).';

const NAMES = [
  'Forwarded',
  'X-Forwarded-For',
  'X-Forwarded-Proto',
  'X-Forwarded-Host',
];

const OURS = [
  'for=127.0.0.1;host=a.example;proto=http',
  '127.0.0.1',
  'http',
  'a.example',
];

const LIES = [
  'Forwarded: for=192.0.2.9',
  'X-Forwarded-For: 192.0.2.9, 192.0.2.8',
  'x-forwarded-for: 192.0.2.7',
  'X-Forwarded-Proto: https',
  'X-Forwarded-Host: evil.example',
];

/** What the origin was told, a line of values for each name. */
async function told(all: Scene, request: string): Promise<string[]> {
  return saidIn((await exchange(all, request)).request);
}

function saidIn(request: Head): string[] {
  return NAMES.map((name) => valuesOf(request, name).join(' / '));
}

/** For whom a request is forwarded. */
export function forwarded(stage: FeaturesStage): void {
  describe('for whom', { meta: { hint: HINT } }, () => {
    test('4.500 the client, its Host and its scheme are told', async () => {
      expect(await told(await scene(stage), getOf('/'))).toEqual(OURS);
    });

    test('4.501 what a client says of that itself is a lie', async () => {
      const all = await scene(stage);
      expect(await told(all, getWith(...LIES))).toEqual(OURS);
    });

    for (const name of NAMES) {
      test(`4.502 Connection: ${name} does not remove it`, async () => {
        const all = await scene(stage);
        const named = getWith(`Connection: ${name}`, ...LIES);
        expect(await told(all, named)).toEqual(OURS);
      });
    }

    test('4.503 nor may it say so in a name that looks alike', async () => {
      const all = await scene(stage);
      const lines = ['X_Forwarded_For: 192.0.2.9', 'X.Real.IP: 192.0.2.9'];
      const { request } = await exchange(all, getWith(...lines, 'X_Other: a'));
      expect(request.raw).not.toContain('192.0.2.9');
      expect(valuesOf(request, 'X_Other')).toEqual(['a']);
    });

    test('4.504 an authority in the target outranks Host', async () => {
      const target = 'http://b.example:81/';
      const [standard, , , host] = await told(
        await scene(stage),
        getOf(target),
      );
      expect(standard).toBe('for=127.0.0.1;host="b.example:81";proto=http');
      expect(host).toBe('b.example:81');
    });

    test('4.505 who named no host is not said to have', async () => {
      const old = head('GET / HTTP/1.0', 'X-Forwarded-Host: evil.example');
      const [standard, , , host] = await told(await scene(stage), old);
      expect(standard).toBe('for=127.0.0.1;proto=http');
      expect(host).toBe('');
    });

    test('4.506 a lie about the scheme opens no other place in the cache', async () => {
      const all = await scene(stage);
      const reply = okOf('ok').replace(
        '\r\n',
        '\r\nCache-Control: max-age=9\r\n',
      );
      await exchange(all, getWith('X-Forwarded-Proto: https'), reply);
      await exchange(all, getOf('/'));
      expect(all.origin.requests.length, 'requests at the origin').toBe(1);
    });

    test('4.508 nor may it say so in trailers', async () => {
      const open = ['Host: a.example', 'Transfer-Encoding: chunked'];
      const trailers = ['X-Forwarded-For: 192.0.2.9', 'X-Sum: 6'];
      const body = `1\r\na\r\n${head('0', ...trailers)}`;
      const upload = head('POST / HTTP/1.1', ...open) + body;
      const { request } = await exchange(await scene(stage), upload);
      expect(request.trailers).toEqual([['X-Sum', '6']]);
    });

    testOfOptions('4.507 another proxy of ours is believed', async () => {
      const all = await scene(withOptions(stage, { trustForwarded: true }));
      expect(await told(all, getWith(...LIES))).toEqual([
        `for=192.0.2.9, ${OURS[0]}`,
        '192.0.2.9, 192.0.2.8, 192.0.2.7, 127.0.0.1',
        'https',
        'evil.example',
      ]);
    });
  });
}
