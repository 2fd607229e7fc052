/**
 * The origin as `npm run stage:N` starts it: it reports to the process that
 * forked it, and ends with it.
 *
 * @module
 */

import {
  failFor,
  listen,
  PortTakenError,
} from '../../shared/terminal/index.ts';
import { log } from './log.ts';
import { createOrigin } from './origin.ts';

/** What it reports, once. */
export type OriginNews =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'taken' };

async function start(port: number): Promise<OriginNews> {
  try {
    const actual = await listen(createOrigin(log), port);
    return { kind: 'listening', port: actual };
  } catch (error) {
    if (error instanceof PortTakenError) return { kind: 'taken' };
    return failFor(error);
  }
}

// Ctrl-C reaches us, too, but the proxy may have requests to finish: so we
// stay until it is gone.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
process.stdout.on('error', () => {}); // the proxy's reader has left
// It comes however the parent ends, even killed, and on Windows too.
process.on('disconnect', () => process.exit(0));
process.send?.(await start(Number(process.argv[2])));
