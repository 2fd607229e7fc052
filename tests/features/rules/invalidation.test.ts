import { describe, expect, test } from 'vitest';
import { invalidatedKeys } from '../../../stages/features/cache/rules/invalidation.ts';
import { requestOf, responseOf } from './heads.ts';

const PAGE = 'http://a.example/page';
const OTHER = 'http://a.example/other';

/** What the answer to a POST names, and what is forgotten besides its URI. */
const NAMED = [
  [['Location: /other'], [OTHER]],
  [['Content-Location: /other'], [OTHER]],
  [['Content-Location: http://a.example:80/other'], [OTHER]],
  [
    ['Location: /other', 'Content-Location: /x'],
    [OTHER, 'http://a.example/x'],
  ],
  [['Location: http://b.example/other'], []],
  [['Location: https://a.example/other'], []],
  [['Content-Location: //b.example/'], []],
  [['Location: http://['], []],
  [['Link: /other', 'Refresh: /other'], []],
] as const;

describe('4.220 what is no longer believed', () => {
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'TRACE']) {
    test(`4.220 9110 9.2.1 nothing after ${method}`, () => {
      const answer = responseOf(['Location: /other']);
      expect(invalidatedKeys(requestOf([], method), answer)).toEqual([]);
    });
  }

  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PURGE', 'get']) {
    test(`4.220 9111 4.4 the target, after ${method}`, () => {
      const request = requestOf([], method);
      expect(invalidatedKeys(request, responseOf())).toEqual([PAGE]);
    });
  }

  for (const status of [200, 201, 204, 206, 301, 303, 304, 399]) {
    test(`4.220 9111 4.4 the target, after ${status}`, () => {
      const answer = responseOf(['Location: /other'], status);
      const keys = invalidatedKeys(requestOf([], 'POST'), answer);
      expect(keys).toEqual([PAGE, OTHER]);
    });
  }

  for (const status of [400, 404, 412, 500, 503, 999]) {
    test(`4.220 9111 4.4 nothing after the error ${status}`, () => {
      const answer = responseOf(['Location: /other'], status);
      expect(invalidatedKeys(requestOf([], 'POST'), answer)).toEqual([]);
    });
  }

  for (const [lines, keys] of NAMED) {
    test(`4.220 9111 4.4 ${lines.join(' / ')}: [${keys}]`, () => {
      const request = requestOf([], 'DELETE');
      const all = invalidatedKeys(request, responseOf(lines));
      expect(all).toEqual([PAGE, ...keys]);
    });
  }
});
