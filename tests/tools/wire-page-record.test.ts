import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRecord } from '../../tools/wire/check-record.ts';
import { SAMPLES } from './record-samples.ts';

const EVENT = {
  hop: 'client',
  connection: 'A',
  from: 'peer',
  kind: 'bytes',
  bytes: 'GET',
};

const recordWith = (change: object): string =>
  JSON.stringify({ title: '', events: [{ ...EVENT, ...change }] });

test.each(SAMPLES)('a record that was saved opens again: $title', (record) => {
  expect(readRecord(JSON.stringify(record))).toEqual(record);
});

/** What is no record, and the sentence that says so. */
const WRONG = [
  ['hello', 'This is no JSON, so it is no record.'],
  ['[]', 'This is JSON, but no record: it has no list of events.'],
  ['null', 'This is JSON, but no record: it has no list of events.'],
  ['{"events": 3}', 'This is JSON, but no record: it has no list of events.'],
  ['{"events":[],"title":1}', 'This is no record: its title is no short text.'],
  [
    '{"events":[],"leftOut":-1}',
    'This is no record: "leftOut" is no number of events.',
  ],
  [
    JSON.stringify({ events: Array(10_001).fill(EVENT) }),
    'This is no record: it has more than 10000 events.',
  ],
  ['{"events":[3]}', 'This is no record: of event 1, it is no event.'],
  [
    recordWith({ hop: 'x' }),
    'This is no record: of event 1, the hop is not known.',
  ],
  [
    recordWith({ connection: '' }),
    'This is no record: of event 1, the connection has no name.',
  ],
  [
    recordWith({ bytes: '☃' }),
    'This is no record: of event 1, a byte is greater than 255.',
  ],
  [
    recordWith({ bytes: 'x'.repeat(65_537) }),
    'This is no record: of event 1, there are too many bytes.',
  ],
  [recordWith({ kind: 'fin' }), 'This is no record: of event 1, it has bytes.'],
] as const;

for (const [text, sentence] of WRONG) {
  test(`no record: ${sentence}`, () => {
    expect(() => readRecord(text)).toThrow(new Error(sentence));
  });
}

test('whatever JSON it is, it opens or a sentence says why not', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify({ events: [value, { ...EVENT, x: value }] });
      try {
        readRecord(text);
      } catch (error) {
        expect(String(error)).toMatch(/^Error: This is .*\.$/);
      }
    }),
  );
});
