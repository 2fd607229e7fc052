import { visible } from '../wire/visible.ts';
import type { Counts } from './counts.ts';
import {
  type Finding,
  type Findings,
  INVARIANTS,
  type Invariant,
} from './findings.ts';
import { levelsOf, megabytes } from './level.ts';
import type { State } from './report-state.ts';
import type { Soaked } from './run.ts';

/** As many findings as one may want to read. */
const SHOWN = 12;

/** One line that says how it goes; at most 80 columns. */
export function progressLine(
  progress: number,
  counts: Counts,
  findings: Findings,
  state: State | undefined,
): string {
  const percent = `${Math.floor(progress * 100)} %`.padStart(5);
  const { requests, complete, cut, refused } = counts;
  const memory = state ? `, ${Math.round(state.rss / 1e6)} MB` : '';
  const wrong = findings.list.length;
  return (
    `${percent}  ${requests} requests, ${complete} complete, ${cut} cut, ` +
    `${refused} refused${memory}${wrong > 0 ? `, ${wrong} wrong` : ''}`
  ).slice(0, 80);
}

/** What a soak has shown, in lines. */
export function summaryLines({ counts, samples, leftovers, findings }: Soaked) {
  const peak = Math.max(0, ...samples.map((state) => state.peak));
  const last = samples.at(-1);
  return [
    ...findings.list.slice(0, SHOWN).flatMap(findingLines),
    `  requests  ${counts.requests} on ${counts.connections} connections, ` +
      `${counts.forwarded} of them forwarded`,
    `  answers   ${counts.complete} complete, ${counts.cut} cut short, ` +
      `${counts.refused} refused, ${counts.unanswered} not awaited`,
    `  among them  ${counts.hits} hits, ${counts.unmodified} not modified, ` +
      `${counts.partial} partial, ${counts.gzipped} gzipped`,
    `  bodies    ${megabytes(counts.bytes)}, and ${counts.interims} interim responses`,
    `  memory    at most ${megabytes(peak)}; in the end ${finalMemory(last)}`,
    `  its level ${levelsOf(samples)}`,
    `  sockets   ${leftovers?.idle} idle ones kept, ${leftovers?.left} left over`,
    ...Object.keys(INVARIANTS).map((name) =>
      verdictLine(name as Invariant, findings),
    ),
  ];
}

/** How many invariants held, and how many did not. */
export function tallyOf({ findings }: Soaked) {
  const names = Object.keys(INVARIANTS) as Invariant[];
  const failed = names.filter((name) => findings.countOf(name) > 0).length;
  return { passed: names.length - failed, failed };
}

function verdictLine(name: Invariant, findings: Findings): string {
  const count = findings.countOf(name);
  const verdict = count === 0 ? 'ok  ' : 'FAIL';
  return `${verdict} ${INVARIANTS[name]}${count > 0 ? ` (${count} times not)` : ''}`;
}

function findingLines(finding: Finding): string[] {
  const { invariant, where, expected, got, sent, received } = finding;
  return [
    `FAIL ${INVARIANTS[invariant]}`,
    `  where     ${where}`,
    `  expected  ${visible(expected)}`,
    `  got       ${visible(got)}`,
    ...(sent === undefined ? [] : [`  sent      ...${sent}`]),
    ...(received === undefined ? [] : [`  received  ...${received}`]),
    '',
  ];
}

function finalMemory(state: State | undefined): string {
  if (!state) return 'unknown';
  const { heap, buffers, rss } = state;
  return (
    `${megabytes(rss)} (${megabytes(heap)} of objects, ` +
    `${megabytes(buffers)} of buffers)`
  );
}
