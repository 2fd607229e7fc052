import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { START_DEADLINE, within } from '../kit/deadlines.ts';
import { freePort, listen } from '../kit/listen.ts';
import { testOfSignals, withoutTsx } from './program.ts';

const PROGRAM = fileURLToPath(new URL('../../tools/nc.ts', import.meta.url));

/** What a run of the program leaves behind. */
interface Result {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly words: string;
}

interface Run {
  readonly child: ChildProcess;
  /** What is said on stderr, up to the first text that this matches. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  readonly result: Promise<Result>;
}

/** Starts the program with pipes for its input and output. */
function nc(...args: string[]): Run {
  const node = [process.execPath, '--import', 'tsx', PROGRAM] as const;
  const env = { ...process.env, ...withoutTsx(), FORCE_COLOR: '0' };
  const child = spawn(node[0], [...node.slice(1), ...args], { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  const stdout: Buffer[] = [];
  let words = '';
  child.stdout.on('data', (bytes: Buffer) => stdout.push(bytes));
  child.stderr.setEncoding('utf8').on('data', (said: string) => {
    words += said;
  });
  const result = once(child, 'close').then(([status]) => ({
    status: status as number | null,
    stdout: Buffer.concat(stdout),
    words,
  }));
  const says = async (pattern: RegExp) => {
    for (;;) {
      const found = pattern.exec(words);
      if (found) return found;
      await once(child.stderr, 'data');
    }
  };
  const soon = <Value>(promise: Promise<Value>, what: string) =>
    within(promise, () => `${what}; nc said ${words}`, START_DEADLINE);
  return {
    child,
    says: (pattern) => soon(says(pattern), String(pattern)),
    result: soon(result, 'nc to end'),
  };
}

/** A server that does one thing with each connection. */
async function server(act: (socket: Socket) => void): Promise<string> {
  const listening: Server = createServer({ allowHalfOpen: true }, (socket) => {
    // A client that resets is part of these tests.
    socket.on('error', () => socket.destroy());
    onTestFinished(() => void socket.destroy());
    act(socket);
  });
  const port = await listen(listening);
  onTestFinished(() => void listening.close());
  return String(port);
}

const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

test('piped bytes go out as they are, and come back as they are', async () => {
  const port = await server((socket) => socket.pipe(socket));
  const { child, result } = nc(port);
  child.stdin?.end(ALL_BYTES);
  const { status, stdout, words } = await result;
  expect(stdout).toEqualBytes(ALL_BYTES);
  expect(words).toContain('the proxy closed the connection (FIN)');
  expect(status).toBe(0);
});

test('the end of the input ends one side only', async () => {
  const port = await server((socket) => {
    socket.on('end', () => socket.end('only now')).resume();
  });
  const { child, result } = nc(port);
  child.stdin?.end('x');
  expect((await result).stdout).toEqualBytes('only now');
});

test('FIN ends the program though its input stays open', async () => {
  const port = await server((socket) => socket.end('bye'));
  const { status, stdout } = await nc(port).result;
  expect(stdout).toEqualBytes('bye');
  expect(status).toBe(0);
});

test('four megabytes pass unharmed', async () => {
  const port = await server((socket) => socket.pipe(socket));
  const { child, result } = nc(port);
  const bytes = Buffer.alloc(4_000_000, ALL_BYTES);
  child.stdin?.end(bytes);
  expect((await result).stdout.equals(bytes)).toBe(true);
});

test('RST is said in words, exit status 1', async () => {
  const port = await server((socket) => {
    socket.once('data', () => socket.resetAndDestroy());
  });
  const { child, result } = nc(port);
  child.stdin?.write('x');
  const { status, words } = await result;
  expect(words).toContain('the proxy reset the connection (RST)');
  expect(status).toBe(1);
});

test('a port where nobody listens is said in words, exit status 1', async () => {
  const port = await freePort();
  const { status, words, stdout } = await nc(String(port)).result;
  expect(words).toBe(
    `* nothing listens on 127.0.0.1:${port} (refused): start it first\n`,
  );
  expect({ status, said: stdout.length }).toEqual({ status: 1, said: 0 });
});

test('-x shows the bytes in hexadecimal, even into a pipe', async () => {
  const port = await server((socket) => socket.end('\x00ok\r\n'));
  const { stdout } = await nc('-x', port).result;
  expect(stdout.toString()).toMatch(/^< 00 6f 6b 0d 0a {35}\.ok\\r\\n\n$/);
});

test('--listen answers one client, and says what happens', async () => {
  const { child, says, result } = nc('--listen', '0');
  const [, port] = await says(/listening on 127\.0\.0\.1:(\d+)/);
  const client = connect(Number(port), '127.0.0.1');
  client.write('GET / HTTP/1.1\r\n\r\n');
  await says(/a connection was opened/);
  child.stdin?.end('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nyoyoyo');
  expect(await text(client)).toMatch(/yoyoyo$/);
  const { status, stdout, words } = await result;
  expect(stdout).toEqualBytes('GET / HTTP/1.1\r\n\r\n');
  expect(words).toContain('(FIN)');
  expect(status).toBe(0);
});

test('a taken port is one sentence, exit status 2', async () => {
  const port = await server((socket) => socket.destroy());
  const { status, words } = await nc('--listen', port).result;
  expect(words).toBe(
    'That port is taken: end what listens there, or choose another.\n',
  );
  expect(status).toBe(2);
});

test('bad arguments are one sentence, exit status 2', async () => {
  const { status, words, stdout } = await nc('--loud').result;
  expect(words).toBe("Unknown option '--loud' (see --help).\n");
  expect({ status, said: stdout.length }).toEqual({ status: 2, said: 0 });
});

test('--help tells how to type, exit status 0', async () => {
  const { status, stdout } = await nc('--help').result;
  expect(stdout.toString()).toContain('Ctrl-D');
  for (const line of stdout.toString().split('\n')) {
    expect(line.length).toBeLessThanOrEqual(80);
  }
  expect(status).toBe(0);
});

testOfSignals('Ctrl-C ends at once', async () => {
  const port = await server((socket) => socket.resume());
  const { child, says, result } = nc(port);
  await says(/connected/);
  child.kill('SIGINT');
  expect((await result).status).toBe(0);
});
