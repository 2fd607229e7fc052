import { expect } from 'vitest';
import { latin1 } from '../../tools/wire/visible.ts';
import { byteDiff } from './byte-diff.ts';

type Bytes = Uint8Array | string;

interface ByteMatchers<Result> {
  /** Compares byte by byte. In a string each character is one (latin1). */
  toEqualBytes(expected: Bytes): Result;
}

declare module 'vitest' {
  interface Assertion<T> extends ByteMatchers<T> {}
}

expect.extend({
  toEqualBytes(received: Bytes, expected: Bytes) {
    const pass = latin1(received) === latin1(expected);
    // Nothing but a message: given `expected` and `actual`, vitest would
    // print a diff of its own, in which a missing `\r` cannot be seen.
    return {
      pass,
      message: () =>
        pass ? 'the bytes are equal' : byteDiff(expected, received),
    };
  },
});
