import { expect, test } from 'vitest';
import {
  encodeOwnResponse,
  errorResponse,
  faultOf,
  ProtocolError,
} from '../../shared/parser/index.ts';
import { head } from '../kit/bytes.ts';
import { requestOf } from './heads.ts';

const NOW = new Date('2021-02-03T04:05:06Z');
const DATE = 'Date: Wed, 03 Feb 2021 04:05:06 GMT';

/** The bytes of the answer to an error. */
function answerTo(error: ProtocolError, line?: string): string {
  const request = line === undefined ? undefined : requestOf(line).head;
  const response = errorResponse(error, request, NOW);
  return encodeOwnResponse(response).toString('latin1');
}

/** Statuses that tell the client its own mistake. */
const TOLD = [
  [400, 'Bad Request'],
  [408, 'Request Timeout'],
  [414, 'URI Too Long'],
  [431, 'Request Header Fields Too Large'],
  [501, 'Not Implemented'],
  [505, 'HTTP Version Not Supported'],
] as const;

for (const [status, reason] of TOLD) {
  test(`the answer to ${status} says what was wrong`, () => {
    expect(answerTo(new ProtocolError('So.', status), 'GET / HTTP/1.1')).toBe(
      `${head(
        `HTTP/1.1 ${status} ${reason}`,
        DATE,
        'Content-Length: 4',
        'Content-Type: text/plain',
      )}So.\n`,
    );
  });
}

for (const [status, reason] of [
  [502, 'Bad Gateway'],
  [504, 'Gateway Timeout'],
] as const) {
  test(`the answer to ${status} keeps to itself what went wrong behind`, () => {
    const bytes = answerTo(
      new ProtocolError('Secret.', status),
      'GET / HTTP/1.1',
    );
    const line = `HTTP/1.1 ${status} ${reason}`;
    expect(bytes).toBe(head(line, DATE, 'Content-Length: 0'));
  });
}

test('the answer to HEAD has the length of a body, but no body', () => {
  expect(answerTo(new ProtocolError('So.'), 'HEAD / HTTP/1.1')).toBe(
    head(
      'HTTP/1.1 400 Bad Request',
      DATE,
      'Content-Length: 4',
      'Content-Type: text/plain',
    ),
  );
});

test('a request that was not understood is answered with a body', () => {
  expect(answerTo(new ProtocolError('So.')).endsWith('\r\n\r\nSo.\n')).toBe(
    true,
  );
});

test('an error without a status deserves 400', () => {
  expect(new ProtocolError('So.').status).toBe(400);
});

test('the answer to an error leaves it open who closes the connection', () => {
  const { head } = errorResponse(new ProtocolError('So.'), undefined, NOW);
  expect(head.headers.has('Connection')).toBe(false);
});

test("an error of the protocol is taken as it is, a socket's is a 502", () => {
  const error = new ProtocolError('So.', 431);
  expect(faultOf(error)).toBe(error);
  const told = new Error('connect ECONNREFUSED');
  const fault = faultOf(Object.assign(told, { code: 'ECONNREFUSED' }));
  expect(fault).toBeInstanceOf(ProtocolError);
  expect(fault.status).toBe(502);
  expect(fault.message).toContain('connect ECONNREFUSED');
  const refused = Object.assign(new AggregateError([]), { code: 'ECONNX' });
  expect(faultOf(refused).message).toContain('ECONNX');
  expect(faultOf('no Error').message).toContain('no Error');
});
