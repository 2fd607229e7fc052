import fc, { type Arbitrary } from 'fast-check';
import { answerClasses } from './answers/all.ts';
import { HIDDEN } from './case.ts';
import { requestClasses } from './requests/all.ts';

/** What parsers stumble over. */
const DANGEROUS = [
  ...['\0', '\t', '\n', '\v', '\f', '\r', ' ', '"', '#', "'", '+', ',', '-'],
  ...['/', '0', '1', '9', ':', ';', '=', 'A', 'x', '_', '\x7f', '\x80', '\x85'],
  ...['\xa0', '\xff', '\r\n', '\r\n\r\n', '\r\n ', '\n\n', '\r\r\n'],
  ...['0\r\n\r\n', '5\r\nhello\r\n', 'chunked', 'HTTP/1.1', 'HTTP/1.0'],
  ...['\r\nContent-Length: 5', '\r\nTransfer-Encoding: chunked', HIDDEN],
] as const;

/** Changes a text at a place, which is a part of its length in thousandths. */
interface Edit {
  readonly kind: 'insert' | 'replace' | 'delete' | 'duplicate' | 'change case';
  readonly place: number;
  /** How many bytes it is about. */
  readonly count: number;
  readonly bytes: string;
}

const edit: Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(
    'insert',
    'replace',
    'delete',
    'duplicate',
    'change case',
  ),
  place: fc.nat({ max: 1000 }),
  count: fc.integer({ min: 1, max: 12 }),
  bytes: fc.constantFrom(...DANGEROUS),
});

/** Requests that are nearly one of the cases, or two of them. */
export const anyRequest = mutated(
  requestClasses.flatMap(({ cases }) => cases.map(([, , bytes]) => bytes)),
);

/** Responses that are nearly one of the cases, or two of them. */
export const anyAnswer = mutated(
  answerClasses.flatMap(({ cases }) => cases.map(([, , { bytes }]) => bytes)),
);

function mutated(texts: readonly string[]): Arbitrary<string> {
  const text = fc.constantFrom(...texts.filter(({ length }) => length < 2000));
  const place = fc.nat({ max: 1000 });
  const spliced = fc
    .tuple(text, place, text, place)
    .map(([one, end, other, start]) => {
      return one.slice(0, at(one, end)) + other.slice(at(other, start));
    });
  return fc
    .tuple(
      fc.oneof({ weight: 3, arbitrary: text }, spliced),
      fc.array(edit, { maxLength: 4 }),
    )
    .map(([start, edits]) => edits.reduce(edited, start));
}

function edited(text: string, { kind, place, count, bytes }: Edit): string {
  const start = at(text, place);
  const before = text.slice(0, start);
  const part = text.slice(start, start + count);
  const behind = text.slice(start + count);
  switch (kind) {
    case 'insert':
      return before + bytes + part + behind;
    case 'replace':
      return before + bytes + behind;
    case 'delete':
      return before + behind;
    case 'duplicate':
      return before + part + part + behind;
    case 'change case':
      return before + inOtherCase(part) + behind;
  }
}

function inOtherCase(text: string): string {
  return text.replace(/[a-z]/gi, (letter) =>
    letter < 'a' ? letter.toLowerCase() : letter.toUpperCase(),
  );
}

function at(text: string, place: number): number {
  return Math.floor((place / 1000) * text.length);
}
