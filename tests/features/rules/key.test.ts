import { describe, expect, test } from 'vitest';
import {
  sameOriginKey,
  targetKey,
} from '../../../stages/features/cache/rules/key.ts';
import { requestOf } from './heads.ts';

const PROTO = 'X-Forwarded-Proto';

/** A request's Host and scheme, and the origin in its key. */
const ORIGINS = [
  ['a.example', '', 'http://a.example'],
  ['A.Example', '', 'http://a.example'],
  ['a.example:80', '', 'http://a.example'],
  ['A.example:80', 'http', 'http://a.example'],
  ['a.example:8080', '', 'http://a.example:8080'],
  ['a.example:443', '', 'http://a.example:443'],
  ['a.example', 'https', 'https://a.example'],
  ['a.example:443', 'https', 'https://a.example'],
  ['a.example:80', 'https', 'https://a.example:80'],
  ['a.example', 'HTTPS', 'https://a.example'],
  ['a.example', 'https, http', 'https://a.example'],
  ['a.example', 'http, https', 'http://a.example'],
  ['a.example', 'https ,http', 'https://a.example'],
  ['a.example', 'https\t,http', 'https://a.example'],
  ['a.example', ',\thttps', 'https://a.example'],
  ['a.example', ', http, https', 'http://a.example'],
  ['a.example', ', https', 'https://a.example'],
  ['a.example', 'httpsx', 'http://a.example'],
  ['[::1]:80', '', 'http://[::1]'],
  ['[::80]', '', 'http://[::80]'],
] as const;

/** A reference in the answer to http://a.example/d/page?q, and its key. */
const REFERENCES = [
  ['/other', 'http://a.example/other'],
  ['other', 'http://a.example/d/other'],
  ['../other?x', 'http://a.example/other?x'],
  ['?x', 'http://a.example/d/page?x'],
  ['', 'http://a.example/d/page?q'],
  ['#x', 'http://a.example/d/page?q'],
  ['/other#x', 'http://a.example/other'],
  ['/Other', 'http://a.example/Other'],
  ['http://a.example', 'http://a.example/'],
  ['HTTP://A.EXAMPLE:80/other', 'http://a.example/other'],
  ['//a.example/other', 'http://a.example/other'],
  ['https://a.example/other', undefined],
  ['http://a.example:81/other', undefined],
  ['http://b.example/other', undefined],
  ['//b.example/other', undefined],
  ['http://a.example.b.example/', undefined],
  ['http://a.example@b.example/', undefined],
  ['mailto:a@a.example', undefined],
  ['http://', undefined],
  ['http://[', undefined],
  [undefined, undefined],
] as const;

describe('4.208 the key', () => {
  for (const [host, scheme, origin] of ORIGINS) {
    test(`4.208 9110 4.2.3 ${host}, ${scheme || 'plain'}: ${origin}`, () => {
      const { headers, ...rest } = requestOf();
      headers.set('Host', host);
      if (scheme) headers.set(PROTO, scheme);
      expect(targetKey({ ...rest, headers })).toBe(`${origin}/page`);
    });
  }

  test('4.852 7239 7.4 the host is the one that the first proxy was asked for', () => {
    const asked = requestOf(['X-Forwarded-Host: B.example:80']);
    expect(targetKey(asked)).toBe('http://b.example/page');
  });

  for (const target of ['/', '/Page', '/page?', '/page?b=1&a=2', '/%7e']) {
    test(`4.208 9111 2 the target is taken as it is: ${target}`, () => {
      const key = targetKey(requestOf([], 'GET', target));
      expect(key).toBe(`http://a.example${target}`);
    });
  }

  for (const [reference, key] of REFERENCES) {
    test(`4.208 9111 4.4 ${JSON.stringify(reference)}: ${key ?? 'none'}`, () => {
      const request = requestOf([], 'POST', '/d/page?q');
      expect(sameOriginKey(request, reference)).toBe(key);
    });
  }

  test('4.208 9111 4.4 the same origin, also where the port is its own', () => {
    const { headers, ...rest } = requestOf([`${PROTO}: https`]);
    headers.set('Host', 'a.example:8443');
    const request = { ...rest, headers };
    const reference = 'https://a.example:8443/x';
    expect(sameOriginKey(request, reference)).toBe(reference);
    expect(sameOriginKey(request, 'http://a.example:8443/x')).toBeUndefined();
  });

  test('4.208 9111 4.4 what stands in Host may be no URL', () => {
    const { headers, ...rest } = requestOf();
    headers.set('Host', 'a b');
    const request = { ...rest, headers };
    expect(sameOriginKey(request, 'http://a.example/')).toBeUndefined();
  });
});
