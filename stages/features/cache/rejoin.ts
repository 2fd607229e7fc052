import type { Recipient } from '../source.ts';
import type { Entry } from './entry.ts';

const OTHER = 'the rest belongs to another response';

const same = ['Content-Type', 'Content-Encoding', 'ETag', 'Last-Modified'];

/**
 * Goes on with a response that has outgrown the store, for a client that has
 * been sent the beginning of it: from an answer of its own, whose beginning
 * must be the same, byte for byte. A body put together from two is none.
 *
 * @param readTo - How many bytes of the body the client has been sent.
 */
export function rejoin(
  recipient: Recipient,
  entry: Entry,
  readTo: number,
): Recipient {
  const shown = entry.head;
  const known = entry.body.share();
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
        const end = Math.min(position + rest.length, readTo);
        const before = known.read(position, end);
        insist(before.equals(rest.subarray(0, before.length)));
        position += before.length;
        known.forgetBefore(position);
        rest = rest.subarray(before.length);
      }
      return rest.length === 0 || recipient.onData(rest);
    },
    onEnd(trailers) {
      if (position >= readTo) recipient.onEnd(trailers);
      else recipient.onError(new Error(OTHER));
    },
    onError: (error) => recipient.onError(error),
    onDrain() {},
  };
}
