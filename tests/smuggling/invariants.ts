import { ALL_HABITS, readLeniently } from '../parser/lenient-reader.ts';
import type { Observation } from './lane.ts';
import {
  type Reading,
  readRequests,
  readResponses,
  type StrictMessage,
} from './strict-reader.ts';

/** What reached the origin, without the request of the next client. */
export interface Forwarded {
  /** The requests that are whole, in order. */
  readonly requests: readonly StrictMessage[];
  /** How often the next client's request came as it was sent. */
  readonly nexts: number;
  /** Whether there were parts of others. */
  readonly isCut: boolean;
  /** What must never be, each in a sentence. */
  readonly faults: readonly string[];
}

/** Reads what reached the origin, as all servers would have to read it. */
export function forwardedIn({ upstream, clean }: Observation): Forwarded {
  const faults: string[] = [];
  const requests: StrictMessage[] = [];
  let isCut = false;
  let nexts = 0;
  for (const { bytes, ending } of upstream) {
    const reading = readRequests(bytes);
    const isNext = ({ raw }: StrictMessage) => raw === clean.request;
    nexts += reading.messages.filter(isNext).length;
    requests.push(...reading.messages.filter((each) => !isNext(each)));
    isCut ||= reading.rest !== '';
    faults.push(...misreadings(reading, bytes));
    if (reading.rest && ending === 'open') faults.push('half a request waits');
  }
  return { requests, nexts, isCut, faults };
}

/** What must never be, whatever a client sends; each in a sentence. */
export function requestFaults(seen: Observation, sent: string): string[] {
  const { requests, nexts, faults } = forwardedIn(seen);
  const meant = readRequests(sent).messages;
  const differing = requests.find(({ body }, at) => meant[at]?.body !== body);
  const got = readResponses(seen.client.bytes, seen.client.ending === 'FIN');
  return [
    ...faults,
    ...misreadings(got, seen.client.bytes),
    ...(differing ? [`nobody sent this: ${shown(differing.raw)}`] : []),
    ...nextFaults(seen, nexts, 1),
  ];
}

/** What must never be, whatever an origin answers; each in a sentence. */
export function answerFaults(seen: Observation): string[] {
  const { client, clean } = seen;
  const got = readResponses(client.bytes, client.ending === 'FIN');
  const { nexts, faults } = forwardedIn(seen);
  const [first, second, ...others] = finalsIn(got);
  const isStray =
    others.length > 0 || (second && second.raw !== clean.response);
  return [
    ...faults,
    ...misreadings(got, client.bytes),
    ...(first || client.ending !== 'open' ? [] : ['no response, and no end']),
    ...(isStray ? [`a client got too much: ${shown(client.bytes)}`] : []),
    ...nextFaults(seen, nexts, second ? 2 : 1),
  ];
}

/** The responses that are not interim. */
export function finalsIn({ messages }: Reading): StrictMessage[] {
  return messages.filter(({ line }) => !/^HTTP\S* 1/.test(line));
}

function nextFaults(
  { next, clean }: Observation,
  seen: number,
  sent: number,
): string[] {
  const isChanged = seen !== sent;
  const isWrong = next.bytes !== clean.response;
  return [
    ...(isChanged ? ["the next client's request was changed"] : []),
    ...(isWrong ? [`the next client got ${shown(next.bytes)}`] : []),
  ];
}

/**
 * How others could read this. Whatever its habits, no reader may see in a
 * message anything else than one message, with the same body.
 *
 * @param all - The bytes that were read.
 */
export function misreadings(
  { messages, fault, rest }: Reading,
  all: string,
): string[] {
  const misread = messages.filter(
    (each) => !endsByClosing(each) && !isClear(each),
  );
  const known = messages.map(({ raw }) => raw).join('') + rest;
  return [
    ...(fault ? [`no message, since ${fault}: ${shown(rest || all)}`] : []),
    ...(known === all ? [] : [`empty lines before a message: ${shown(all)}`]),
    ...misread.map(({ raw }) => `can be read in two ways: ${shown(raw)}`),
  ];
}

function isClear({ raw, body }: StrictMessage): boolean {
  const known = clear.get(raw);
  if (known !== undefined) return known;
  const isSame = ALL_HABITS.every((habits) => {
    const seen = readLeniently(raw, habits);
    return seen.length === 1 && seen[0]?.body === body;
  });
  clear.set(raw, isSame);
  return isSame;
}

// Most messages are seen again and again.
const clear = new Map<string, boolean>();

function endsByClosing({ line, framings, body }: StrictMessage): boolean {
  return line.startsWith('HTTP/') && framings === 0 && body !== '';
}

function shown(text: string): string {
  return JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}...` : text);
}
