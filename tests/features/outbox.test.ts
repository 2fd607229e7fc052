import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import {
  holdAll,
  Outbox,
  sendAllThatIsHeld,
} from '../../stages/features/outbox.ts';
import { within } from '../kit/deadlines.ts';

const HINT =
  'Whoever is told that there is no room waits to be told that there is. So ' +
  'behind each "no" the socket must have a drain to tell of.';

const KIB = 1024;

/** Some are held for a moment, some are sent at once. */
const PIECES = [1, 64, 10, 8, 8, 5].map((kib) => Buffer.alloc(kib * KIB));

describe('an outbox', { meta: { hint: HINT } }, () => {
  for (const share of [1, 2, 3]) {
    test(`4.735 a drain follows each no: 1 of ${share} has to wait`, async () => {
      let left = 16 * KIB;
      let count = 0;
      const socket = new Duplex({
        read() {},
        write(_bytes, _encoding, done) {
          if (++count % share === 0) setImmediate(done);
          else done();
        },
      });
      const outbox = new Outbox(socket as unknown as Socket);
      const send = () => {
        for (let hasRoom = true; hasRoom && left > 0; ) {
          hasRoom = outbox.write(PIECES[--left % PIECES.length]!);
        }
        if (left === 0) outbox.end();
      };
      socket.on('drain', send);
      send();
      await within(once(socket, 'finish'), () => `${left} more`);
      expect(left).toBe(0);
    });
  }

  test('4.762 what is only held fills nothing: no drain follows it', () => {
    let take: (() => void) | undefined;
    const socket = new Duplex({
      highWaterMark: 64 * KIB,
      read() {},
      write(_bytes, _encoding, done) {
        take = done;
      },
    });
    const outbox = new Outbox(socket as unknown as Socket);
    holdAll();
    expect(outbox.write(Buffer.alloc(60 * KIB))).toBe(true);
    expect(outbox.write(Buffer.alloc(10 * KIB))).toBe(true);
    take?.();
    sendAllThatIsHeld();
    expect(socket.writableNeedDrain).toBe(false);
  });
});
