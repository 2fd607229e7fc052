/**
 * A report as text, 80 columns wide.
 *
 * @module
 */

import { digits, median, ratio } from './figures.ts';
import { costs, type Report, type Row, type Sample } from './report.ts';

const WIDTHS = [12, 10, 9, 9, 12, 10, 10, 8] as const;

/** Above this the load's own core was full. */
const FULL = 0.9;

/** Who stands for all servers. */
const NGINX = 'nginx';

/** The whole report. */
export function tableOf(report: Report): string {
  const versions = report.entrants.map(({ key, version }) => {
    return `${key} ${version}`;
  });
  const paragraphs = [
    `${report.date}, ${report.machine}, Node ${report.node}\n` +
      `${report.rounds} rounds, turns of ${report.seconds} s. ` +
      'Medians; a ratio is the median over the rounds.',
    folded(versions.join(', ')),
    ...report.notes.map(folded),
    ...report.workloads.map(({ key }) => workloadTable(report, key)),
    ...report.curves.map(({ key }) => curveTable(report, key)),
    LEGEND,
  ];
  return `${paragraphs.filter(Boolean).join('\n\n')}\n`;
}

const LEGEND = `\
cpu      time of the proxy's processes on a core for a request: the figure that
         a busy machine disturbs least. The ratios are ratios of it.
to lib   against the best Node library, marked +
*        the load's own core was full: this one may be faster than it shows`;

/** Who of the Node libraries took the least time; undefined if none did. */
export function bestLibrary(
  report: Report,
  rows: readonly Row[],
): Row | undefined {
  const libraries = report.entrants
    .filter(({ family }) => family === 'library')
    .map(({ key }) => key);
  const sound = rows.filter(
    (row) => libraries.includes(row.contestant) && !row.wrong,
  );
  const cost = (row: Row): number => median(costs(row));
  const known = sound.filter((row) => cost(row) > 0);
  return known.sort((one, other) => cost(one) - cost(other))[0];
}

function workloadTable(report: Report, key: string): string {
  const rows = report.rows.filter(({ workload }) => workload === key);
  const workload = report.workloads.find((one) => one.key === key)!;
  if (rows.length === 0) return '';
  if (workload.isIdle) return idleTable(workload.title, rows);
  const nginx = rows.find(({ contestant }) => contestant === NGINX);
  const best = bestLibrary(report, rows);
  const rate = workload.bytes ? 'MB/s' : 'requests/s';
  const head = ['', 'cpu', 'to nginx', 'to lib', rate, 'p50', 'p99', 'memory'];
  const lines = rows.map((row) => {
    const name = row === best ? `${row.contestant} +` : row.contestant;
    if (row.wrong) return `${name.padEnd(12)}  ${row.wrong}`;
    return columns([
      name,
      time(median(costs(row)) / 1000),
      times(ratio(costs(row), costs(nginx))),
      times(ratio(costs(row), costs(best))),
      ...figuresOf(row, workload.bytes),
    ]);
  });
  const all = [workload.title, columns(head), ...lines, ...sizes(key, rows)];
  return all.join('\n');
}

function figuresOf(row: Row, bytes: number | undefined): string[] {
  return [
    rateOf(row, bytes),
    time(median(row.samples.map(({ p50 }) => p50))),
    time(median(row.samples.map(({ p99 }) => p99))),
    megabytes(row.peak),
  ];
}

// Who compresses less has less to do.
function sizes(key: string, rows: readonly Row[]): string[] {
  if (key !== 'gzip') return [];
  const list = rows.map(({ contestant, answerLength = 0 }) => {
    return `${contestant} ${(answerLength / 1000).toFixed(1)} kB`;
  });
  return [folded(`Size when gzipped: ${list.join(', ')}.`)];
}

function idleTable(title: string, rows: readonly Row[]): string {
  const nginx = rows.find(({ contestant }) => contestant === NGINX);
  const lines = rows.map(({ contestant, perConnection, peak, wrong }) => {
    if (wrong) return `${contestant.padEnd(12)}  ${wrong}`;
    const each = perConnection ?? Number.NaN;
    return columns([
      contestant,
      Number.isNaN(each) ? '-' : `${(each / 1000).toFixed(1)} kB`,
      times(each / (nginx?.perConnection ?? Number.NaN)),
      '',
      megabytes(peak),
    ]);
  });
  return [
    title,
    columns(['', 'each', 'to nginx', '', 'memory']),
    ...lines,
  ].join('\n');
}

function curveTable({ curves, points }: Report, key: string): string {
  const mine = points.filter(({ curve }) => curve === key);
  const curve = curves.find((one) => one.key === key)!;
  if (mine.length === 0) return '';
  const steps = [...new Set(mine.map(({ step }) => step))];
  const names = [...new Set(mine.map(({ contestant }) => contestant))];
  const lines = names.map((name) => {
    const cells = steps.map((step) => {
      const point = mine.find(
        (one) => one.contestant === name && one.step === step,
      );
      return point?.wrong ? 'no' : time((point?.cpu ?? Number.NaN) / 1000);
    });
    return stepColumns(name, cells);
  });
  const whys = mine.flatMap(({ contestant, step, wrong }) =>
    wrong ? [folded(`no: ${contestant} at ${step}: ${wrong}.`)] : [],
  );
  const head = stepColumns('', steps.map(short));
  const title = `${curve.title} (cpu; ${curve.axis})`;
  return [title, head, ...lines, ...whys].join('\n');
}

function stepColumns(name: string, cells: readonly string[]): string {
  return name.padEnd(12) + cells.map((cell) => cell.padStart(11)).join('');
}

/** 1000, 10k, 5M: a number that need not be exact, in little room. */
export function short(number: number): string {
  if (number >= 1e6) return `${digits(number / 1e6).replace(/\.0+$/, '')}M`;
  if (number >= 1e4) return `${Math.round(number / 1e3)}k`;
  return `${number}`;
}

function rateOf({ samples }: Row, bytes: number | undefined): string {
  const perSecond = median(
    samples.map(({ requests, seconds }) => requests / seconds),
  );
  const isFull = median(samples.map(loadShareOf)) > FULL;
  const figure = bytes
    ? digits((perSecond * bytes) / 1e6)
    : `${Math.round(perSecond)}`;
  return figure + (isFull ? '*' : ' ');
}

function loadShareOf({ loadShare = 0 }: Sample): number {
  return loadShare;
}

function columns(cells: readonly string[]): string {
  const padded = cells.map((cell, at) => {
    const width = WIDTHS[at] ?? 10;
    return at === 0 ? cell.padEnd(width) : cell.padStart(width);
  });
  return padded.join('').trimEnd();
}

function time(milliseconds: number): string {
  if (Number.isNaN(milliseconds)) return '-';
  if (milliseconds < 1) return `${digits(milliseconds * 1000)} us`;
  return `${digits(milliseconds)} ms`;
}

function times(figure: number | undefined): string {
  if (figure === undefined || !Number.isFinite(figure)) return '-';
  return figure.toFixed(2);
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '-' : `${Math.round(bytes / 1e6)} MB`;
}

/** Breaks a paragraph into lines of 80 columns. */
function folded(text: string): string {
  return text.replace(/(.{1,80})(?: |$)/g, '$1\n').trimEnd();
}
