import { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { CONTESTANTS } from '../../tools/bench/contestants.ts';
import { HELP, readTask } from '../../tools/bench/flags.ts';
import { profile } from '../../tools/bench/profiled.ts';
import type { Report } from '../../tools/bench/report.ts';
import { run } from '../../tools/bench/run.ts';
import { tableOf } from '../../tools/bench/table.ts';
import { WORKLOADS } from '../../tools/bench/workloads.ts';
import { leaveOutTsx, start } from './program.ts';

leaveOutTsx();

const REPORT = 'tests/tools/bench-report.json';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'bench-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

test('flags pick who takes part, in what, and how often', () => {
  const task = readTask([
    ...['--only', 'stage:4,nginx', '--workload=hit,by-body'],
    ...['--rounds', '3', '--seconds', '.5', '--json', 'a', '--svg', 'b'],
  ]);
  expect(task).toMatchObject({
    only: ['stage:4', 'nginx'],
    workloads: ['hit', 'by-body'],
    rounds: 3,
    seconds: 0.5,
    json: 'a',
    svg: 'b',
  });
});

test('--quick does less, and flags still count', () => {
  const quick = readTask(['--quick', '--rounds', '5']);
  expect(quick.rounds).toBe(5);
  expect(quick.mayInstall).toBe(false);
  expect(quick.only.length).toBeLessThan(readTask([]).only.length);
});

test.each([
  [['--only', 'apache'], 'There is no "apache": see --help.'],
  [['--rounds', '0'], 'whole number from 1 to 100, not "0"'],
  [['--fast'], 'There is no flag --fast: see --help.'],
  [['--from', 'none.json'], '--from must be a file that --json has written,'],
  [['--from', 'README.md'], '--from must be a file that --json has written,'],
  [['--from', 'package.json'], '--from must be a file that --json has written'],
  [['--json', 'none/a.json'], '--json must be the name of a file, in a folder'],
  [['--svg='], '--svg must be the name of a file, in a folder'],
])('%j is refused in a sentence', (args, sentence) => {
  expect(() => readTask(args)).toThrow(sentence);
});

test('--help names every flag, proxy and piece of work, in 80 columns', () => {
  const words = ['--quick', 'stage:1', 'reply-from', 'direct', 'by-entries'];
  for (const word of words) expect(HELP).toContain(word);
  for (const line of HELP.split('\n')) {
    expect(line.length, line).toBeLessThanOrEqual(80);
  }
});

test('npm run bench shows a report that was kept, and draws it', async () => {
  const svg = join(folder(), 'a.svg');
  const args = ['--from', REPORT, '--svg', svg];
  const { stdout, status } = await start('tools/bench.ts', args).ending;
  expect(status).toBe(0);
  expect(stdout).toMatch(/^GET of 128 bytes, 64 connections$/m);
  expect(readFileSync(svg, 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
});

test('requests go through stage 3 and are counted, none of them wrong', async () => {
  const { NODE_OPTIONS } = process.env;
  onTestFinished(() => void vi.stubEnv('NODE_OPTIONS', NODE_OPTIONS));
  vi.stubEnv('NODE_OPTIONS', ''); // by tsx itself: see BY_TSX
  const task = readTask([
    ...['--only', 'stage:3,direct', '--workload', 'small'],
    ...['--rounds', '1', '--seconds', '0.02'],
  ]);
  const said: string[] = [];
  const kept: Report[] = [];
  const report = await run(task, {
    say: (line) => void said.push(line),
    keep: (unfinished) => void kept.push(unfinished),
  });
  expect(kept).toEqual([report]);
  expect(said).toEqual(['small: stage:3']);
  expect(report.rows.map(({ contestant }) => contestant)).toEqual([
    'stage:3',
    'direct',
  ]);
  for (const { samples, wrong } of report.rows) {
    expect(wrong).toBeUndefined();
    expect(samples).toHaveLength(1);
    expect(samples[0]!.requests).toBeGreaterThan(0);
  }
  expect(tableOf(report)).toMatch(/^stage:3 .* ms /m);
});

test('npm run bench:parser has a figure for each case, and ratios', async () => {
  const json = join(folder(), 'a.json');
  const program = 'tools/bench/parser.ts';
  const args = ['--rounds', '1', '--milliseconds', '1'];
  const first = await start(program, [...args, '--json', json]).ending;
  expect(first.stdout).toMatch(/^curl's request +\d+ heads\/s$/m);
  const second = await start(program, [...args, '--against', json]).ending;
  expect(second.stdout.match(/ times as fast$/gm)).toHaveLength(6);
  expect(second.status).toBe(0);
});

test.each([
  ['--json', 'none/a.json', 'the name of a file, in a folder where one can be'],
  ['--against', 'package.json', 'a file that --json has written, not "package'],
])('npm run bench:parser %s %s is refused in a sentence', async (...words) => {
  const [flag, file, form] = words;
  const args = [flag, file];
  const { stderr, status } = await start('tools/bench/parser.ts', args).ending;
  expect(stderr).toMatch(/^[^\n]+\.\n$/);
  expect(stderr).toContain(`${flag} must be ${form}`);
  expect(status).toBe(2);
});

test('a profile says in which functions of stage 4 the time goes', async () => {
  // A signal would leave none on Windows, where it only ever kills.
  const kill = vi.spyOn(ChildProcess.prototype, 'kill');
  onTestFinished(() => kill.mockRestore());
  const stage = CONTESTANTS.find(({ key }) => key === 'stage:4')!;
  const times = await profile(stage, WORKLOADS[0]!.turn, 0.1);
  const ours = times.filter(({ words }) => words.includes(' stages/features/'));
  expect(ours.length).toBeGreaterThan(0);
  expect(kill).not.toHaveBeenCalled();
});
