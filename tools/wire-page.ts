/**
 * `npm run wire`: a page that draws what passes on both sides of a proxy,
 * while it passes.
 *
 * @module
 */

import {
  curlOn,
  endOnSignals,
  failFor,
  flagLines,
  HOST,
  log,
  paint,
  portForm,
  readFlags,
  UsageError,
  wantsHelp,
  wholeNumber,
  written,
} from '../shared/terminal/index.ts';
import type { Address } from '../shared/terminal/values.ts';
import { provideUpstream } from './stage/upstream.ts';
import {
  DEFAULT_PORT,
  DEFAULT_UPSTREAM,
  NO_ORIGIN,
  PORT,
  partsOf,
  UPSTREAM,
} from './trace/flags.ts';
import { listenForPage } from './wire/page/listen.ts';
import { runProgram, runStages, type Wire } from './wire/page/wire.ts';

const FLAGS = {
  port: PORT,
  upstream: UPSTREAM,
  stage: {
    flag: 'stage',
    value: 'N',
    form: 'a stage from 1 to 4',
    read: (text: string) => wholeNumber(text, 1, 4),
    help: 'the stage that runs at first (default 3)',
  },
  page: {
    flag: 'page-port',
    value: 'PORT',
    ...portForm(0),
    help: 'where the page is (default 8080)',
  },
} as const;

const HELP = `\
Draws in a page what passes between a proxy, its clients and its upstream.

  npm run wire -- [flags]
  npm run wire -- [flags] -- COMMAND

${flagLines(FLAGS, [NO_ORIGIN]).join('\n')}

COMMAND is any program that listens on ${HOST}:$PROXY_PORT and forwards to
${HOST}:$UPSTREAM_PORT. It is told ports of its own; clients use --port.
Without one, a stage runs, and the page lets you change to another.
Ctrl-C ends it.
`;

async function run(args: readonly string[]): Promise<void> {
  const { flags, switches, command } = partsOf(args, [NO_ORIGIN[0]]);
  const isStaged = readFlags(FLAGS, flags, process.env).stage !== undefined;
  if (isStaged && command.length > 0) {
    throw new UsageError('Name a stage or a program, not both.');
  }
  const provided = await provideUpstream(flags, switches.has(NO_ORIGIN[0]));
  const all = [...flags, ...provided.flags];
  const given = readFlags(FLAGS, all, process.env);
  const { port = DEFAULT_PORT, upstream = DEFAULT_UPSTREAM } = given;
  const { stage = 3, page = 8080 } = given;
  const ends = { port, upstream, note: provided.note };
  const wire =
    command.length > 0
      ? await runProgram(command, ends)
      : await runStages(stage, ends, log);
  const pagePort = await listenForPage(wire, page);
  process.stdout.write(bannerOf(wire, pagePort, upstream));
}

function bannerOf(wire: Wire, pagePort: number, upstream: Address): string {
  const { clients, proxy } = wire.setting();
  const url = `http://${HOST}:${pagePort}/`;
  return [
    `Open ${paint.bold(url)} in a browser: it draws what passes.`,
    '',
    `  clients   ${paint.cyan(clients)}`,
    `  proxy     ${proxy}`,
    `  upstream  ${paint.magenta(written(upstream))}`,
    '',
    'Then, in another terminal:',
    `  ${paint.bold(`${curlOn()} http://${clients}/`)}`,
    paint.dim('Ctrl-C ends it.'),
    '',
    '',
  ].join('\n');
}

endOnSignals();
const args = process.argv.slice(2);
if (wantsHelp(partsOf(args, []).flags)) process.stdout.write(HELP);
else await run(args).catch(failFor);
