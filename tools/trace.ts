/**
 * `npm run trace -- [flags] -- COMMAND`: runs any program that keeps the
 * variables PROXY_PORT and UPSTREAM_PORT, and draws in the terminal what
 * passes on both of its sides.
 *
 * @module
 */

import {
  endOnSignals,
  failFor,
  flagLines,
  HOST,
  readFlags,
  UsageError,
  wantsHelp,
  written,
} from '../shared/terminal/index.ts';
import { provideUpstream } from './stage/upstream.ts';
import {
  ASCII,
  DEFAULT_PORT,
  DEFAULT_UPSTREAM,
  NO_ORIGIN,
  PORT,
  partsOf,
  UPSTREAM,
} from './trace/flags.ts';
import { runTrace } from './trace/run.ts';

const FLAGS = {
  port: PORT,
  upstream: UPSTREAM,
  save: {
    flag: 'save',
    value: 'FILE',
    form: 'the name of a file',
    read: (text: string) => text || undefined,
    help: 'keep the record there, as JSON; npm run wire opens it',
  },
} as const;

const HELP = `\
Runs a proxy, and draws what passes between it, its clients and its upstream.

  npm run trace -- [flags] -- COMMAND

${flagLines(FLAGS, [NO_ORIGIN, ASCII]).join('\n')}

COMMAND is any program that listens on ${HOST}:$PROXY_PORT and forwards to
${HOST}:$UPSTREAM_PORT. It is told ports of its own; clients use --port.

  npm run trace -- -- node my-proxy.js

Ctrl-C ends both.
`;

async function run(args: readonly string[]): Promise<number> {
  const { flags, switches, command } = partsOf(args, [NO_ORIGIN[0], ASCII[0]]);
  readFlags(FLAGS, flags, process.env);
  if (command.length === 0) {
    const example = 'npm run trace -- -- node my-proxy.js';
    throw new UsageError(`Name a program behind --, as in ${example}.`);
  }
  const provided = await provideUpstream(flags, switches.has(NO_ORIGIN[0]));
  const all = [...flags, ...provided.flags];
  const {
    port = DEFAULT_PORT,
    upstream = DEFAULT_UPSTREAM,
    save,
  } = readFlags(FLAGS, all, process.env);
  const behind = `${written(upstream)} ${provided.note}`.trim();
  const status = await runTrace({
    command: () => command,
    port,
    upstream,
    ascii: switches.has(ASCII[0]),
    ...(save && { save }),
    welcome: (actual) => [
      `Clients connect to ${HOST}:${actual}.`,
      `Behind the proxy is ${behind}.`,
      '',
    ],
  });
  process.stdout.write(`The program has ended, with status ${status}.\n`);
  return status;
}

endOnSignals();
if (wantsHelp(partsOf(process.argv.slice(2), []).flags)) {
  process.stdout.write(HELP);
} else {
  process.exit(await run(process.argv.slice(2)).catch(failFor));
}
