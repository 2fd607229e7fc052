import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readRecord } from '../../tools/wire/check-record.ts';
import { Recorder } from '../../tools/wire/record.ts';
import { retry } from '../kit/deadlines.ts';
import { HOST } from '../kit/listen.ts';
import { Origin } from '../kit/origin.ts';
import {
  ask,
  BY_TSX,
  hasSignals,
  request,
  start,
  testOfSignals,
} from './program.ts';
import { RELAY_PROGRAM } from './relay-program.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

const TRACE = ['tools/trace.ts'];

async function anOrigin(): Promise<Origin> {
  const origin = await Origin.start(new Recorder());
  onTestFinished(() => origin.goDown());
  origin.answer({ bytes: OK, ending: 'FIN' });
  return origin;
}

/** Starts a traced program in front of an origin. */
async function traced(
  [file = '', ...first]: readonly string[],
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
) {
  const { port } = await anOrigin();
  const ports = ['--upstream', `127.0.0.1:${port}`, '--port', '0'];
  const program = start(file, [...first, ...ports, ...args], env);
  const stop = (): Promise<unknown> => {
    program.end();
    return program.ending;
  };
  onTestFinished(async () => void (await stop()));
  return { ...program, stop, upstream: port };
}

test('any program is traced, on both of its sides', async () => {
  const args = ['--', ...RELAY_PROGRAM];
  const { says, stop, ending, upstream } = await traced(TRACE, args);
  const [, said] = await says(/I am at (.*)/);
  const [, port] = await says(/Clients connect to 127\.0\.0\.1:(\d+)/);
  // It was told other ports; what it says of them is put in ours.
  expect(said).toBe(`127.0.0.1:${port}, for 127.0.0.1:${upstream}`);
  expect(await ask(Number(port), request('GET /'))).toBe(OK);
  await says(/somebody came/);
  await says(/A .* FIN /);
  await stop();
  const { stdout, status } = await ending;
  const arrows = stdout.split('\n').filter((line) => /[►◄]/.test(line));
  expect(arrows.slice(0, 5)).toEqual([
    'A ┌────── opens ──────────────────────►│',
    'A ├────── GET / HTTP/1.1 … ──── 46 B ─►│',
    '  │                                    ├── opens ──────────────────────────►┐ 1',
    '  │                                    ├── GET / HTTP/1.1 … ──── 46 B ─────►│ 1',
    '  │                                    │◄─ HTTP/1.1 200 OK … ─── 40 B ──────┤ 1',
  ]);
  if (hasSignals) expect(status).toBe(0);
});

testOfSignals('the record is saved when it ends', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trace-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'trace.json');
  const args = ['--save', file, '--', ...RELAY_PROGRAM];
  const { says, stop } = await traced(TRACE, args);
  await says(/I am at/);
  const [, port] = await says(/Clients connect to 127\.0\.0\.1:(\d+)/);
  await ask(Number(port), request('GET /'));
  await stop();
  const { events } = readRecord(readFileSync(file, 'utf8'));
  expect(events.slice(0, 3)).toMatchObject([
    { hop: 'client', connection: 'A', from: 'peer', kind: 'open' },
    { hop: 'client', connection: 'A', from: 'peer', kind: 'bytes' },
    { hop: 'origin', connection: 'origin 1', from: 'proxy', kind: 'open' },
  ]);
});

test('who comes before the program listens is refused, and is seen', async () => {
  // It listens, but not where it was told to.
  const deaf = [
    process.execPath,
    '-e',
    `require("net").createServer().listen(0, "${HOST}")`,
  ];
  const { says, stop } = await traced(TRACE, ['--', ...deaf]);
  const [, port] = await says(/Clients connect to 127\.0\.0\.1:(\d+)/);
  await expect(ask(Number(port), 'GET')).rejects.toThrow('ECONNRESET');
  await says(/A ×.* refused /);
  await stop();
});

testOfSignals('when the trace is ended, so is the program', async () => {
  const serve = `require("net").createServer().listen(0, "${HOST}")`;
  const node = [process.execPath, '-e', `console.log(process.pid); ${serve}`];
  const { says, stop } = await traced(TRACE, ['--', ...node]);
  const [, pid] = await says(/^(\d+)$/m);
  await stop();
  await retry(
    async () => !isRunning(Number(pid)),
    () => 'the program to end',
  );
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('when the program ends, so does the trace, with its status', async () => {
  const { upstream, ...trace } = await traced(TRACE, [
    '--',
    process.execPath,
    '-e',
    'process.exit(7)',
  ]);
  const { status, stdout } = await trace.ending;
  expect(stdout).toContain('The program has ended, with status 7.');
  expect(status).toBe(7);
});

test.each([
  [[], /^Name a program behind --, as in .*\.\n$/],
  [['--prot', '1', '--', 'x'], /^There is no flag --prot: see --help\.\n$/],
  [['--port', 'x', '--', 'x'], /^--port must be a whole number .*\n$/],
])('npm run trace -- %j is one sentence, status 2', async (args, sentence) => {
  const { stderr, status } = await start('tools/trace.ts', args).ending;
  expect(stderr).toMatch(sentence);
  expect(status).toBe(2);
});

test('a file that cannot be written is one sentence, status 2', async () => {
  const args = ['--save', join(tmpdir(), 'no', 'such', 'folder', 'x')];
  const { ending } = await traced(TRACE, [...args, '--', 'x']);
  const { stderr, status } = await ending;
  expect(stderr).toMatch(/^The record cannot be saved: ENOENT.*\.\n$/);
  expect(status).toBe(2);
});

test('a port that is taken is one sentence, status 2', async () => {
  const { port } = await anOrigin();
  const args = ['--upstream', '127.0.0.1:1', '--port', `${port}`, '--', 'x'];
  const { stderr, status } = await start('tools/trace.ts', args).ending;
  expect(stderr).toMatch(/^Port \d+ is taken: .*\.\n$/);
  expect(status).toBe(2);
});

test('npm run stage:2 -- --trace draws what passes', async () => {
  const stage = ['tools/stage.ts', 'keepalive'];
  const program = await traced(stage, ['--trace'], BY_TSX);
  const { says, stop, ending, upstream } = program;
  const [, proxy] = await says(/proxy +127\.0\.0\.1:(\d+)/);
  await says(new RegExp(`upstream +127\\.0\\.0\\.1:${upstream}`));
  expect(await ask(Number(proxy), request('GET /'))).toContain('hi');
  await says(/A ├─+ GET \/ HTTP\/1\.1/);
  await says(/│◄─ HTTP\/1\.1 200 OK … ─+ 40 B ─+┤ 1/);
  await stop();
  // Had the signal itself ended it, it could not have ended the stage.
  const { status } = await ending;
  if (hasSignals) expect(status).toBe(0);
});

test('npm run stage:3 -- --trace: the stage says what it does not know', async () => {
  const args = ['concurrency', '--no-origin', '--trace', '--port', '0', '--x'];
  const { stdout, status } = await start('tools/stage.ts', args).ending;
  expect(stdout).toContain('There is no flag --x: see --help.\n');
  expect(status).toBe(2);
});
