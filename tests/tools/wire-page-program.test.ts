import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { readRecord } from '../../tools/wire/check-record.ts';
import { Recorder } from '../../tools/wire/record.ts';
import { listen } from '../kit/listen.ts';
import { Origin } from '../kit/origin.ts';
import { ask, hasSignals, request, start } from './program.ts';
import { RELAY_PROGRAM } from './relay-program.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

test('npm run wire -- COMMAND records what passes any program', async () => {
  const origin = await Origin.start(new Recorder());
  onTestFinished(() => origin.goDown());
  origin.answer({ bytes: OK, ending: 'FIN' });
  const upstream = ['--upstream', `127.0.0.1:${origin.port}`];
  const ports = ['--port', '0', '--page-port', '0', ...upstream];
  const wire = start('tools/wire-page.ts', [...ports, '--', ...RELAY_PROGRAM]);
  const [, port] = await wire.says(/clients +127\.0\.0\.1:(\d+)/);
  const [, page] = await wire.says(/Open http:\/\/127\.0\.0\.1:(\d+)\//);
  await wire.says(/^I am at/m);
  expect(await ask(Number(port), request('GET /'))).toBe(OK);
  const lines = `Host: 127.0.0.1:${page}\r\nConnection: close\r\n\r\n`;
  const saved = await ask(Number(page), `GET /record HTTP/1.0\r\n${lines}`);
  const { events } = readRecord(saved.split('\r\n\r\n')[1]!);
  expect(events.slice(0, 3)).toMatchObject([
    { connection: 'A', kind: 'open' },
    { connection: 'A', kind: 'bytes' },
    { connection: 'origin 1', kind: 'open' },
  ]);
  wire.end();
  const { status } = await wire.ending;
  if (hasSignals) expect(status).toBe(0);
});

test('npm run wire: a taken page port is one sentence, status 2', async () => {
  const taken = createServer();
  onTestFinished(() => void taken.close());
  const port = await listen(taken);
  const args = ['--upstream', '127.0.0.1:1', '--port', '0'];
  const page = ['--page-port', String(port)];
  const wire = start('tools/wire-page.ts', [...args, ...page]);
  const { stderr, status } = await wire.ending;
  expect(stderr).toMatch(/^Port \d+ is taken: .* another with --page-port/);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(status).toBe(2);
});

test.each([
  [['--stage', '5'], /^--stage must be a stage from 1 to 4, not "5"\.\n$/],
  [['--stage', '2', '--', 'x'], /^Name a stage or a program, not both\.\n$/],
])('npm run wire -- %j is one sentence, status 2', async (args, sentence) => {
  const { stderr, status } = await start('tools/wire-page.ts', args).ending;
  expect(stderr).toMatch(sentence);
  expect(status).toBe(2);
});
