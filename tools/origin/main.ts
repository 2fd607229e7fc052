/**
 * `npm run origin`: a server to put the proxy in front of.
 *
 * @module
 */

import {
  endOnSignals,
  failFor,
  flagLines,
  HOST,
  listen,
  paint,
  portForm,
  readFlags,
  wantsHelp,
} from '../../shared/terminal/index.ts';
import { log } from './log.ts';
import { createOrigin } from './origin.ts';

const FLAGS = {
  port: {
    flag: 'port',
    value: 'PORT',
    ...portForm(0),
    help: `where it listens, on ${HOST} (default 9000)`,
    variable: { name: 'UPSTREAM_PORT', ...portForm(0) },
  },
} as const;

const HELP = `\
The origin: a server to put the proxy in front of.

  npm run origin -- [flags]

${flagLines(FLAGS).join('\n')}

The variable UPSTREAM_PORT does the same as --port; the flag wins.
Ctrl-C ends it.
`;

async function run(args: readonly string[]): Promise<void> {
  const { port = 9000 } = readFlags(FLAGS, args, process.env);
  const actual = await listen(createOrigin(log), port);
  const url = paint.bold(`http://${HOST}:${actual}/`);
  process.stdout.write(`The origin listens: ${url} names all that it has.\n`);
}

endOnSignals();
if (wantsHelp(process.argv.slice(2))) process.stdout.write(HELP);
else await run(process.argv.slice(2)).catch(failFor);
