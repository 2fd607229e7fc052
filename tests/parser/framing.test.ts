import { describe, expect, test } from 'vitest';
import { head } from '../kit/bytes.ts';
import { requests, responses } from './transcript.ts';

const CODED = 'Transfer-Encoding: chunked';

// How a head says its body is framed.
function framingIn(lines: readonly string[]): string | undefined {
  return lines.find((line) => /^\(/.test(line))?.slice(1, -1);
}

/** Fields that say where a body ends, in requests as in responses. */
const DECLARED = [
  ['a length', ['Content-Length: 5'], 'length 5'],
  ['length 0', ['Content-Length: 0'], 'length 0'],
  ['a length with zeros in front', ['Content-Length: 0005'], 'length 5'],
  ['a length with spaces around', ['Content-Length: \t 5 \t'], 'length 5'],
  ['a length in other capitals', ['cOnTeNt-LeNgTh: 5'], 'length 5'],
  [
    'the longest length, of 15 digits',
    [`Content-Length: ${'9'.repeat(15)}`],
    'length 999999999999999',
  ],
  ['chunked', [CODED], 'chunked'],
  ['chunked in capitals', ['TRANSFER-ENCODING: CHUNKED'], 'chunked'],
  ['chunked with spaces around', ['Transfer-Encoding: \tchunked '], 'chunked'],
] as const;

for (const [what, fields, framing] of DECLARED) {
  test(`rules 4 and 6: a body is framed by ${what}`, () => {
    const request = requests(head('POST / HTTP/1.1', ...fields));
    expect(framingIn(request)).toBe(framing);
    const response = responses(head('HTTP/1.1 200 OK', ...fields));
    expect(framingIn(response)).toBe(framing);
  });
}

describe('a message that says nothing of its body', () => {
  for (const method of ['GET', 'POST', 'DELETE']) {
    test(`rule 7: a ${method} request has none`, () => {
      const lines = requests(head(`${method} / HTTP/1.1`, 'Host: a'));
      expect(framingIn(lines)).toBe('none');
    });
  }

  for (const version of ['1.0', '1.1']) {
    test(`rule 8: a response in HTTP/${version} lasts until close`, () => {
      const lines = responses(head(`HTTP/${version} 200 OK`));
      expect(framingIn(lines)).toBe('until-close');
    });
  }
});

/** Responses without a body: method, status, fields, framing. */
const BODILESS = [
  ['GET', 100, [], 'interim'],
  ['GET', 103, ['Content-Length: 5'], 'interim'],
  ['GET', 199, [CODED], 'interim'],
  ['GET', 204, [], 'none'],
  ['GET', 204, ['Content-Length: 5'], 'none'],
  ['GET', 204, [CODED], 'none'],
  ['GET', 204, ['Content-Length: x'], 'none'],
  ['GET', 304, [], 'none'],
  ['GET', 304, ['Content-Length: 5'], 'none, declared 5'],
  ['GET', 304, ['Content-Length: 0'], 'none, declared 0'],
  ['GET', 304, [CODED], 'none'],
  ['GET', 304, ['Content-Length: 5', CODED], 'none'],
  ['GET', 304, ['Content-Length: 5', 'Content-Length: 5'], 'none'],
  ['HEAD', 200, [], 'none'],
  ['HEAD', 200, ['Content-Length: 5'], 'none, declared 5'],
  ['HEAD', 200, ['Content-Length: x'], 'none'],
  ['HEAD', 200, [CODED], 'none'],
  ['HEAD', 404, ['Content-Length: 5'], 'none, declared 5'],
  ['HEAD', 204, ['Content-Length: 5'], 'none'],
  ['HEAD', 100, [], 'interim'],
  ['CONNECT', 200, ['Content-Length: 5'], 'none'],
  ['CONNECT', 299, [CODED], 'none'],
  ['CONNECT', 300, ['Content-Length: 5'], 'length 5'],
  ['CONNECT', 407, [CODED], 'chunked'],
  ['GET', 205, ['Content-Length: 0'], 'length 0'],
  ['head', 200, ['Content-Length: 5'], 'length 5'],
] as const;

for (const [method, status, fields, framing] of BODILESS) {
  const says = fields.length > 0 ? ` with ${fields.join(', ')}` : '';
  test(`rules 1, 2: ${status} to ${method}${says} is ${framing}`, () => {
    const bytes = head(`HTTP/1.1 ${status} So`, ...fields);
    expect(framingIn(responses(bytes, false, method))).toBe(framing);
  });
}
