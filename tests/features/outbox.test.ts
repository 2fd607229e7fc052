import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Outbox } from '../../stages/features/outbox.ts';

const HINT =
  'A client that reads as fast as it is sent to has room again within each ' +
  'write. What is told of that and writes on must not be told within that.';

const PIECE = Buffer.alloc(64 * 1024);

describe('an outbox', { meta: { hint: HINT } }, () => {
  test('4.735 who has room at once is sent a gigabyte', () => {
    let take: (() => void) | undefined;
    let left = 16 * 1024;
    const socket = new Duplex({
      read() {},
      write(_bytes, _encoding, done) {
        if (take) done();
        else take = done; // the first one waits
      },
    });
    const outbox = new Outbox(socket as unknown as Socket, {
      onDrain() {
        for (let hasRoom = true; hasRoom && left > 0; ) {
          left--;
          hasRoom = outbox.write(PIECE);
        }
      },
    });
    expect(outbox.write(PIECE)).toBe(false);
    take?.();
    expect(outbox.write(PIECE)).toBe(true);
    expect(left).toBe(0);
  });
});
