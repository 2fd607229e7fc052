import { chunks } from '../../kit/bytes.ts';
import {
  type CaseClass,
  CHUNKED,
  HIDDEN,
  type Outcome,
  post,
  type RequestCase,
} from '../case.ts';

/** A field line that some parsers take for `Transfer-Encoding: chunked`. */
type Line = readonly [name: string, line: string];

/** Lines that are no field line, or not of ours: refused wherever they are. */
const BROKEN: readonly Line[] = [
  ['a space before the colon', 'Transfer-Encoding : chunked'],
  ['a tab before the colon', 'Transfer-Encoding\t: chunked'],
  ['a vertical tab before the colon', 'Transfer-Encoding\v: chunked'],
  ['a NUL before the colon', 'Transfer-Encoding\0: chunked'],
  ['a CR before the colon', 'Transfer-Encoding\r: chunked'],
  ['a space before the name', ' Transfer-Encoding: chunked'],
  ['a tab before the name', '\tTransfer-Encoding: chunked'],
  ['a colon before the name', ':Transfer-Encoding: chunked'],
  ['quotes around the name', '"Transfer-Encoding": chunked'],
  ['a space in the name', 'Transfer Encoding: chunked'],
  ['a soft hyphen in the name', 'Transfer\xadEncoding: chunked'],
  ['no-break space in front', '\xa0Transfer-Encoding: chunked'],
  ['a semicolon for the colon', 'Transfer-Encoding; chunked'],
  ['no colon', 'Transfer-Encoding chunked'],
  ['the value on the next line', 'Transfer-Encoding:\r\n chunked'],
  ['the value folded', 'Transfer-Encoding: chun\r\n\tked'],
  ['an empty folded line behind', 'Transfer-Encoding: chunked\r\n '],
  ['a vertical tab before the value', 'Transfer-Encoding: \vchunked'],
  ['a vertical tab behind the value', 'Transfer-Encoding: chunked\v'],
  ['a form feed before the value', 'Transfer-Encoding: \fchunked'],
  ['a NUL behind the value', 'Transfer-Encoding: chunked\0'],
  ['a NUL before the value', 'Transfer-Encoding: \0chunked'],
  ['DEL before the value', 'Transfer-Encoding: \x7fchunked'],
  ['a CR behind the value', 'Transfer-Encoding: chunked\r'],
  ['a CR before the value', 'Transfer-Encoding:\rchunked'],
  ['LF before the value', 'Transfer-Encoding:\nchunked'],
  ['behind a bare CR', 'X: y\rTransfer-Encoding: chunked'],
  ['behind a bare LF', 'X: y\nTransfer-Encoding: chunked'],
  ['behind LF CR', 'X: y\n\rTransfer-Encoding: chunked'],
];

/** Lines that say chunked to everybody who can read. */
const CLEAR: readonly Line[] = [
  ['plain', CHUNKED],
  ['no space', 'Transfer-Encoding:chunked'],
  ['two spaces', 'Transfer-Encoding:  chunked'],
  ['a tab', 'Transfer-Encoding:\tchunked'],
  ['white space behind', 'Transfer-Encoding: chunked \t'],
  ['capitals', 'TRANSFER-ENCODING: CHUNKED'],
  ['mixed letters', 'tRaNsFeR-eNcOdInG: ChUnKeD'],
];

/** Lines whose last coding is not chunked. */
const NOT_CHUNKED: readonly Line[] = [
  ['chunked twice', 'Transfer-Encoding: chunked, chunked'],
  ['chunked, then identity', 'Transfer-Encoding: chunked, identity'],
  ['chunked, then gzip', 'Transfer-Encoding: chunked, gzip'],
  ['a comma behind', 'Transfer-Encoding: chunked,'],
  ['chunked around gzip', 'Transfer-Encoding: chunked, gzip, chunked'],
];

/** Lines with one coding, and that is not chunked. */
const OTHER: readonly Line[] = [
  ['identity', 'Transfer-Encoding: identity'],
  ['gzip', 'Transfer-Encoding: gzip'],
  ['no value', 'Transfer-Encoding:'],
  ['xchunked', 'Transfer-Encoding: xchunked'],
  ['chunkedx', 'Transfer-Encoding: chunkedx'],
  ['chunk', 'Transfer-Encoding: chunk'],
  ['two words', 'Transfer-Encoding: x chunked'],
  ['a word behind', 'Transfer-Encoding: chunked x'],
  ['double quotes', 'Transfer-Encoding: "chunked"'],
  ['single quotes', "Transfer-Encoding: 'chunked'"],
  ['a semicolon behind', 'Transfer-Encoding: chunked;'],
  ['a parameter', 'Transfer-Encoding: chunked;q=1'],
  ['a colon before it', 'Transfer-Encoding: : chunked'],
  ['no-break space before it', 'Transfer-Encoding: \xa0chunked'],
  ['a next line behind it', 'Transfer-Encoding: chunked\x85'],
  ['brackets', 'Transfer-Encoding: [chunked]'],
];

/** Lines whose last coding is chunked, around one that we do not know. */
const UNKNOWN: readonly Line[] = [
  ['identity, then chunked', 'Transfer-Encoding: identity, chunked'],
  ['gzip, then chunked', 'Transfer-Encoding: gzip,chunked'],
  ['a comma before it', 'Transfer-Encoding: ,chunked'],
];

/** Lines of another name: they say nothing, and go on as they are. */
const SILENT: readonly Line[] = [
  ['X before the name', 'X-Transfer-Encoding: chunked'],
  ['a letter behind the name', 'Transfer-Encodings: chunked'],
  ['a dot before the name', '.Transfer-Encoding: chunked'],
  ['an underscore in the name', 'Transfer_Encoding: chunked'],
  ['no hyphen in the name', 'TransferEncoding: chunked'],
  ['Content-Encoding', 'Content-Encoding: chunked'],
];

const BODY = chunks('hello');
const LURE = chunks() + HIDDEN;

/**
 * Each line in three places: beside a length that counts a hidden request in
 * (CL.TE), alone, and before a plain one (TE.TE).
 */
function inAllPlaces(
  lines: readonly Line[],
  outcomes: readonly [besideLength: Outcome, alone: Outcome, before: Outcome],
): RequestCase[] {
  const [besideLength, alone, before] = outcomes;
  const length = `Content-Length: ${LURE.length}`;
  return lines.flatMap(([name, line]) => [
    [`beside a length: ${name}`, besideLength, post(length, line) + LURE],
    [`alone: ${name}`, alone, post(line) + BODY],
    [`before a plain one: ${name}`, before, post(line, CHUNKED) + BODY],
  ]);
}

/** Transfer-Encoding spelled so that some see it and others do not. */
export const transferEncoding: CaseClass<RequestCase> = {
  title: 'Transfer-Encoding',
  cases: [
    ...inAllPlaces(BROKEN, [400, 400, 400]),
    ...inAllPlaces(CLEAR, [400, 'forwarded', 400]),
    ...inAllPlaces(NOT_CHUNKED, [400, 400, 400]),
    ...inAllPlaces(OTHER, [400, 400, 501]),
    ...inAllPlaces(UNKNOWN, [400, 501, 400]),
    ...inAllPlaces(SILENT, ['forwarded', 'then 400', 'forwarded']),
  ],
};
