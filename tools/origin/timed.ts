import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { PLAIN, sendPieces, sendSentence } from './reply.ts';
import { numberIn, type Route } from './route.ts';

/** `/slow?seconds=3`: nothing for so long, then the answer at once. */
export const slow: Route = async ({ response, query }) => {
  const text = query.get('seconds') ?? '3';
  const seconds = numberIn('seconds', text, { least: 0, most: 60 });
  await waitFor(seconds, response);
  sendSentence(response, 200, `Seconds waited: ${seconds}.`);
};

/** `/stream?lines=5`: the first line at once, then one each second. */
export const stream: Route = ({ response, query }) => {
  const text = query.get('lines') ?? '5';
  const lines = numberIn('lines', text, { least: 0, most: 3600 });
  return sendPieces(response, PLAIN, async function* () {
    for (let line = 1; line <= lines; line += 1) {
      if (line > 1) await waitFor(1, response);
      yield `line ${line} of ${lines}\n`;
    }
  });
};

// Rejects at once when the client leaves, so that no wait is for nobody.
async function waitFor(
  seconds: number,
  response: ServerResponse,
): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const left = once(response, 'close', { signal }).then(() => {
    throw new Error('The client left.');
  });
  try {
    await Promise.race([wait(seconds * 1000, undefined, { signal }), left]);
  } finally {
    over.abort();
  }
}
