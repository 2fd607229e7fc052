/**
 * `npm run bench`: what does it cost to pass a request on? The stages beside
 * Node libraries and well-known proxies, in one run and in turns, since
 * figures of different hours or machines cannot be compared.
 *
 * @module
 */

import { writeFileSync } from 'node:fs';
import { endOnSignals, failFor, wantsHelp } from '../shared/terminal/index.ts';
import { HELP, readTask, type Task } from './bench/flags.ts';
import type { Report } from './bench/report.ts';
import { run } from './bench/run.ts';
import { svgOfReport } from './bench/svg.ts';
import { tableOf } from './bench/table.ts';

endOnSignals();
const args = process.argv.slice(2);
if (wantsHelp(args)) process.stdout.write(HELP);
else await show(taskFrom(args));

function taskFrom(words: readonly string[]): Task {
  try {
    return readTask(words);
  } catch (error) {
    failFor(error);
  }
}

async function show(task: Task): Promise<void> {
  const report =
    task.from ??
    (await run(task, {
      say: (line) => process.stderr.write(`${line}\n`),
      keep: (unfinished) => write(task, unfinished),
    }));
  process.stdout.write(tableOf(report));
  write(task, report);
  const isOurs = ({ contestant, wrong = '' }: Report['rows'][number]) =>
    contestant.startsWith('stage:') && wrong !== '';
  if (report.rows.some(isOurs)) process.exitCode = 1;
}

// Also what is not finished: a whole run takes half an hour.
function write({ json, svg }: Task, report: Report): void {
  if (json) writeFileSync(json, `${JSON.stringify(report, null, 1)}\n`);
  if (svg) writeFileSync(svg, svgOfReport(report));
}
