import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestReader } from '../../shared/parser/index.ts';
import { chunks, head } from '../kit/bytes.ts';
import {
  anyRequestBytes,
  anyResponseBytes,
  cuts,
  fragments,
  piecesOf,
  request,
  response,
} from './arbitraries.ts';
import { check } from './check.ts';
import { readerOfAnswersTo } from './heads.ts';
import { type NewReader, transcript } from './transcript.ts';

const CODED = 'Transfer-Encoding: chunked';

/** The two readers: what they read, and the errors that they may have. */
const READERS = [
  {
    kind: 'request',
    newReader: requestReader,
    bytes: anyRequestBytes,
    message: request,
    start: 'POST / HTTP/1.1',
    error: /^error (400|414|431|501|505): [ -~]+$/,
  },
  {
    kind: 'response',
    newReader: (() => readerOfAnswersTo('GET')) as NewReader,
    bytes: anyResponseBytes,
    message: response,
    start: 'HTTP/1.1 200 OK',
    error: /^error 502: [ -~]+$/,
  },
] as const;

for (const { kind, newReader, bytes, message, start, error } of READERS) {
  describe(`any bytes, read as a ${kind}`, () => {
    test(`any bytes are a ${kind}, or a part of one, or an error`, () => {
      check(fc.tuple(bytes, fc.boolean()), ([text, isClosed]) => {
        const pieces = [Buffer.from(text, 'latin1')];
        const last = transcript(newReader(), pieces, isClosed).at(-1) ?? '';
        if (last !== 'idle' && last !== 'waiting') expect(last).toMatch(error);
        if (isClosed) expect(last).not.toBe('waiting');
      });
    });

    test(`any bytes of a ${kind} mean the same in any pieces`, () => {
      check(fc.tuple(bytes, cuts, fc.boolean()), ([text, places, isClosed]) => {
        const whole = [Buffer.from(text, 'latin1')];
        expect(
          transcript(newReader(), piecesOf(text, places), isClosed),
        ).toEqual(transcript(newReader(), whole, isClosed));
      });
    });

    test(`any bytes of a ${kind} make no more events than bytes`, () => {
      check(bytes, (text) => {
        const reader = newReader();
        reader.push(Buffer.from(text, 'latin1'));
        reader.close();
        expect(eventCount(reader, text.length)).toBeLessThanOrEqual(
          text.length,
        );
      });
    });

    test(`the body of a ${kind} comes out as it went in`, () => {
      check(fc.tuple(message, cuts), ([{ bytes, body }, places]) => {
        const reader = newReader();
        const data: Buffer[] = [];
        for (const piece of piecesOf(bytes, places)) {
          reader.push(piece);
          for (let event = reader.read(); event; event = reader.read()) {
            if (event.type === 'data') data.push(event.bytes);
          }
        }
        expect(Buffer.concat(data).toString('latin1')).toBe(body);
        expect(reader.isIdle).toBe(true);
      });
    });

    /** Places in a message from which bytes may go on and on. */
    const places = {
      'its start': '',
      'its fields': `${start}\r\n`,
      'a value': `${start}\r\nX: `,
      'its chunks': head(start, CODED),
      'a chunk size': `${head(start, CODED)}1`,
      'its trailers': `${head(start, CODED)}0\r\n`,
      'its end': head(start, CODED) + chunks('a'),
    };

    for (const [place, before] of Object.entries(places)) {
      test(`a reader never holds more than a head: from ${place} on`, () => {
        check(
          fragments,
          (unit) => {
            const most = 16 * 1024 + 10; // a head, and empty lines before it
            expect(longestSilence(newReader, before, unit)).toBeLessThan(
              most + PIECE,
            );
          },
          25,
        );
      });
    }
  });
}

const PIECE = 2048;

// How many bytes the reader was given, at most, without an event or an error,
// while the same ones came again and again.
function longestSilence(
  newReader: NewReader,
  before: string,
  unit: string,
): number {
  const reader = newReader();
  const repeated = unit.repeat(Math.ceil(PIECE / unit.length) || 1);
  const bytes = Buffer.from(repeated, 'latin1');
  let longest = 0;
  let silence = 0;
  for (let piece = 0; piece < 20; piece++) {
    const given = piece === 0 ? Buffer.from(before) : bytes;
    const lines = transcript(reader, [given]);
    if (lines.at(-1)?.startsWith('error')) break;
    silence = lines.length > 1 ? 0 : silence + given.length;
    longest = Math.max(longest, silence);
  }
  return longest;
}

// Counts events up to the first error, but not for ever.
function eventCount(reader: ReturnType<NewReader>, most: number): number {
  let count = 0;
  try {
    while (count <= most && reader.read()) count++;
  } catch {
    // The other tests see to errors.
  }
  return count;
}
