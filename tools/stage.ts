/**
 * `npm run stage:N`: a stage, with an origin beside it as a process of its
 * own. The stage runs in this process, by its own main.ts, which knows
 * nothing of this.
 *
 * @module
 */

import { fileURLToPath } from 'node:url';
import {
  fail,
  failFor,
  HOST,
  launchedBy,
  wantsHelp,
} from '../shared/terminal/index.ts';
import { provideUpstream } from './stage/upstream.ts';
import { traceStage } from './trace/stage.ts';

const STAGES = ['basic', 'keepalive', 'concurrency', 'features'];

const NO_ORIGIN = '--no-origin';

const TRACE = '--trace';

const [name = '', ...args] = process.argv.slice(2);
const number = STAGES.indexOf(name) + 1;
if (number === 0) fail(`Name a stage: ${STAGES.join(', ')}.`);

const rest = args.filter((arg) => arg !== NO_ORIGIN && arg !== TRACE);
const isHelp = wantsHelp(rest);
const upstream = isHelp
  ? { note: '', flags: [] }
  : await provideUpstream(rest, args.includes(NO_ORIGIN));
launchedBy({
  command: `npm run stage:${number} --`,
  flags: [
    [
      NO_ORIGIN,
      `start no origin on ${HOST}:9000;\nnor does one who gives --upstream`,
    ],
    [TRACE, 'draw what passes on both sides'],
  ],
  upstream: upstream.note,
});
const main = new URL(`../stages/${name}/main.ts`, import.meta.url);
const all = [...rest, ...upstream.flags];
if (args.includes(TRACE) && !isHelp) {
  process.exit(await traceStage(main, all).catch(failFor));
}
process.argv.splice(1, Infinity, fileURLToPath(main), ...all);
await import(main.href);
