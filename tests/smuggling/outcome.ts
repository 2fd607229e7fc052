import type { AnswerOutcome, Outcome } from './case.ts';
import { finalsIn, forwardedIn } from './invariants.ts';
import type { Observation } from './lane.ts';
import { readResponses } from './strict-reader.ts';

/** What became of a request: see {@link Outcome}, or in other words. */
export function requestOutcome(seen: Observation): Outcome | string {
  const statuses = statusesIn(seen);
  const { requests, isCut } = forwardedIn(seen);
  const count = `${statuses.join(' ')}, ${requests.length} forwarded`;
  switch (count) {
    case '200, 1 forwarded':
      return 'last';
    case '200 200, 2 forwarded':
      return 'forwarded';
    case '200 400, 1 forwarded':
      return 'then 400';
    case '400, 0 forwarded':
      return isCut ? 'midway' : 400;
    default: {
      const [status] = statuses;
      const isRefused = statuses.length === 1 && requests.length === 0;
      return isRefused && status && status >= 400 && !isCut ? status : count;
    }
  }
}

/** What became of a response. */
export function answerOutcome(seen: Observation): AnswerOutcome {
  const { bytes, ending } = seen.client;
  const [first] = finalsIn(readResponses(bytes, ending === 'FIN'));
  if (!first) return bytes === '' && ending !== 'RST' ? 'nothing' : 'cut';
  const status = statusOf(first.line);
  return status === 200 ? first.body : status;
}

function statusesIn({ client: { bytes, ending } }: Observation): number[] {
  const reading = readResponses(bytes, ending === 'FIN');
  return finalsIn(reading).map(({ line }) => statusOf(line));
}

function statusOf(line: string): number {
  return Number(line.split(' ')[1]);
}
