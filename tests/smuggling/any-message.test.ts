import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestReader } from '../../shared/parser/index.ts';
import { readerOfAnswersTo } from '../parser/heads.ts';
import { messagesIn, relayed } from '../parser/relay.ts';
import { search } from './fuzz.ts';
import { misreadings } from './invariants.ts';
import { anyAnswer, anyRequest } from './mutations.ts';
import { readRequests, readResponses } from './strict-reader.ts';

test('any request that is relayed is the one that was sent', () => {
  holds(anyRequest, (text) => {
    const meant = readRequests(text).messages;
    const bytes = Buffer.from(text, 'latin1');
    for (const [at, each] of messagesIn(requestReader(), bytes).entries()) {
      const sent = relayed(each)?.toString('latin1');
      if (sent === undefined) return;
      const reading = readRequests(sent);
      expect(misreadings(reading, sent)).toEqual([]);
      expect(reading.messages.map(({ body }) => body)).toEqual([
        meant[at]?.body,
      ]);
      expect(reading.rest).toBe('');
    }
  });
});

test('any response that is relayed is a single one', () => {
  holds(anyAnswer, (text) => {
    const bytes = Buffer.from(text, 'latin1');
    for (const each of messagesIn(readerOfAnswersTo('GET'), bytes)) {
      const sent = relayed(each)?.toString('latin1') ?? '';
      const reading = readResponses(sent, true);
      expect(misreadings(reading, sent)).toEqual([]);
      expect(reading.messages).toHaveLength(1);
      expect(reading.rest).toBe('');
    }
  });
});

function holds(values: fc.Arbitrary<string>, rule: (text: string) => void) {
  fc.assert(fc.property(values, rule), search<[string]>(1000));
}
