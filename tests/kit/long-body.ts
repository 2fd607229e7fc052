import { visible } from '../../tools/wire/visible.ts';
import type { WireEnd } from './wire-end.ts';

/** A mebibyte. */
export const MIB = 1024 * 1024;

/** What is sent at once. */
const PIECE = 64 * 1024;

// A prime number of bytes without order, over and over: a piece that is
// lost, doubled or in the wrong place does not match what belongs there.
const PERIOD = 65_521;
const BLOCK = Buffer.alloc(PERIOD + PIECE);
for (let at = 0, state = 1; at < BLOCK.length; at++) {
  state = at % PERIOD === 0 ? 1 : (state * 48_271) % 2_147_483_647;
  BLOCK[at] = state;
}

/**
 * Sends a long body, at the pace at which it is taken.
 *
 * @param length - In bytes.
 * @returns when the last byte was handed over, or nothing more can be sent.
 */
export async function sendLongBody(
  end: WireEnd,
  length: number,
): Promise<void> {
  for (let at = 0; at < length && !end.isBroken; ) {
    const size = Math.min(PIECE, length - at);
    end.send(pieceAt(at, size));
    at += size;
    await end.drained();
  }
}

/**
 * Receives a long body, and compares every byte with what was sent.
 *
 * @param length - In bytes.
 * @throws when a byte is wrong, or the proxy closes before the last.
 */
export async function receiveLongBody(
  end: WireEnd,
  length: number,
): Promise<void> {
  for (let at = 0; at < length; ) {
    const rest = await end.receiveSome(length - at);
    for (let from = 0; from < rest.length; from += PIECE) {
      const piece = rest.subarray(from, from + PIECE);
      const wanted = pieceAt(at + from, piece.length);
      if (!piece.equals(wanted)) throw wrongByte(at + from, wanted, piece);
    }
    at += rest.length;
  }
}

function pieceAt(offset: number, length: number): Buffer {
  const start = offset % PERIOD;
  return BLOCK.subarray(start, start + length);
}

function wrongByte(offset: number, wanted: Buffer, got: Buffer): Error {
  const at = wanted.findIndex((byte, index) => byte !== got[index]);
  const around = (bytes: Buffer) => visible(bytes.subarray(at, at + 8));
  return new Error(
    `byte ${offset + at} of the long body is wrong: expected ` +
      `"${around(wanted)}", received "${around(got)}"`,
  );
}

/**
 * Waits until a sender is stuck: held back, and a fence later not one byte
 * further. A proxy that stores whatever it gets never lets that happen.
 */
export async function untilStuck(
  end: WireEnd,
  fence: () => Promise<void>,
): Promise<void> {
  for (;;) {
    const before = end.sent;
    await fence();
    if (end.sent === before) return;
  }
}

/**
 * Waits until a long body is sent, or nothing more of it can be. However long
 * it is, there has to be some progress within each deadline.
 *
 * @param sending - What {@link sendLongBody} has returned.
 */
export async function untilSent(
  end: WireEnd,
  sending: Promise<void>,
): Promise<void> {
  let isOver = false;
  const over = sending.then(() => {
    isOver = true;
    end.news.tell();
  });
  while (!isOver) {
    const { name, sent } = end;
    await end.news.until(
      () => isOver || end.sent > sent || undefined,
      () => `the proxy to read on; of what ${name} sends it has ${sent} bytes`,
    );
  }
  await over;
}

/** Sends back what comes, so many bytes, at the pace at which it is taken. */
export async function echoLongBody(
  end: WireEnd,
  length: number,
): Promise<void> {
  for (let left = length; left > 0; ) {
    const bytes = await end.receiveSome(left);
    left -= bytes.length;
    end.send(bytes);
    await end.drained();
  }
}
