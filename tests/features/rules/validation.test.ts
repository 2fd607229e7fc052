import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  conditionalRequest,
  confirmedBy,
  entityTags,
  isForClient,
  sameTag,
} from '../../../stages/features/cache/rules/validation.ts';
import { check } from '../../parser/check.ts';
import { dateIn, linesOf, requestOf, responseOf } from './heads.ts';

const T1 = dateIn(-1);
const T2 = dateIn(-2);

/** What the client asks, what is stored, and what the origin is asked. */
const QUESTIONS = [
  ['a tag', [], [['ETag: "a"']], ['If-None-Match: "a"']],
  ['a weak tag', [], [['ETag: W/"a"']], ['If-None-Match: W/"a"']],
  ['a date', [], [[`Last-Modified: ${T1}`]], [`If-Modified-Since: ${T1}`]],
  [
    'both',
    [],
    [['ETag: "a"', `Last-Modified: ${T1}`]],
    ['If-None-Match: "a"', `If-Modified-Since: ${T1}`],
  ],
  [
    'the tags of the others',
    [],
    [['ETag: "a"'], ['ETag: "b"'], [], ['ETag: W/"c"']],
    ['If-None-Match: "a", "b", W/"c"'],
  ],
  ['each once', [], [['ETag: "a"'], ['ETag: "a"']], ['If-None-Match: "a"']],
  [
    'no dates of the others',
    [],
    [['ETag: "a"'], [`Last-Modified: ${T1}`]],
    ['If-None-Match: "a"'],
  ],
  [
    "the client's tags",
    ['If-None-Match: "c", W/"d"', 'If-None-Match: "a"'],
    [['ETag: "a"']],
    ['If-None-Match: "a", "c", W/"d"'],
  ],
  ['but not *', ['If-None-Match: *'], [['ETag: "a"']], ['If-None-Match: "a"']],
  [
    "no date of the client's",
    [`If-Modified-Since: ${T2}`],
    [['ETag: "a"', `Last-Modified: ${T1}`]],
    ['If-None-Match: "a"', `If-Modified-Since: ${T1}`],
  ],
  [
    'not even if we have none',
    [`If-Modified-Since: ${T2}`],
    [['ETag: "a"']],
    ['If-None-Match: "a"'],
  ],
  [
    'all else as it was',
    ['Range: bytes=0-1', 'X: y', 'x: z'],
    [['ETag: "a"']],
    ['Range: bytes=0-1', 'X: y', 'x: z', 'If-None-Match: "a"'],
  ],
] as const;

/** What is stored, what the 304 says, and which of them it means. */
const CONFIRMED = [
  ['4.3.4', [['ETag: "a"'], ['ETag: "b"']], ['ETag: "a"'], [0]],
  ['4.3.4', [['ETag: "a"'], ['ETag: "b"']], ['ETag: "b"'], [1]],
  ['4.3.4', [['ETag: "a"'], ['ETag: "b"']], ['ETag: "c"'], []],
  ['4.3.4', [['ETag: "a"'], [], ['ETag: "a"']], ['ETag: "a"'], [0, 2]],
  ['4.3.4', [['ETag: W/"a"'], ['ETag: "a"']], ['ETag: "a"'], [1]],
  ['4.3.4', [['ETag: W/"a"'], ['ETag: W/"a"']], ['ETag: W/"a"'], [0]],
  ['4.3.4', [['ETag: "b"'], ['ETag: "a"']], ['ETag: W/"a"'], [1]],
  // Who compresses weakens the tag, but not in a 304.
  ['4.3.4', [['ETag: "b"'], ['ETag: W/"a"']], ['ETag: "a"'], [1]],
  ['4.3.4', [['ETag: W/"a"']], ['ETag: W/"b"'], []],
  ['4.3.4', [['ETag: "a"']], ['ETag: "A"'], []],
  [
    '4.3.4',
    [['ETag: "a"', `Last-Modified: ${T1}`]],
    ['ETag: "b"', `Last-Modified: ${T1}`],
    [],
  ],
  [
    '4.3.4',
    [[`Last-Modified: ${T2}`], [`Last-Modified: ${T1}`]],
    [`Last-Modified: ${T1}`],
    [1],
  ],
  [
    '4.3.4',
    [[`Last-Modified: ${T1}`], [`Last-Modified: ${T1}`]],
    [`Last-Modified: ${T1}`],
    [0],
  ],
  ['4.3.4', [[`Last-Modified: ${T2}`]], [`Last-Modified: ${T1}`], []],
  ['4.3.4', [['ETag: "a"'], ['ETag: "b"']], [], []],
  ['4.3.4', [], [], []],
] as const;

const TAGS = [
  ['', []],
  ['"a"', ['"a"']],
  ['W/"a"', ['W/"a"']],
  ['"a", W/"b","c"', ['"a"', 'W/"b"', '"c"']],
  ['"a,b", "c"', ['"a,b"', '"c"']],
  ['""', ['""']],
  ['"a\\"', ['"a\\"']],
  ['"\xe9"', ['"\xe9"']],
  ['*', ['*']],
  ['"*"', ['"*"']],
  ['a*b', []],
  ['"a", *', ['"a"']],
  ['a', []],
  ['w/"a"', ['"a"']],
  ['"a', []],
] as const;

describe('4.212 the question whether it is still right', () => {
  for (const [what, asked, stored, lines] of QUESTIONS) {
    test(`4.212 9111 4.3.1 ${what}`, () => {
      const [selected = responseOf(), ...others] = stored.map((each) =>
        responseOf(each),
      );
      const request = requestOf(asked);
      const all = [selected, ...others];
      const sent = conditionalRequest(request, selected, all);
      expect(linesOf(sent!)).toEqual(['Host: a.example', ...lines]);
      expect({ ...sent, headers: [] }).toEqual({ ...request, headers: [] });
      expect(linesOf(request)).toEqual(['Host: a.example', ...asked]);
    });
  }

  test('4.212 9111 4.3.1 nothing to recognise it by: no question', () => {
    const request = requestOf(['If-None-Match: "c"']);
    const others = [responseOf([`Last-Modified: ${T1}`])];
    const stored = [responseOf(), ...others];
    expect(conditionalRequest(request, responseOf(), stored)).toBeUndefined();
  });

  for (const [asked, said, is] of [
    [['If-None-Match: "a"'], ['ETag: "a"'], true],
    [['If-None-Match: "b", W/"a"'], ['ETag: "a"'], true],
    [['If-None-Match: "b"'], ['ETag: "a"'], false],
    [['If-None-Match: "b"'], [], false],
    [[], ['ETag: "a"'], false],
    // Its date was not sent, so the origin cannot have spoken of it.
    [[`If-Modified-Since: ${T1}`], [`Last-Modified: ${T1}`], false],
    [[`If-Modified-Since: ${T1}`], ['ETag: "a"'], false],
  ] as const) {
    const what = JSON.stringify([asked, said]);
    test(`4.212 9111 4.3.2 a 304 for the client itself: ${what}: ${is}`, () => {
      expect(isForClient(requestOf(asked), responseOf(said))).toBe(is);
    });
  }
});

describe('4.213 what a 304 speaks of', () => {
  for (const [section, stored, lines, which] of CONFIRMED) {
    const all = JSON.stringify(stored);
    test(`4.213 9111 ${section} [${lines}] of ${all}: [${which}]`, () => {
      const entries = stored.map((each) => ({ head: responseOf(each) }));
      const confirmed = confirmedBy(responseOf(lines, 304), entries);
      expect(confirmed.map((each) => entries.indexOf(each))).toEqual(which);
    });
  }
});

describe('4.214 entity tags', () => {
  for (const [value, tags] of TAGS) {
    test(`4.214 9110 13.1.2 ${JSON.stringify(value)}: ${tags}`, () => {
      expect(entityTags(value)).toEqual(tags);
    });
  }

  test('4.214 9110 13.1.2 what is written as a list is read as one', () => {
    const opaque = fc
      .string({ unit: fc.constantFrom('a', ',', ' ', '*', '\\', 'W', '/') })
      .map((text) => `"${text}"`);
    const tag = fc.tuple(fc.constantFrom('', 'W/'), opaque);
    check(fc.array(tag.map((both) => both.join(''))), (tags) => {
      expect(entityTags(tags.join(', '))).toEqual(tags);
    });
  });

  for (const [one, other, isSame] of [
    ['"a"', '"a"', true],
    ['W/"a"', '"a"', true],
    ['"a"', 'W/"a"', true],
    ['W/"a"', 'W/"a"', true],
    ['"a"', '"b"', false],
    ['W/"a"', 'W/"b"', false],
    ['"a"', '"A"', false],
    ['"W/a"', '"a"', false],
    [undefined, '"a"', false],
    ['"a"', undefined, false],
    [undefined, undefined, false],
  ] as const) {
    test(`4.214 9110 8.8.3.2 ${one} is ${other}: ${isSame}`, () => {
      expect(sameTag(one, other)).toBe(isSame);
    });
  }
});
