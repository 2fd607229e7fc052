import { forwardedIn } from '../invariants.ts';
import type { Observation } from '../lane.ts';

/** What a proxy made of a case, and why we say so. */
export interface Verdict {
  readonly kind: 'rejected' | 'unambiguous' | 'AMBIGUOUS';
  readonly why: string;
}

/**
 * Judges by nothing but what reached the origin: whether all readers find
 * the same requests in it, and the next client's as that client sent it.
 *
 * @param seen - An error if the origin waited in vain for half a request.
 */
export function verdictOf(seen: Observation | Error): Verdict {
  if (seen instanceof Error) return { kind: 'AMBIGUOUS', why: seen.message };
  const { requests, nexts, faults } = forwardedIn(seen);
  const [why] = [
    ...faults,
    ...(nexts === 1 ? [] : ["the next client's request was changed"]),
  ];
  if (why) return { kind: 'AMBIGUOUS', why };
  const lines = requests.map(({ line }) => line).join(', ');
  return requests.length === 0
    ? { kind: 'rejected', why: seen.client.bytes.split('\r\n', 1)[0] ?? '' }
    : { kind: 'unambiguous', why: lines };
}
