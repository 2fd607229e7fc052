import { expect, test } from 'vitest';
import { requestReader } from '../../shared/parser/index.ts';
import { anyRequestBytes, anyResponseBytes } from './arbitraries.ts';
import { check } from './check.ts';
import { readerOfAnswersTo } from './heads.ts';
import {
  ALL_HABITS,
  type LenientMessage,
  readLeniently,
} from './lenient-reader.ts';
import { copied, messagesIn, relayed, type WholeMessage } from './relay.ts';
import {
  BAD_REQUESTS,
  BAD_RESPONSES,
  GOOD_REQUESTS,
  GOOD_RESPONSES,
} from './samples.ts';
import { type NewReader, transcript } from './transcript.ts';

/** The two readers, arbitrary bytes for them, and bytes chosen with care. */
const READERS = [
  {
    kind: 'request',
    newReader: requestReader,
    arbitrary: anyRequestBytes,
    samples: [...GOOD_REQUESTS, ...BAD_REQUESTS],
  },
  {
    kind: 'response',
    newReader: (() => readerOfAnswersTo('GET')) as NewReader,
    arbitrary: anyResponseBytes,
    samples: [...GOOD_RESPONSES, ...BAD_RESPONSES],
  },
] as const;

for (const { kind, newReader, arbitrary, samples } of READERS) {
  const examples = samples.map(([, bytes]) => bytes);
  const checkAll = (holds: (text: string) => void) =>
    check(arbitrary, holds, 250, examples);

  test(`what is read as a ${kind} and written is read again the same`, () => {
    checkAll((text) => {
      for (const message of messagesIn(newReader(), latin1(text))) {
        const bytes = copied(message);
        const [again, ...others] = messagesIn(newReader(), bytes);
        expect(others).toEqual([]);
        expect(again && tell(again)).toEqual(tell(message));
        expect(again && copied(again)).toEqual(bytes);
      }
    });
  });

  test(`a ${kind} that is relayed is strict enough to be read again`, () => {
    checkAll((text) => {
      for (const message of messagesIn(newReader(), latin1(text))) {
        const bytes = relayed(message);
        if (!bytes) continue;
        const { framing } = message.start;
        const isInterim = framing.kind === 'interim';
        const last = transcript(newReader(), [bytes]).at(-1);
        expect(last).toBe(
          isInterim && kind === 'response' ? 'waiting' : 'idle',
        );
      }
    });
  });

  test(`one ${kind} is one for every lenient reader behind us, too`, () => {
    checkAll((text) => {
      const messages = messagesIn(newReader(), latin1(text));
      const sent = messages.flatMap((message) => {
        const bytes = relayed(message);
        return bytes ? [{ message, bytes }] : [];
      });
      const wire = Buffer.concat(sent.map(({ bytes }) => bytes));
      const expected = sent.map(({ message, bytes }) => ({
        startLine: firstLineOf(bytes),
        body: bodyOf(message),
      }));
      for (const habits of ALL_HABITS) {
        const seen: LenientMessage[] = readLeniently(
          wire.toString('latin1'),
          habits,
        );
        expect(seen).toEqual(expected);
      }
    });
  });
}

// Two heads that differ in nothing but the version mean the same: we write
// our own.
function tell({ start, data, trailers }: WholeMessage) {
  const { version: _, headers, ...head } = start.head;
  return {
    head,
    fields: [...headers],
    framing: start.framing,
    body: Buffer.concat(data),
    trailers: trailers && [...trailers],
  };
}

function bodyOf({ data }: WholeMessage): string {
  return Buffer.concat(data).toString('latin1');
}

function firstLineOf(bytes: Buffer): string {
  return bytes.toString('latin1').split('\r\n', 1)[0] ?? '';
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
