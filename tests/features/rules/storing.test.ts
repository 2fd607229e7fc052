import { describe, expect, test } from 'vitest';
import {
  isWorthStoring,
  mayStore,
  storedFields,
} from '../../../stages/features/cache/rules/storing.ts';
import { dateIn, NOW, requestOf, responseOf } from './heads.ts';

const FRESH = 'Cache-Control: max-age=10';
const CONTROL = 'Cache-Control: ';

const USUAL = [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501];
const UNUSUAL = [201, 302, 303, 307, 400, 403, 429, 451, 500, 502, 503, 599];
const NEVER = [100, 101, 103, 206, 304, 412, 416];
const UNDERSTOOD = [200, 204, 301, 302, 307, 308, 404, 410, 414, 421, 451, 500];
const NOT_UNDERSTOOD = [205, 206, 226, 299, 304, 305, 306, 418, 422, 506, 599];

/** Field lines of a response to GET, and whether it may be stored. */
const RESPONSES = [
  ['2', 'without a word', [], true],
  ['5.2.2.5', 'no-store', [`${CONTROL}no-store, max-age=10`], false],
  ['5.2.2.5', 'no-store, whatever it says', [`${CONTROL}no-store="a"`], false],
  ['5.2.2.7', 'private', [`${CONTROL}private, max-age=10`], false],
  ['5.2.2.7', 'private and public', [`${CONTROL}private, public`], false],
  ['5.2.2.7', 'but for a field', [`${CONTROL}private="Set-Cookie"`], true],
  ['5.2.2.7', 'both', [`${CONTROL}private="A", private`], false],
  ['5.2.2.7', 'but for no field', [`${CONTROL}private=""`], false],
  ['5.2.2.4', 'no-cache', [`${CONTROL}no-cache`], true],
  ['5.2.2.4', 'but for a field', [`${CONTROL}no-cache="Set-Cookie"`], true],
  ['5.2.3', 'what is not known', [`${CONTROL}x, y=z`], true],
  ['7.3', 'a cookie', ['Set-Cookie: a=b'], false],
  ['7.3', 'a cookie, fresh', ['Set-Cookie: a=b', FRESH], true],
  [
    '7.3',
    'a cookie, s-maxage',
    ['Set-Cookie: a', `${CONTROL}s-maxage=1`],
    true,
  ],
  ['7.3', 'a cookie, public', ['Set-Cookie: a', `${CONTROL}public`], false],
  ['7.3', 'a cookie, Expires', ['Set-Cookie: a=b', 'Expires: 0'], true],
  ['4.1', 'Vary: *', [FRESH, 'Vary: *'], false],
  ['4.1', 'Vary: * among others', [FRESH, 'Vary: Accept', 'vary: X, *'], false],
  ['4.1', 'Vary', [FRESH, 'Vary: Accept'], true],
] as const;

/** A response to a request with Authorization. */
const AUTHORIZED = [
  ['', false],
  ['max-age=10', false],
  ['proxy-revalidate', false],
  ['no-cache', false],
  ['public', true],
  ['s-maxage=10', true],
  ['must-revalidate', true],
  ['must-revalidate, private', false],
  ['public, no-store', false],
] as const;

const OWN = 'Content-Location: /page';

/** Responses to POST. */
const POSTED = [
  ['fresh, and of the same URI', [FRESH, OWN], 200, true],
  [
    'also absolute',
    [FRESH, 'Content-Location: http://a.example/page'],
    200,
    true,
  ],
  ['Expires will do', ['Expires: 0', OWN], 200, true],
  ['not without a word', [OWN], 200, false],
  ['not if only public', [`${CONTROL}public`, OWN], 200, false],
  ['not if it says of nothing', [FRESH], 200, false],
  ['not if of another', [FRESH, 'Content-Location: /other'], 200, false],
  [
    'nor of another host',
    [FRESH, 'Content-Location: http://b/page'],
    200,
    false,
  ],
  ['nor no-store', [`${CONTROL}max-age=10, no-store`, OWN], 200, false],
  ['nor an error', [FRESH, OWN], 400, false],
  ['nor what is new', [FRESH, OWN], 201, false],
] as const;

describe('4.206 what may be stored', () => {
  for (const [section, what, lines, may] of RESPONSES) {
    const said = JSON.stringify(lines);
    test(`4.206 9111 ${section} ${what}: ${may ? 'yes' : 'no'}: ${said}`, () => {
      expect(mayStore(requestOf(), responseOf(lines))).toBe(may);
    });
  }

  for (const status of USUAL) {
    test(`4.206 9111 3 ${status}: also without a word`, () => {
      expect(mayStore(requestOf(), responseOf([], status))).toBe(true);
      expect(mayStore(requestOf(), responseOf([FRESH], status))).toBe(true);
    });
  }

  for (const status of UNUSUAL) {
    test(`4.206 9111 3 ${status}: if the origin says so`, () => {
      const may = (...lines: string[]) =>
        mayStore(requestOf(), responseOf(lines, status));
      expect(may()).toBe(false);
      expect(may(`${CONTROL}must-revalidate`)).toBe(false);
      expect(may(FRESH)).toBe(true);
      expect(may(`${CONTROL}s-maxage=1`)).toBe(true);
      expect(may(`${CONTROL}public`)).toBe(true);
      expect(may('Expires: 0')).toBe(true);
    });
  }

  for (const status of NEVER) {
    test(`4.206 9111 3.3 ${status}: never`, () => {
      for (const said of ['max-age=10', 'public', 'must-understand']) {
        const head = responseOf([`${CONTROL}${said}`], status);
        expect(mayStore(requestOf(), head)).toBe(false);
      }
    });
  }

  for (const status of [...UNDERSTOOD, ...NOT_UNDERSTOOD]) {
    const may = UNDERSTOOD.includes(status);
    const what = may ? 'no-store is for others' : 'not ours to store';
    test(`4.206 9111 5.2.2.3 must-understand, ${status}: ${what}`, () => {
      for (const more of ['', ', no-store']) {
        const said = `${CONTROL}must-understand, max-age=10${more}`;
        const head = responseOf([said], status);
        expect(mayStore(requestOf(), head)).toBe(may);
      }
    });
  }

  for (const [said, may] of AUTHORIZED) {
    test(`4.206 9111 3.5 for one user, "${said}": ${may}`, () => {
      const request = requestOf(['authorization: Basic eDp5']);
      const head = responseOf([`${CONTROL}${said}`]);
      expect(mayStore(request, head)).toBe(may);
    });
  }

  test('4.206 9111 3.5 Pragma: public opens nothing to all', () => {
    const request = requestOf(['Authorization: Basic eDp5']);
    expect(mayStore(request, responseOf(['Pragma: public']))).toBe(false);
  });

  for (const [lines, may] of [
    [[`${CONTROL}no-store`], false],
    [[`${CONTROL}max-age=0, No-Store`], false],
    [[`${CONTROL}no-cache`], true],
    [['Pragma: no-cache'], true],
    [['Cookie: a=b'], true],
  ] as const) {
    test(`4.206 9111 5.2.1.5 asked with ${lines.join()}: ${may}`, () => {
      expect(mayStore(requestOf(lines), responseOf([FRESH]))).toBe(may);
    });
  }

  for (const method of ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'get']) {
    test(`4.206 9111 3 the answer to ${method} is not`, () => {
      const head = responseOf([FRESH, OWN]);
      expect(mayStore(requestOf([], method), head)).toBe(false);
    });
  }

  for (const [what, lines, status, may] of POSTED) {
    test(`4.206 9110 9.3.3 the answer to POST, ${what}`, () => {
      const head = responseOf(lines, status);
      expect(mayStore(requestOf([], 'POST'), head)).toBe(may);
    });
  }
});

describe('4.207 what is worth storing', () => {
  for (const [lines, isWorth] of [
    [[], false],
    [[FRESH], true],
    [[`${CONTROL}max-age=0`], false],
    [['ETag: "a"'], true],
    [[`Last-Modified: ${dateIn(0)}`], true],
    [[`Expires: ${dateIn(1)}`], true],
    [[`Expires: ${dateIn(0)}`], false],
    [[`${CONTROL}max-age=0, stale-if-error=9`], true],
    [[`${CONTROL}max-age=0, stale-while-revalidate=9`], true],
    [[`${CONTROL}max-age=0, stale-if-error=9, must-revalidate`], false],
    [[`${CONTROL}s-maxage=0, stale-while-revalidate=9`], false],
    [[`${CONTROL}no-cache, stale-if-error=9`], false],
    [[`${CONTROL}no-cache, stale-if-error=9`, 'ETag: "a"'], true],
  ] as const) {
    test(`4.207 9111 3 ${JSON.stringify(lines)}: ${isWorth}`, () => {
      expect(isWorthStoring(responseOf(lines), NOW)).toBe(isWorth);
    });
  }

  for (const [section, said, kept] of [
    ['3', 'max-age=10', ['A', 'B', 'Set-Cookie']],
    ['5.2.2.7', 'private="b"', ['A', 'Set-Cookie']],
    ['5.2.2.4', 'no-cache="Set-Cookie, a"', ['B']],
    ['5.2.2.4', 'no-cache=a, private="B,,x"', ['Set-Cookie']],
    ['5.2.2.7', 'private', ['A', 'B', 'Set-Cookie']],
  ] as const) {
    test(`4.207 9111 ${section} ${said}: keeps ${kept}`, () => {
      const control = `${CONTROL}${said}`;
      const lines = [control, 'A: 1', 'B: 2', 'Set-Cookie: 3', 'b: 4'];
      const names = [...storedFields(responseOf(lines))].map(([name]) => name);
      const both = kept.flatMap((name) => (name === 'B' ? ['B', 'b'] : [name]));
      expect(names.sort()).toEqual(['Cache-Control', ...both].sort());
    });
  }

  test('4.207 9111 3.1 what was for one proxy is not kept', () => {
    const lines = ['Proxy-Authenticate: x', 'proxy-authentication-info: y'];
    expect([...storedFields(responseOf(lines))]).toEqual([]);
  });
});
