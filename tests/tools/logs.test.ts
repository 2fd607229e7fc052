import { connect, createServer, type Server } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lineOf } from '../../stages/features/access.ts';
import { doesAccept } from '../kit/client.ts';
import { retry, START_DEADLINE, within } from '../kit/deadlines.ts';
import { close, freePort, HOST, listen } from '../kit/listen.ts';
import { ask, request, start, testOfSignals } from './program.ts';

const STAGE = 'stages/features/main.ts';
const GATEWAY = 'tests/tools/gateway-program.ts';
const LAUNCHER = 'tools/stage.ts';

/** Starts a program that does not say where it listens. */
async function startSilent(file: string, args: readonly string[]) {
  const port = await freePort();
  const env = { PROXY_PORT: `${port}`, ORIGIN_PORT: '0' };
  const program = start(file, args, env);
  await retry(
    () => doesAccept(port),
    () => `${file} to listen`,
  );
  return { program, port };
}

test('4.8 a request is one line, with what was done in its order', () => {
  const record = {
    at: 0,
    client: '127.0.0.1',
    method: 'GET',
    target: '/cached',
    status: 200,
    bytes: 45,
    milliseconds: 2.6,
    notes: ['hit', 'compressed'],
  };
  expect(lineOf(record)).toBe(
    '127.0.0.1 GET /cached 200 45 B 3 ms hit, compressed',
  );
  expect(lineOf({ ...record, status: undefined, bytes: 0, notes: [] })).toBe(
    '127.0.0.1 GET /cached - 0 B 3 ms',
  );
});

describe('what is on stdout', () => {
  testOfSignals(
    '--log json: a line of JSON for each request, and no other',
    async () => {
      const { program, port } = await startSilent(GATEWAY, ['--log=json']);
      const targets = ['/a"\\', '/\x1b[2J\x9b\u2028'];
      for (const target of targets) {
        await ask(port, request(`GET ${encodeURI(target)}`));
      }
      program.kill('SIGINT');
      const { status, stdout, stderr } = await program.ending;
      const words = 'Finishing what runs; Ctrl-C again to leave at once.\n';
      expect([status, stderr]).toEqual([0, words]);
      const lines = stdout.trimEnd().split('\n');
      const time = '1970-01-01T00:00:00.000Z';
      expect(lines.map((line) => JSON.parse(line))).toEqual(
        targets.map((target) => {
          return { time, method: 'GET', target, status: 200, notes: ['hit'] };
        }),
      );
      expect(stdout).toMatch(/^[ -~\n]*$/);
    },
  );

  for (const [file, args, what] of [
    [GATEWAY, ['--quiet'], 'nothing'],
    [GATEWAY, ['--quiet', '--log=json'], 'nothing'],
    [LAUNCHER, ['features', '--quiet'], 'nothing, nor does its origin'],
  ] as const) {
    testOfSignals(`${file} ${args.join(' ')}: it says ${what}`, async () => {
      const { program, port } = await startSilent(file, args);
      expect(await ask(port, request('GET /text'))).toContain(' 200 ');
      program.kill('SIGINT');
      const ending = { status: 0, stdout: '', stderr: '' };
      expect(await program.ending).toEqual(ending);
    });
  }

  testOfSignals('npm run stage:4 -- --log json: nothing but JSON', async () => {
    const args = ['features', '--log', 'json'];
    const { program, port } = await startSilent(LAUNCHER, args);
    expect(await ask(port, request('GET /text'))).toContain(' 200 ');
    program.kill('SIGINT');
    const { status, stdout } = await program.ending;
    expect(status).toBe(0);
    const lines = stdout.split('\n').filter(Boolean);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { method: 'GET', target: '/text', status: 200, notes: ['miss'] },
    ]);
  });
});

test('--quiet: a sentence says why it cannot start', async () => {
  const other = createServer();
  const port = await listen(other);
  onTestFinished(() => close(other));
  const program = start(STAGE, ['--quiet', `--port=${port}`]);
  const { status, stdout, stderr } = await program.ending;
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^Port \d+ is taken: .*\n$/);
});

test.each([
  [['--log', 'xml'], '--log must be text or json, not "xml".\n'],
  [['--log'], '--log needs a value: text or json.\n'],
  [['--quiet=yes'], '--quiet takes no value.\n'],
])('%j: one sentence, and 2', async (args, stderr) => {
  const ending = { status: 2, stdout: '', stderr };
  expect(await start(STAGE, args).ending).toEqual(ending);
});

/** Answers each request with nothing, and keeps the connection. */
function emptyOrigin(): Server {
  return createServer((socket) => {
    let text = '';
    socket.on('data', (bytes) => {
      const heads = (text + bytes).split('\r\n\r\n');
      text = heads.pop() ?? '';
      for (const _ of heads) {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      }
    });
    socket.on('error', () => socket.destroy());
  });
}

test('nobody reads the log: 2,000 are answered, and what is dropped is counted', async () => {
  const origin = emptyOrigin();
  const upstream = `--upstream=${HOST}:${await listen(origin)}`;
  const program = start(STAGE, ['--port=0', upstream]);
  const [, port] = await program.says(/proxy +127\.0\.0\.1:(\d+)/);
  program.stopReading();
  const socket = connect(Number(port), HOST);
  const target = `/${'x'.repeat(2000)}`;
  const one = `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`;
  socket.end(one.repeat(2000));
  const all = buffer(socket);
  const answers = await within(all, () => '2,000 answers', START_DEADLINE);
  expect(answers.toString().match(/HTTP\/1\.1 200/g)).toHaveLength(2000);
  program.readOn();
  const { input, 1: dropped } = await program.says(/dropped: (\d+) lines/);
  const seen = input.match(/\| .*GET \/x+ 200/g)?.length ?? 0;
  expect(Number(dropped)).toBeGreaterThan(0);
  expect(seen + Number(dropped)).toBeGreaterThanOrEqual(2000);
  program.kill('SIGKILL');
  await program.ending;
  await within(close(origin), () => 'the origin to end');
});
