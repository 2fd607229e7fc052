import { connect, createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { curlOn } from '../../shared/terminal/index.ts';
import { FILES } from '../features/tls-client.ts';
import { within } from '../kit/deadlines.ts';
import { close, freePort, HOST, listen } from '../kit/listen.ts';
import {
  ask,
  BY_TSX,
  type Program,
  request,
  start,
  testOfSignals,
} from './program.ts';

const LAUNCHER = 'tools/stage.ts';
const BANNER_END = /Ctrl-C ends/;

/** Starts stage 1 on a port that is free. */
function launch(args: string[], env: NodeJS.ProcessEnv): Program {
  return start(LAUNCHER, ['basic', '--port', '0', ...args], env);
}

/** Waits for the banner, and reads the ports in it. */
async function portsOf(program: Program) {
  const [, proxy, upstream] = await program.says(
    /proxy +127\.0\.0\.1:(\d+)\n +upstream +127\.0\.0\.1:(\d+)/,
  );
  return { proxy: Number(proxy), upstream: Number(upstream) };
}

/** Nobody listens there any more, or this throws. */
async function expectFree(port: number): Promise<void> {
  const server = createServer();
  await listen(server, port);
  await close(server);
}

describe('what a stage forwards to', () => {
  test('the embedded origin, if nothing is said', async () => {
    const program = launch([], { ...BY_TSX, ORIGIN_PORT: '0' });
    await program.says(/\(the embedded origin\)/);
    const { proxy } = await portsOf(program);
    expect(await ask(proxy, request('GET /'))).toContain('Hello from');
    await program.says(/^origin \| GET \/ 200$/m);
    await program.says(/^proxy {2}\| GET \/ 200$/m);
  });

  test('what runs on the port already, which sees no probe', async () => {
    let connections = 0;
    const other = createServer((socket) => {
      connections += 1;
      socket.resume().end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother');
    });
    const port = await listen(other);
    onTestFinished(() => close(other));
    const program = launch([], { ORIGIN_PORT: `${port}` });
    await program.says(
      new RegExp(`\\(${port} is taken: using what runs there`),
    );
    const { proxy, upstream } = await portsOf(program);
    expect(upstream).toBe(port);
    expect(await ask(proxy, request('GET /'))).toMatch(/\r\n\r\nother$/);
    expect(connections).toBe(1);
  });

  test.each<[string[], NodeJS.ProcessEnv, RegExp]>([
    [
      ['--upstream=[::1]:7'],
      {},
      /\[::1\]:7 {2}\(named by --upstream: start it/,
    ],
    [[], { UPSTREAM_PORT: '7' }, /127.0.0.1:7 {2}\(named by UPSTREAM_PORT: /],
    [['--no-origin'], {}, /127.0.0.1:9000 {2}\(--no-origin: /],
  ])('%j %j: no origin is started', async (args, env, note) => {
    const port = await freePort();
    const program = launch(args, { ...env, ORIGIN_PORT: `${port}` });
    await program.says(BANNER_END);
    await program.says(note);
    await expectFree(port);
  });
});

describe('no origin is left behind', () => {
  test('when a flag is unknown', async () => {
    const port = await freePort();
    const env = { ORIGIN_PORT: `${port}` };
    const { status, stderr } = await launch(['--oops'], env).ending;
    expect(status).toBe(2);
    expect(stderr).toBe('There is no flag --oops: see --help.\n');
    await expectFree(port);
  });

  test('when the port of the proxy is taken', async () => {
    const other = createServer();
    const taken = `${await listen(other)}`;
    onTestFinished(() => close(other));
    const port = await freePort();
    const env = { ORIGIN_PORT: `${port}` };
    const ending = await launch(['--port', taken], env).ending;
    expect(ending.status).toBe(2);
    expect(ending.stderr).toMatch(/^Port \d+ is taken: .*\n$/);
    await expectFree(port);
  });

  test('when the stage is killed', async () => {
    const program = launch([], { ORIGIN_PORT: '0' });
    const { upstream } = await portsOf(program);
    program.kill('SIGKILL');
    await program.ending;
    await expectFree(upstream);
  });

  test('by --help, which names --no-origin', async () => {
    const port = await freePort();
    const ending = await launch(['--help'], { ORIGIN_PORT: `${port}` }).ending;
    expect(ending).toMatchObject({ status: 0, stderr: '' });
    expect(ending.stdout).toMatch(/npm run stage:1 --[\s\S]*--no-origin/);
    await expectFree(port);
  });
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  const what = `${signal} ends it at once with 0, though a client is connected`;
  testOfSignals(what, async () => {
    const program = launch([], { ORIGIN_PORT: '0' });
    const { proxy, upstream } = await portsOf(program);
    const client = connect(proxy, HOST);
    onTestFinished(() => void client.destroy());
    const gone = new Promise((resolve) =>
      client.once('error', resolve).once('close', resolve),
    );
    client.resume().write(request('GET /bytes/1000000000000'));
    await program.says(/^proxy {2}\| GET \S+ 200$/m);
    program.kill(signal);
    expect(await program.ending).toMatchObject({ status: 0, stderr: '' });
    await within(gone, () => 'the connection to end');
    await expectFree(upstream);
  });
}

test.each<[string, NodeJS.ProcessEnv, boolean]>([
  ['plain under NO_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ['coloured if forced', { FORCE_COLOR: '1' }, true],
])('the banner is %s', async (_, env, isColoured) => {
  const program = launch(['--no-origin'], env);
  const { input } = await program.says(BANNER_END);
  expect(input.includes('\x1b[')).toBe(isColoured);
  expect(input).toContain(`${curlOn()} -v http://127.0.0.1:`);
});

test('a bad ORIGIN_PORT, or an unknown stage, ends it with 2', async () => {
  const bad = start(LAUNCHER, ['basic'], { ORIGIN_PORT: 'x' });
  const unknown = start(LAUNCHER, ['best']);
  expect(await bad.ending).toMatchObject({
    status: 2,
    stderr: 'ORIGIN_PORT must be a whole number from 0 to 65535, not "x".\n',
  });
  expect(await unknown.ending).toMatchObject({
    status: 2,
    stderr: 'Name a stage: basic, keepalive, concurrency, features.\n',
  });
});

for (const name of ['basic', 'features']) {
  test(`the help of ${name} is at most 80 columns wide`, async () => {
    const { stdout } = await start(LAUNCHER, [name, '--help']).ending;
    expect(stdout).toContain('--port PORT');
    expect(stdout.split('\n').filter(({ length }) => length > 80)).toEqual([]);
  });
}

test('so is the banner of stage 4, also with a certificate', async () => {
  const flags = [`--cert=${FILES.cert}`, `--key=${FILES.key}`];
  const args = ['features', '--port=0', '--no-origin', ...flags];
  const { input } = await start(LAUNCHER, args).says(BANNER_END);
  expect(input).toContain(`${curlOn()} -k -i`);
  expect(input.split('\n').filter(({ length }) => length > 80)).toEqual([]);
});
