import { chunks } from '../../kit/bytes.ts';
import {
  type CaseClass,
  CHUNKED,
  HIDDEN,
  type Outcome,
  post,
  type RequestCase,
} from '../case.ts';

/** Field lines that are to say 5. */
type Lengths = readonly [name: string, ...lines: readonly string[]];

const REFUSED: readonly Lengths[] = [
  ['a plus sign', 'Content-Length: +5'],
  ['a minus sign', 'Content-Length: -5'],
  ['minus zero', 'Content-Length: -0'],
  ['hexadecimal', 'Content-Length: 0x5'],
  ['octal', 'Content-Length: 0o5'],
  ['a point', 'Content-Length: 5.0'],
  ['an exponent', 'Content-Length: 5e0'],
  ['an underscore', 'Content-Length: 0_5'],
  ['quotes', 'Content-Length: "5"'],
  ['a letter behind', 'Content-Length: 5a'],
  ['a letter before', 'Content-Length: a5'],
  ['a space inside', 'Content-Length: 0 5'],
  ['a tab inside', 'Content-Length: 0\t5'],
  ['a comma behind', 'Content-Length: 5,'],
  ['a comma before', 'Content-Length: ,5'],
  ['a semicolon behind', 'Content-Length: 5;'],
  ['a list of equals', 'Content-Length: 5, 5'],
  ['a list of two', 'Content-Length: 5, 0'],
  ['a list that begins with 0', 'Content-Length: 0, 5'],
  ['no value', 'Content-Length:'],
  ['only spaces', 'Content-Length:   '],
  ['a word', 'Content-Length: five'],
  ['a fullwidth byte', 'Content-Length: \xb2'],
  ['no-break space', 'Content-Length: \xa05'],
  ['16 digits', `Content-Length: ${'5'.padStart(16, '0')}`],
  ['beyond 32 bits, by 16 digits', 'Content-Length: 0004294967301000'],
  ['2^64 + 5', 'Content-Length: 18446744073709551621'],
  ['40 digits', `Content-Length: ${'9'.repeat(40)}`],
  ['NUL behind', 'Content-Length: 5\0'],
  ['a vertical tab before', 'Content-Length: \v5'],
  ['a CR before', 'Content-Length: \r5'],
  ['a CR behind', 'Content-Length: 5\r'],
  ['folded', 'Content-Length: \r\n 5'],
  ['folded in two', 'Content-Length: 5\r\n 0'],
  ['a space before the colon', 'Content-Length : 5'],
  ['a tab before the colon', 'Content-Length\t: 5'],
  ['a space before the name', ' Content-Length: 5'],
  ['a NUL before the colon', 'Content-Length\0: 5'],
  ['two equal lines', 'Content-Length: 5', 'Content-Length: 5'],
  ['two lines, 5 first', 'Content-Length: 5', 'Content-Length: 0'],
  ['two lines, 0 first', 'Content-Length: 0', 'Content-Length: 5'],
  ['two lines, one empty', 'Content-Length: 5', 'Content-Length:'],
  ['two spellings', 'Content-Length: 5', 'content-length: 0'],
  ['behind a bare CR', 'X: y\rContent-Length: 5'],
  ['behind a bare LF', 'X: y\nContent-Length: 5'],
];

const TAKEN: readonly Lengths[] = [
  ['plain', 'Content-Length: 5'],
  ['no space', 'Content-Length:5'],
  ['a tab', 'Content-Length:\t5\t'],
  ['capitals', 'CONTENT-LENGTH: 5'],
  ['leading zeros', 'Content-Length: 000005'],
];

/** Names that are none: they go on as they are, and say nothing. */
const SILENT: readonly Lengths[] = [
  ['an underscore in the name', 'Content_Length: 5'],
  ['a letter behind the name', 'Content-Lengths: 5'],
  ['X before the name', 'X-Content-Length: 5'],
];

const BODY = 'hello';
const HALF = 'GET /hidden HTTP/1.1\r\nX: ';

/** Alone, and beside chunks in which a request is hidden (TE.CL). */
function inBothPlaces(
  all: readonly Lengths[],
  alone: Outcome,
  besideChunks: Outcome,
): RequestCase[] {
  const body = chunks(HIDDEN);
  return all.flatMap(([name, ...lines]) => [
    [`alone: ${name}`, alone, post(...lines) + BODY],
    [`beside chunks: ${name}`, besideChunks, post(...lines, CHUNKED) + body],
  ]);
}

/** Two ways to say where a body ends, without any disguise. */
const BOTH: readonly RequestCase[] = [
  [
    'CL.TE, the length first',
    400,
    `${post('Content-Length: 6', CHUNKED)}0\r\n\r\nG`,
  ],
  [
    'TE.CL, the length last',
    400,
    post(CHUNKED, 'Content-Length: 4') + chunks(HIDDEN),
  ],
  ['TE.CL, length 0', 400, post('Content-Length: 0', CHUNKED) + chunks(HIDDEN)],
  [
    'in HTTP/1.0',
    400,
    `${post('Content-Length: 6', CHUNKED).replace('1.1', '1.0')}0\r\n\r\nG`,
  ],
  [
    'two lengths and chunks',
    400,
    `${post('Content-Length: 6', 'Content-Length: 5', CHUNKED)}0\r\n\r\nG`,
  ],
  [
    'more bytes than the length',
    'forwarded',
    `${post('Content-Length: 4')}bodyX`,
    {
      behind: ['XGET /behind HTTP/1.1'],
    },
  ],
  [
    'less bytes than the length',
    'midway',
    `${post('Content-Length: 500')}body`,
  ],
  [
    '15 digits',
    'midway',
    `${post('Content-Length: 999999999999999')}body`,
    { stage4: 413 },
  ],
  [
    'a hidden request as a body',
    'forwarded',
    post(`Content-Length: ${HIDDEN.length}`) + HIDDEN,
  ],
  [
    'a hidden request behind length 0',
    'forwarded',
    post('Content-Length: 0') + HALF,
    {
      behind: ['GET /hidden HTTP/1.1'],
    },
  ],
];

/** Content-Length in every form that some parser takes for another number. */
export const contentLength: CaseClass<RequestCase> = {
  title: 'Content-Length',
  cases: [
    ...inBothPlaces(REFUSED, 400, 400),
    ...inBothPlaces(TAKEN, 'forwarded', 400),
    ...inBothPlaces(SILENT, 'forwarded', 'forwarded').map(
      ([name, outcome, bytes]): RequestCase =>
        name.startsWith('alone')
          ? [name, outcome, bytes, { behind: ['helloGET /behind HTTP/1.1'] }]
          : [name, outcome, bytes],
    ),
    ...BOTH,
  ],
};
