import * as http from '../../../shared/parser/index.ts';
import type { Recipient } from '../source.ts';
import type { Entry } from './entry.ts';
import type { Part } from './rules/index.ts';

const OTHER = 'the rest belongs to another response';

const same = ['Content-Type', 'Content-Encoding', 'ETag', 'Last-Modified'];

/**
 * Goes on with a response that has outgrown the store, for a client that has
 * been sent the beginning of it: from an answer of its own, whose beginning
 * must be the same, byte for byte. A body put together from two is none.
 *
 * @param readTo - Up to where in the body the client has been sent it.
 * @param part - What of the body the client wants; `undefined` for all of it.
 */
export function rejoin(
  recipient: Recipient,
  entry: Entry,
  readTo: number,
  part?: Part,
): Recipient {
  const { head: shown, length } = entry;
  const known = entry.body.share();
  const end = part?.to ?? length ?? Number.POSITIVE_INFINITY;
  let position = 0;
  // Whoever reads the upstream's response catches this, and tells `onError`.
  const insist = (isSame: boolean) => {
    if (!isSame) throw new Error(OTHER);
  };
  return {
    onHead({ head: { status, headers }, framing }) {
      if (framing.kind === 'interim') return;
      const isSame = (name: string) =>
        headers.get(name) === shown.headers.get(name);
      insist(status === shown.status && same.every(isSame));
    },
    onData(bytes) {
      let rest = bytes;
      while (rest.length > 0 && position < readTo) {
        const to = Math.min(position + rest.length, readTo);
        const before = known.read(position, to);
        insist(before.equals(rest.subarray(0, before.length)));
        // What a part begins behind may not have come yet.
        const count = before.length || to - position;
        position += count;
        known.forgetBefore(position);
        rest = rest.subarray(count);
      }
      // More than was promised would be read as the next response.
      insist(part !== undefined || rest.length <= end - position);
      rest = rest.subarray(0, end - position);
      position += rest.length;
      const hasRoom = rest.length === 0 || recipient.onData(rest);
      if (part && position === end) recipient.onEnd(http.noFields);
      return hasRoom;
    },
    onEnd(trailers) {
      if (position >= Math.max(readTo, length ?? 0)) recipient.onEnd(trailers);
      else recipient.onError(new Error(OTHER));
    },
    onError: (error) => recipient.onError(error),
    onDrain() {},
  };
}
