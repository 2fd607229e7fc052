/**
 * Sends the dubious requests through other proxies as well, those that are
 * installed here, and prints what each makes of them. A program, not a test:
 * what others do is theirs to decide.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, wantsHelp } from '../../shared/terminal/index.ts';
import { BEHIND, type CaseClass, type RequestCase } from './case.ts';
import {
  type Compared,
  installed,
  notInstalled,
  stages,
} from './compare/proxies.ts';
import { type Verdict, verdictOf } from './compare/verdict.ts';
import { Lane } from './lane.ts';
import { requestClasses } from './requests/all.ts';

/** How many of each proxy run side by side: some cases end by waiting. */
const LANES = 8;

/** How long a proxy may be silent until its client gives up, in seconds. */
const PATIENCE = 0.7;

const HELP = `\
Sends every dubious request through the stages, and through nginx, HAProxy and
Caddy where they are installed, and counts what each makes of them: rejected,
forwarded so that it can be read in one way only, or so that it is AMBIGUOUS.
Below the counts stands each request that came out ambiguous.

  npm run compare

  --help  show this
`;

const args = process.argv.slice(2);
if (wantsHelp(args)) {
  process.stdout.write(HELP);
  process.exit(0);
}
if (args[0]) fail(`There is no "${args[0]}" here: see --help.`);

const folder = mkdtempSync(join(tmpdir(), 'compare-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const proxies = [...stages, ...installed(folder)];
const verdicts = new Map<Compared, Map<RequestCase, Verdict>>();
for (const proxy of proxies) {
  process.stderr.write(`${proxy.name} ...\n`);
  verdicts.set(proxy, await verdictsOf(proxy));
}

print('Cases: rejected / forwarded unambiguous / forwarded AMBIGUOUS');
print(row('', ({ name }) => name));
const all = {
  title: 'all',
  cases: requestClasses.flatMap(({ cases }) => cases),
};
for (const each of [...requestClasses, all]) {
  print(row(each.title, (proxy) => cell(proxy, each)));
}
for (const name of notInstalled()) print(`${name} is not installed.`);
for (const proxy of proxies) printAmbiguous(proxy);

async function verdictsOf(proxy: Compared): Promise<Map<RequestCase, Verdict>> {
  const found = new Map<RequestCase, Verdict>();
  const left = requestClasses.flatMap(({ cases }) => cases).values();
  const lanes = Array.from({ length: LANES }, () =>
    runLane(proxy, left, found),
  );
  // All, even if one fails: each ends the program that it has started.
  for (const lane of await Promise.allSettled(lanes)) {
    if (lane.status === 'rejected') throw lane.reason;
  }
  return found;
}

async function runLane(
  proxy: Compared,
  left: Iterable<RequestCase>,
  found: Map<RequestCase, Verdict>,
): Promise<void> {
  const patience = { seconds: PATIENCE, endsAtOnce: !proxy.mindsHalfClose };
  const lane = await Lane.start((port) => proxy.launch(port), patience);
  try {
    for (const each of left) {
      const seen = await lane
        .send(each[2] + BEHIND)
        .catch((error: Error) => error);
      found.set(each, verdictOf(seen));
    }
  } finally {
    await lane.stop();
  }
}

function cell(proxy: Compared, { cases }: CaseClass<RequestCase>): string {
  const found = cases.map((each) => verdicts.get(proxy)?.get(each)?.kind);
  const kinds = ['rejected', 'unambiguous', 'AMBIGUOUS'] as const;
  return kinds
    .map((kind) => found.filter((one) => one === kind).length)
    .join(' / ');
}

function row(title: string, cellOf: (proxy: Compared) => string): string {
  const cells = proxies.map((proxy) => cellOf(proxy).padEnd(18));
  return title.padEnd(20) + cells.join('');
}

function printAmbiguous(proxy: Compared): void {
  for (const { title, cases } of requestClasses) {
    for (const each of cases) {
      const verdict = verdicts.get(proxy)?.get(each);
      if (verdict?.kind !== 'AMBIGUOUS') continue;
      print(`${proxy.name}: ${title}, ${each[0]}: ${verdict.why}`);
    }
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
