import { expect, test } from 'vitest';
import { requestReader } from '../../shared/parser/index.ts';
import { head } from '../kit/bytes.ts';
import { readerOfAnswersTo } from './heads.ts';
import {
  BAD_REQUESTS,
  BAD_RESPONSES,
  GOOD_REQUESTS,
  GOOD_RESPONSES,
} from './samples.ts';
import { requests, responses, transcript } from './transcript.ts';

// `requests` and `responses` read the bytes whole, one at a time, cut in two
// at every offset, and with another message behind them. Where those differ,
// they return a single line that says so.

for (const [what, bytes] of GOOD_REQUESTS) {
  test(`however it is cut, a request is the same: ${what}`, () => {
    const lines = requests(bytes);
    expect(lines[0]).toMatch(/^(GET|POST) /);
    expect(lines.slice(-2)).toEqual(['end', 'idle']);
  });

  test(`cut short anywhere, a request is an error: ${what}`, () => {
    for (const prefix of prefixesOf(bytes)) {
      const last = transcript(requestReader(), [prefix], true).at(-1);
      // Between two requests a client may leave.
      const isWhole = transcript(requestReader(), [prefix]).at(-1) === 'idle';
      expect(last).toMatch(
        isWhole ? /^idle$/ : /^error 400: The connection end/,
      );
    }
  });
}

for (const [what, bytes] of GOOD_RESPONSES) {
  test(`however it is cut, a response is the same: ${what}`, () => {
    const lines = responses(bytes);
    expect(lines[0]).toMatch(/^HTTP\//);
    expect(lines.slice(-2)).toEqual(['end', 'idle']);
  });

  test(`cut short anywhere, a response is an error: ${what}`, () => {
    for (const prefix of prefixesOf(bytes)) {
      const reader = readerOfAnswersTo('GET');
      const last = transcript(reader, [prefix], true).at(-1);
      expect(last).toMatch(/^error 502: The connection ended/);
    }
  });
}

for (const [what, bytes] of BAD_REQUESTS) {
  test(`however it is cut, a request is refused ${what}`, () => {
    expect(requests(bytes).at(-1)).toMatch(/^error (400|505): /);
  });
}

for (const [what, bytes] of BAD_RESPONSES) {
  test(`however it is cut, a response is refused ${what}`, () => {
    expect(responses(bytes).at(-1)).toMatch(/^error 502: /);
  });
}

test('however it is cut, a body until close is the same', () => {
  const bytes = `${head('HTTP/1.1 200 OK')}a\r\n0\r\n\r\n`;
  const read = ['HTTP/1.1 200 OK', '(until-close)', 'data a\r\n0\r\n\r\n'];
  expect(responses(bytes)).toEqual([...read, 'waiting']);
  expect(responses(bytes, true)).toEqual([...read, 'end', 'idle']);
});

test('a body until close may be empty', () => {
  const read = ['HTTP/1.1 200 OK', '(until-close)', 'end', 'idle'];
  expect(responses(head('HTTP/1.1 200 OK'), true)).toEqual(read);
});

function prefixesOf(text: string): Buffer[] {
  const bytes = Buffer.from(text, 'latin1');
  return Array.from(bytes, (_, at) => bytes.subarray(0, at));
}
