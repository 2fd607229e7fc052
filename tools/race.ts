/**
 * `npm run race`: client A holds up the proxy, B arrives after. The same four
 * situations are run against stages 2 and 3, and both are drawn.
 *
 * @module
 */

import {
  endOnSignals,
  fail,
  paint,
  wantsHelp,
} from '../shared/terminal/index.ts';
import { createProxy as concurrency } from '../stages/concurrency/proxy.ts';
import { createProxy as keepalive } from '../stages/keepalive/proxy.ts';
import { type Runner, race } from './race/run.ts';
import { SITUATIONS } from './race/situations.ts';
import { timelineText } from './wire/text-chart.ts';

const RUNNERS: readonly Runner[] = [
  { number: 2, isSequential: true, createProxy: keepalive },
  { number: 3, isSequential: false, createProxy: concurrency },
];

const HELP = `\
Runs four situations against stage 2 and stage 3: in each of them client A
holds things up, and client B arrives after.

  npm run race -- [flags]

  --ascii  draw with ASCII only
  --help   show this
`;

async function run(args: readonly string[]): Promise<void> {
  const ascii = args.includes('--ascii');
  const columns = Math.min(process.stdout.columns ?? 80, 100);
  for (const [at, situation] of SITUATIONS.entries()) {
    const title = `${at + 1}. ${situation.title}. Then B asks.`;
    process.stdout.write(`${paint.bold(title)}\n\n`);
    for (const runner of RUNNERS) {
      const record = await race(runner, situation);
      process.stdout.write(`${timelineText(record, { columns, ascii })}\n`);
    }
  }
}

endOnSignals();
const args = process.argv.slice(2);
const unknown = args.find((arg) => arg !== '--ascii');
if (wantsHelp(args)) process.stdout.write(HELP);
else if (unknown) fail(`There is no "${unknown}" here: see --help.`);
else await run(args);
