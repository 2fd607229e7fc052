import { describe, expect, test } from 'vitest';
import {
  announcePersistence,
  keepsAlive,
  type RequestHead,
} from '../../shared/parser/index.ts';
import { requestOf, responseOf } from './heads.ts';

/** Versions, the values of Connection, and whether the sender stays. */
const KEPT = [
  ['1.1', [], true],
  ['1.1', ['keep-alive'], true],
  ['1.1', ['close'], false],
  ['1.1', ['Close'], false],
  ['1.1', ['CLOSE'], false],
  ['1.1', ['x, close'], false],
  ['1.1', ['close,x'], false],
  ['1.1', ['x\t,\tclose ,'], false],
  ['1.1', ['x', 'close'], false],
  ['1.1', ['close', 'x'], false],
  ['1.1', ['keep-alive, close'], false],
  ['1.1', ['closed'], true],
  ['1.1', ['not-close'], true],
  ['1.1', ['"close"'], true],
  ['1.1', [''], true],
  ['1.0', [], false],
  ['1.0', ['keep-alive'], true],
  ['1.0', ['Keep-Alive'], true],
  ['1.0', ['x, Keep-Alive'], true],
  ['1.0', ['x', 'keep-alive'], true],
  ['1.0', ['keep-alive, close'], false],
  ['1.0', ['close', 'keep-alive'], false],
  ['1.0', ['keepalive'], false],
  ['1.0', ['x'], false],
] as const;

for (const [version, values, isKept] of KEPT) {
  const says = values.map((value) => ` Connection: ${value};`).join('');
  test(`HTTP/${version},${says} stays: ${isKept}`, () => {
    const fields = values.map((value) => `Connection: ${value}`);
    const request = requestOf(`GET / HTTP/${version}`, ...fields);
    expect(keepsAlive(request.head)).toBe(isKept);
    const response = responseOf(`HTTP/${version} 200 OK`, ...fields);
    expect(keepsAlive(response.head)).toBe(isKept);
  });
}

test('a field called Keep-Alive alone keeps no connection open', () => {
  const { head } = requestOf('GET / HTTP/1.0', 'Keep-Alive: timeout=5');
  expect(keepsAlive(head)).toBe(false);
});

describe('what a response says of the connection', () => {
  const of = (version: string, ...fields: string[]) =>
    requestOf(`GET / HTTP/${version}`, ...fields).head;
  const leaving = of('1.1', 'Connection: close');
  const staying = of('1.0', 'Connection: keep-alive');

  /** The request, whether the connection may stay, the values of Connection. */
  const ANNOUNCED = [
    ['1.1 that stays: nothing', of('1.1'), true, []],
    ['1.1 that may not stay: close', of('1.1'), false, ['close']],
    ['1.1 that closes: close', leaving, true, ['close']],
    ['1.0 that stays: keep-alive', staying, true, ['keep-alive']],
    ['1.0 that may not stay: close', staying, false, ['close']],
    ['1.0 that closes: close', of('1.0'), true, ['close']],
    ['no request that was understood: close', undefined, true, ['close']],
  ] as const satisfies readonly (readonly [
    string,
    RequestHead | undefined,
    boolean,
    readonly string[],
  ])[];

  for (const [what, request, mayKeep, values] of ANNOUNCED) {
    test(`to ${what}`, () => {
      const { head } = responseOf('HTTP/1.1 200 OK');
      const isKept = announcePersistence(head, request, mayKeep);
      expect(head.headers.values('Connection')).toEqual(values);
      expect(isKept).toBe(!head.headers.lists('Connection', 'close'));
    });
  }

  test('is said once, in place of what was said before', () => {
    const { head } = responseOf('HTTP/1.1 200 OK', 'connection: keep-alive');
    announcePersistence(head, undefined, false);
    expect(head.headers.values('Connection')).toEqual(['close']);
  });
});
