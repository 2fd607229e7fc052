import * as http from '../../../shared/parser/index.ts';
import type { Clock } from '../clock.ts';
import type { Answer, Feature, Log, Onlooker, Response } from '../feature.ts';
import * as rules from './rules.ts';
import { type Entry, Store } from './store.ts';

/** One response may take this part of the cache's memory, not more. */
const LARGEST_PART = 1 / 8;

/**
 * Keeps responses for as long as their origin vouches for them (RFC 9111).
 *
 * @param size - Bytes that all stored responses may take together.
 */
export function cache(size: number, clock: Clock, log: Log): Feature {
  const store = new Store(size);

  function answer(request: http.RequestHead): Answer | undefined {
    if (!rules.mayAnswer(request)) return undefined;
    const entry = store.find(keyOf(request), request);
    if (!entry) return undefined;
    const age = Math.max(0, (clock.now() - entry.bornAt) / 1000);
    if (!rules.isSatisfied(request, age, entry.lifetime)) return undefined;
    log('Returning cached response');
    return replay(entry, request, age);
  }

  function alter(request: http.RequestHead, response: Response): void {
    const { head, requestedAt } = response;
    const key = keyOf(request);
    if (rules.invalidates(request.method, head.status)) store.delete(key);
    const now = clock.now();
    const lifetime = rules.freshnessLifetime(head);
    const age = rules.initialAge(head, requestedAt, now);
    if (!rules.mayStore(request, head) || age >= lifetime) return;
    const entry = {
      head: { ...head, headers: new http.HeaderList(head.headers) },
      selectors: rules.selectorsOf(request, head),
      bornAt: now - age * 1000,
      lifetime,
    };
    const keep = (body: Buffer) => {
      log(`Caching ${request.target} for ${lifetime} seconds`);
      store.add(key, { ...entry, body });
    };
    response.onlooker = recorder(size * LARGEST_PART, keep);
  }

  return { answer, alter };
}

// RFC 9111 2: the method is always GET, so Host and target suffice.
function keyOf({ headers, target }: http.RequestHead): string {
  return `${headers.get('Host')?.toLowerCase()} ${target}`;
}

function replay(entry: Entry, request: http.RequestHead, age: number): Answer {
  const headers = new http.HeaderList(entry.head.headers);
  headers.set('Age', String(Math.floor(age))); // RFC 9111 5.1
  const head = { ...entry.head, headers };
  const { body } = entry;
  const { length } = body;
  if (request.method !== 'HEAD') {
    return { head, framing: { kind: 'length', length }, body };
  }
  const framing = { kind: 'none', declared: length } as const;
  return { head, framing, body: Buffer.alloc(0) };
}

// Keeps a copy of a body, unless it is too large or never ends.
function recorder(limit: number, keep: (body: Buffer) => void): Onlooker {
  const pieces: Buffer[] = [];
  let length = 0;
  return {
    onData(bytes) {
      length += bytes.length;
      if (length <= limit) pieces.push(bytes);
      else pieces.length = 0;
    },
    onEnd() {
      if (length <= limit) keep(Buffer.concat(pieces));
    },
  };
}
