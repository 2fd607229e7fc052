import { describe, expect, test } from 'vitest';
import { GET, head } from '../kit/bytes.ts';
import { type Message, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';
import { getWith, replyOf } from './messages.ts';
import { FRESH, LONG_AGO, STALE, sceneAfter } from './stored.ts';

const HINT =
  'Before a stale response is used again its origin is asked whether it is ' +
  'still right: by all tags that are stored, and by its date (RFC 9111 4.3.1).';

const [, CHANGED = ''] = LONG_AGO.split(/: (.*)/);
const LATER = 'Wed, 01 Jan 2020 00:00:00 GMT';

/** What is stored, what the client says, and the two conditions sent. */
const QUESTIONS = [
  ['ETag: "a"', 'X: y', '"a"', undefined],
  ['ETag: W/"a"', 'X: y', 'W/"a"', undefined],
  [LONG_AGO, 'X: y', undefined, CHANGED],
  [`ETag: "a"\r\n${LONG_AGO}`, 'X: y', '"a"', CHANGED],
  ['ETag: "a"', 'If-None-Match: "mine"', '"a", "mine"', undefined],
  [
    'ETag: "a"',
    'If-None-Match: W/"mine", "x"',
    '"a", W/"mine", "x"',
    undefined,
  ],
  [
    'ETag: "a"',
    'If-None-Match: "x"\r\nIf-None-Match: "y"',
    '"a", "x", "y"',
    undefined,
  ],
  ['ETag: "a"', 'If-None-Match: "a"', '"a"', undefined],
  ['ETag: "a"', 'If-None-Match: *', '"a"', undefined],
  ['ETag: "x, y"', 'If-None-Match: "p, q"', '"x, y", "p, q"', undefined],
  ['ETag: "a"', `If-Modified-Since: ${LATER}`, '"a"', undefined],
  [LONG_AGO, `If-Modified-Since: ${LATER}`, undefined, CHANGED],
  [LONG_AGO, 'If-None-Match: "mine"', '"mine"', CHANGED],
] as const;

/** What is sent on as it came: there is nothing to ask by, or none stored. */
const UNASKED = [
  'If-None-Match: "mine", *',
  `If-Modified-Since: ${LATER}`,
  'If-Range: "a"\r\nRange: bytes=0-1',
] as const;

/** Conditions that only the origin can judge (RFC 9110 13.1). */
const FOR_ORIGIN = [
  'If-Match: "a"',
  'If-Match: *',
  `If-Unmodified-Since: ${LATER}`,
] as const;

function conditionsOf(request: Message): (string | undefined)[] {
  const names = ['If-None-Match', 'If-Modified-Since'];
  return names.map((name) => {
    const values = valuesOf(request, name);
    expect(values.length).toBeLessThanOrEqual(1);
    return values[0];
  });
}

/** What the cache asks the origin. */
export function cacheAsking(stage: Stage): void {
  describe('asking', { meta: { hint: HINT } }, () => {
    for (const [stored, fields, tags, date] of QUESTIONS) {
      const what = JSON.stringify([stored, fields].join(' / '));
      test(`4.335 stored, asked for: ${what} (RFC 9111 4.3.1)`, async () => {
        const all = await sceneAfter(stage, replyOf('page', STALE, stored));
        const { request } = await exchange(all, getWith(fields));
        expect(conditionsOf(request)).toEqual([tags, date]);
      });
    }

    test('4.336 it asks by the tags of all variants, that of this one first (RFC 9111 4.3.1)', async () => {
      const all = await scene(stage);
      for (const [name, tag] of [
        ['1', '"a"'],
        ['2', 'W/"b"'],
        ['3', '"c"'],
      ]) {
        const fields = [STALE, 'Vary: X', `ETag: ${tag}`];
        await exchange(all, getWith(`X: ${name}`), replyOf('x', ...fields));
      }
      const asked = getWith('X: 2', 'If-None-Match: "mine"');
      const { request } = await exchange(all, asked);
      const [tags] = conditionsOf(request);
      expect(tags).toMatch(/^W\/"b", /);
      const list = tags?.split(', ').sort();
      expect(list).toEqual(['"a"', '"c"', '"mine"', 'W/"b"']);
    });

    test('4.337 asked to ask, it asks about what is fresh, too (RFC 9111 5.2.1.4)', async () => {
      const all = await sceneAfter(stage, replyOf('page', FRESH, 'ETag: "a"'));
      const asked = getWith('Cache-Control: no-cache');
      const { request } = await exchange(all, asked);
      expect(conditionsOf(request)).toEqual(['"a"', undefined]);
    });

    test('4.338 all else of the request stays as it came (RFC 9111 4.3.1)', async () => {
      const all = await sceneAfter(stage, replyOf('page', STALE, 'ETag: "a"'));
      const fields = ['X: 1', 'Range: bytes=0-1', 'x: 2', 'If-Range: "a"'];
      const { request } = await exchange(all, getWith(...fields));
      const lines = request.fields.map((field) => field.join(': '));
      for (const field of fields) expect(lines).toContain(field);
    });

    for (const fields of UNASKED) {
      test(`4.339 of what is not stored it asks nothing: ${JSON.stringify(fields)} (RFC 9111 4.3)`, async () => {
        const all = await sceneAfter(stage, replyOf('page', FRESH));
        const asked = getWith(fields, 'Cache-Control: no-cache');
        const { request } = await exchange(all, asked);
        const lines = request.fields.map((field) => field.join(': '));
        for (const field of fields.split('\r\n')) {
          expect(lines).toContain(field);
        }
        expect(request.raw.match(/^If-/gm)).toHaveLength(1);
      });
    }

    for (const field of FOR_ORIGIN) {
      test(`4.340 for the origin alone to judge: ${field} (RFC 9111 4.3.2)`, async () => {
        const all = await sceneAfter(
          stage,
          replyOf('page', FRESH, 'ETag: "a"'),
        );
        const failed = head('HTTP/1.1 412 No', 'Content-Length: 0');
        const seen = await exchange(all, getWith(field), failed);
        expect(seen.response.status).toBe(412);
        expect(seen.request.raw).toContain(`${field}\r\n`);
        expect(seen.request.raw).not.toContain('If-None-Match');
        const { response } = await exchange(all, GET);
        expect(response.body).toBe('page');
      });
    }
  });
}
