/**
 * The origin as `npm run stage:N` starts it: it reports to the process that
 * forked it, and ends with it.
 *
 * @module
 */

import { failFor } from '../../shared/terminal/index.ts';
import { log } from './log.ts';
import { open } from './open.ts';
import { createOrigin } from './origin.ts';

// Ctrl-C reaches us, too, but the proxy may have requests to finish: so we
// stay until it is gone.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
process.stdout.on('error', () => {}); // the proxy's reader has left
// It comes however the parent ends, even killed, and on Windows too.
process.on('disconnect', () => process.exit(0));
const port = Number(process.argv[2]);
process.send?.(await open(createOrigin(log), port).catch(failFor));
