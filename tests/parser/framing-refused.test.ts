import { expect, test } from 'vitest';
import { head } from '../kit/bytes.ts';
import { requests, responses } from './transcript.ts';

const CODED = 'Transfer-Encoding: chunked';

/** Such fields are refused in requests, and in responses with 502. */
function expectRefused(
  fields: readonly string[],
  status: number,
  sentence: string,
): void {
  const request = requests(head('POST / HTTP/1.1', ...fields));
  expect(request).toEqual([`error ${status}: ${sentence}`]);
  const response = responses(head('HTTP/1.1 200 OK', ...fields));
  expect(response).toEqual([`error 502: ${sentence}`]);
}

/** Lengths that are not one number: what is wrong, and the values. */
const LENGTHS = [
  ['in words', 'five'],
  ['empty', ''],
  ['negative', '-1'],
  ['with a plus', '+5'],
  ['hexadecimal', '0x5'],
  ['with a point', '5.0'],
  ['as a power', '5e0'],
  ['with a space in it', '5 0'],
  ['with a word behind', '5 bytes'],
  ['in quotes', '"5"'],
  ['behind a byte that trim() would eat', '\xa05'],
  ['of 16 digits', '1'.repeat(16)],
  ['of 20 digits', '9'.repeat(20)],
  ['two in a list', '5, 6'],
  ['the same twice in a list', '5, 5'],
  ['with a comma behind', '5,'],
  ['two in two lines', '5', '6'],
  ['the same twice in two lines', '5', '5'],
  ['one and an empty one', '5', ''],
  ['an empty one and one', '', '5'],
] as const;

for (const [what, ...values] of LENGTHS) {
  test(`rule 5: Content-Length is refused: ${what}`, () => {
    const fields = values.map((value) => `Content-Length: ${value}`);
    expectRefused(fields, 400, 'Content-Length is not one number.');
  });
}

/** Codings that do not end in chunked: what is wrong, and the values. */
const NOT_CHUNKED = [
  ['none', ''],
  ['another', 'gzip'],
  ['identity', 'identity'],
  ['chunked, then another', 'chunked, gzip'],
  ['chunked, then identity', 'chunked, identity'],
  ['chunked twice', 'chunked, chunked'],
  ['chunked in two lines', 'chunked', 'chunked'],
  ['chunked around another', 'chunked, gzip, chunked'],
  ['chunked and a comma', 'chunked,'],
  ['chunked with a parameter', 'chunked;q=1'],
  ['chunked in quotes', '"chunked"'],
  ['a longer word', 'xchunked'],
  ['two words', 'chunked chunked'],
  ['a byte before it that trim() would eat', '\xa0chunked'],
  ['a byte behind it that trim() would eat', 'chunked\x85'],
] as const;

for (const [what, ...values] of NOT_CHUNKED) {
  test(`rule 4: Transfer-Encoding is refused: ${what}`, () => {
    const fields = values.map((value) => `Transfer-Encoding: ${value}`);
    const sentence = 'Transfer-Encoding must end in one "chunked".';
    expectRefused(fields, 400, sentence);
  });
}

/** Codings that we do not know, with chunked around them. */
const UNKNOWN = [
  ['in a list', 'gzip, chunked'],
  ['in two lines', 'gzip', 'chunked'],
  ['two of them', 'gzip, deflate, chunked'],
  ['an empty one', ', chunked'],
] as const;

for (const [what, ...values] of UNKNOWN) {
  test(`rule 4: a coding before chunked is not known: ${what}`, () => {
    const fields = values.map((value) => `Transfer-Encoding: ${value}`);
    const sentence = 'Of transfer codings only chunked is known.';
    expectRefused(fields, 501, sentence);
  });
}

/** Field lines that frame a body twice. */
const BOTH = [
  ['a length, then chunked', ['Content-Length: 5', CODED]],
  ['chunked, then a length', [CODED, 'Content-Length: 5']],
  ['chunked and length 0', [CODED, 'Content-Length: 0']],
  ['chunked and an empty length', [CODED, 'Content-Length:']],
  ['small letters', [CODED.toLowerCase(), 'content-length: 5']],
  ['an empty coding', ['Transfer-Encoding:', 'Content-Length: 5']],
  ['another coding', ['Transfer-Encoding: gzip', 'Content-Length: 5']],
] as const;

for (const [what, fields] of BOTH) {
  test(`rule 3: two framings are refused: ${what}`, () => {
    const sentence = 'Both Content-Length and Transfer-Encoding.';
    expectRefused(fields, 400, sentence);
  });
}

test('rule 4: Transfer-Encoding in HTTP/1.0 is refused', () => {
  const sentence = 'Transfer-Encoding in an HTTP/1.0 message.';
  const request = requests(head('POST / HTTP/1.0', CODED));
  expect(request).toEqual([`error 400: ${sentence}`]);
  const response = responses(head('HTTP/1.0 200 OK', CODED));
  expect(response).toEqual([`error 502: ${sentence}`]);
});
