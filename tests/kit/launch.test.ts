import { connect } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Recorder } from '../../tools/wire/record.ts';
import { GET, OK } from './bytes.ts';
import { retry } from './deadlines.ts';
import { launch } from './launch.ts';
import { HOST } from './listen.ts';
import { Origin } from './origin.ts';
import { scene } from './scene.ts';
import type { Stage } from './stage.ts';

const stage: Stage = {
  number: 1,
  createProxy: () => {
    throw new Error('the program was to be started instead');
  },
};

function proxyCommand(command: string): void {
  vi.stubEnv('PROXY_COMMAND', command);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

test('PROXY_COMMAND: any program can be the proxy', async () => {
  proxyCommand('node tests/kit/fixtures/pipe-proxy.mjs');
  const { proxy, origin, connect: connectClient } = await scene(stage);
  origin.answer(OK);
  const client = await connectClient();
  client.send(GET);
  await client.expectBytes(OK);
  await proxy.says(/New connection/);
  expect(origin.connections, 'those of the only client').toHaveLength(1);
});

test('it is ended with the test, and all that it started', async () => {
  proxyCommand('node tests/kit/fixtures/pipe-proxy.mjs');
  const origin = await Origin.start(new Recorder());
  const {
    port,
    connect: connectClient,
    stop,
  } = await launch(stage, origin.port);
  (await connectClient()).destroy();
  await stop();
  await origin.goDown();
  // The kernel closes what a process had open one by one.
  await retry(
    () => isRefused(port),
    () => `port ${port} to be free`,
  );
});

test('a program that does not start is told with its own words', async () => {
  proxyCommand('node tests/kit/fixtures/no-such-file.mjs');
  const proxy = await launch(stage, 1);
  await expect(proxy.connect()).rejects.toThrow(/ended before it listened/);
  const { ending, text } = proxy.report!();
  expect(ending).toBe('with status 1');
  expect(text).toContain('no-such-file');
});

function isRefused(port: number): Promise<boolean> {
  const socket = connect(port, HOST);
  return new Promise((resolve) => {
    socket.on('error', (error) =>
      resolve('code' in error && error.code === 'ECONNREFUSED'),
    );
    socket.on('connect', () => socket.destroy());
    socket.on('close', () => resolve(false));
  });
}
