import { describe, expect, test } from 'vitest';
import {
  freshened,
  speaksOf,
} from '../../../stages/features/cache/rules/freshening.ts';
import { linesOf, responseOf } from './heads.ts';

const PRIVATE = 'Cache-Control: max-age=1, private="Set-Cookie"';

/** What is stored, what the 304 brings, and what is stored then. */
const UPDATES = [
  ['what is new is added', ['A: 1'], ['B: 2'], ['A: 1', 'B: 2']],
  ['what is there is replaced', ['A: 1', 'B: 1'], ['a: 2'], ['B: 1', 'a: 2']],
  ['all its lines', ['A: 1', 'A: 2'], ['A: 3'], ['A: 3']],
  ['by as many as there are', ['A: 1'], ['A: 2', 'A: 3'], ['A: 2', 'A: 3']],
  ['Age is of one answer', ['Age: 5'], [], []],
  ['unless it comes anew', ['Age: 5'], ['Age: 1'], ['Age: 1']],
  [
    'not the coding',
    ['Content-Encoding: br'],
    ['content-encoding: x'],
    ['Content-Encoding: br'],
  ],
  ['not the length', [], ['Content-Length: 0'], []],
  ['not the range', [], ['Content-Range: bytes 0-1/2'], []],
  ['not the framing', [], ['Transfer-Encoding: chunked'], []],
  [
    'not how strong the tag is',
    ['ETag: W/"a"'],
    ['ETag: "a"'],
    ['ETag: W/"a"'],
  ],
  [
    'but the type',
    ['Content-Type: a/b'],
    ['Content-Type: c/d'],
    ['Content-Type: c/d'],
  ],
  [
    'and what is only named like it',
    ['X-ETag: 1'],
    ['X-ETag: 2'],
    ['X-ETag: 2'],
  ],
  ['at its beginning, too', ['ETag-Of: 1'], ['ETag-Of: 2'], ['ETag-Of: 2']],
  ['what is for one client is not', [], [PRIVATE, 'Set-Cookie: a'], [PRIVATE]],
  ['as it was said before', [PRIVATE], ['Set-Cookie: a=b'], [PRIVATE]],
  ['nor is it kept then', ['Set-Cookie: a=b'], [PRIVATE], [PRIVATE]],
  ['nor is what is for a proxy', [], ['Proxy-Authentication-Info: x'], []],
] as const;

/** What is stored, in 10 bytes; what HEAD is told; whether that fits. */
const ANSWERS = [
  ['no word', ['ETag: "a"'], [], undefined, true],
  ['the same length', [], [], 10, true],
  ['another length', [], [], 11, false],
  ['no length', ['ETag: "a"'], ['ETag: "a"'], 0, false],
  ['the same tag', ['ETag: "a"'], ['ETag: "a"'], undefined, true],
  ['another tag', ['ETag: "a"'], ['ETag: "b"'], 10, false],
  ['a weaker tag', ['ETag: "a"'], ['ETag: W/"a"'], 10, false],
  ['a tag, for the first time', [], ['ETag: "a"'], 10, false],
  ['the same date', ['Last-Modified: x'], ['Last-Modified: x'], 10, true],
  ['another date', ['Last-Modified: x'], ['Last-Modified: y'], 10, false],
  ['one of both', ['ETag: "a"', 'Last-Modified: x'], ['ETag: "a"'], 10, true],
  ['another type', ['Content-Type: a/b'], ['Content-Type: c/d'], 10, true],
] as const;

describe('4.215 what is stored, made fresh again', () => {
  for (const [what, stored, update, lines] of UPDATES) {
    test(`4.215 9111 3.2 ${what}: ${update.join(' / ')}`, () => {
      const head = freshened(responseOf(stored), responseOf(update, 304));
      expect(linesOf(head)).toEqual(lines);
      expect(head.status).toBe(200);
    });
  }
});

describe('4.216 what the answer to HEAD speaks of', () => {
  for (const [what, stored, lines, declared, isSame] of ANSWERS) {
    test(`4.216 9111 4.3.5 ${what}: ${isSame ? 'this' : 'another'}`, () => {
      const [one, other] = [responseOf(stored), responseOf(lines)];
      expect(speaksOf(one, 10, other, declared)).toBe(isSame);
    });
  }

  test('4.216 9111 4.3.5 a length that we do not know is not the same', () => {
    const head = responseOf();
    expect(speaksOf(head, undefined, head, undefined)).toBe(true);
    expect(speaksOf(head, undefined, head, 10)).toBe(false);
  });
});
