import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, onTestFinished } from 'vitest';
import { Recorder } from '../../tools/wire/record.ts';
import { retry, within } from '../kit/deadlines.ts';
import { freePort, HOST } from '../kit/listen.ts';
import { Origin } from '../kit/origin.ts';
import { type Program, start, testOfSignals } from './program.ts';

const GATEWAY = 'tests/tools/gateway-program.ts';
const TRACED = 'tests/tools/traced-gateway-program.ts';
const FINISHING = /^proxy {2}\| Finishing what runs; Ctrl-C again to leave/m;

async function launch(args: string[] = [], hasGroup = false) {
  const program = start(GATEWAY, ['--port=0', ...args], {}, hasGroup);
  const [, port] = await program.says(/proxy +127\.0\.0\.1:(\d+)/);
  return { program, port: Number(port) };
}

/** Gets the first half of a response; the second one comes for its body. */
async function askForHalf(port: number, program: Program): Promise<Socket> {
  const socket = connect(port, HOST);
  onTestFinished(() => void socket.destroy());
  socket.write(
    'POST /held HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n',
  );
  await program.says(/^proxy {2}\| POST \/held 200$/m);
  return socket;
}

/** Ends a program that is at something, with two signals. */
async function endAtOnce(program: Program): Promise<void> {
  program.kill('SIGINT');
  await program.says(FINISHING);
  let hasEnded = false;
  const ending = program.ending.finally(() => {
    hasEnded = true;
  });
  await retry(
    async () => {
      program.kill('SIGINT');
      return hasEnded;
    },
    () => 'the program to end',
  );
  expect(await ending).toMatchObject({ status: 0, stderr: '' });
}

describe('a stage that finishes', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const what = `${signal} lets it answer the request that runs, and then ends it with 0`;
    testOfSignals(what, async () => {
      const { program, port } = await launch();
      const socket = await askForHalf(port, program);
      program.kill(signal);
      await program.says(FINISHING);
      const all = buffer(socket);
      socket.write('ok');
      const answer = await within(all, () => 'the answer');
      expect(answer.toString()).toMatch(/first half, [\s\S]*second half/);
      expect(await program.ending).toMatchObject({ status: 0, stderr: '' });
    });
  }

  testOfSignals(
    'a signal that comes twice at once, as from npm, is one',
    async () => {
      const { program, port } = await launch();
      const socket = await askForHalf(port, program);
      program.kill('SIGINT');
      program.kill('SIGTERM');
      await program.says(FINISHING);
      const all = buffer(socket);
      socket.write('ok');
      const answer = await within(all, () => 'the answer');
      expect(answer.toString()).toContain('second half');
      const { status, stdout } = await program.ending;
      expect(status).toBe(0);
      expect(stdout.match(new RegExp(FINISHING, 'gm'))).toHaveLength(1);
    },
  );

  testOfSignals(
    'a second one ends it at once with 0, whatever runs',
    async () => {
      const { program, port } = await launch();
      const socket = await askForHalf(port, program);
      await endAtOnce(program);
      await within(
        once(socket.resume(), 'close'),
        () => 'the connection to end',
      );
    },
  );

  testOfSignals('and then nothing of stage 4 looks complete', async () => {
    const origin = await Origin.start(new Recorder());
    onTestFinished(() => origin.goDown());
    const upstream = `--upstream=${HOST}:${origin.port}`;
    const program = start('stages/features/main.ts', ['--port=0', upstream]);
    const [, port] = await program.says(/proxy +127\.0\.0\.1:(\d+)/);
    const socket = connect(Number(port), HOST);
    onTestFinished(() => void socket.destroy());
    socket.write('GET / HTTP/1.0\r\n\r\n');
    const { end } = await origin.nextRequest();
    const came = once(socket, 'data');
    end.send('HTTP/1.1 200 OK\r\n\r\nhalf of what is to come');
    await within(came, () => 'the first half');
    const rest = buffer(socket).catch(({ code }) => code);
    await endAtOnce(program);
    expect(await within(rest, () => 'the reset')).toBe('ECONNRESET');
  });

  testOfSignals('--trace: the taps stay until it is done', async () => {
    const port = await freePort();
    const program = start(TRACED, [`--port=${port}`]);
    await program.says(/Ctrl-C ends/);
    const socket = await askForHalf(port, program);
    program.kill('SIGINT');
    await program.says(FINISHING);
    const all = buffer(socket);
    socket.write('ok');
    const answer = await within(all, () => 'the answer');
    expect(answer.toString()).toMatch(/first half, [\s\S]*second half/);
    expect(await program.ending).toMatchObject({ status: 0, stderr: '' });
  });

  testOfSignals(
    'Ctrl-C leaves its embedded origin there until it is done',
    async () => {
      const { program } = await launch(['--ask'], true);
      program.killGroup('SIGINT');
      const { status, stdout } = await program.ending;
      expect(stdout).toMatch(FINISHING);
      expect(stdout).toContain('The origin said 200.');
      expect(stdout).not.toContain('It has ended.');
      expect(status).toBe(0);
    },
  );
});
