import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { START_DEADLINE, within } from './deadlines.ts';
import { close, listen } from './listen.ts';
import { lastLine, report, startFixtures } from './report.ts';

const hasGroups = process.platform !== 'win32';

/**
 * What the report says of a program with this fault. It takes the place of its
 * shell, so its status is known even where both are killed while it ends.
 */
const reportOf = (fault: string): Promise<[string, number]> => {
  const program = `node tests/kit/fixtures/faulty-proxy.mjs "${fault}"`;
  return report(
    'program',
    `PROXY_COMMAND=${hasGroups ? 'exec ' : ''}${program}`,
  );
};

describe('the report of a program', () => {
  test('that does not start: one failure, in its own words', async () => {
    const command = 'PROXY_COMMAND=node tests/kit/fixtures/no-such-file.mjs';
    const [text] = await report('program', command);
    expect(text).toContain('no-such-file.mjs has ended before it listened\n');
    expect(text).toContain('your program has ended with status 1, and said:\n');
    expect(text).toContain('Cannot find module');
    expect(text).not.toMatch(/hint|over the wire|by hand/);
    expect(text).toContain('1.2 one more: the program does not start\n');
    expect(lastLine(text)).toBe('0 passed, 1 failed, 1 skipped');
  });

  test('that throws: how it has ended, and what it said', async () => {
    const [text] = await reportOf('throws');
    expect(text).toContain('your program has ended with status 1, and said:\n');
    expect(text).toContain('Error: oops in mid-response\n');
    expect(lastLine(text)).toBe('0 passed, 2 failed');
  });

  test('that ends behind all that is asked of it: a failure as well', async () => {
    const [text] = await reportOf('');
    expect(text).toContain('All went well, but the program has ended.\n');
    expect(text).toContain('your program has ended with status 3, and said');
  });

  test('whose request the origin cannot read: that first, in words', async () => {
    const [text] = await reportOf('is old');
    expect(text).toContain(
      'stage 1: basic: 1.1 it answers\n\n' +
        '  the origin could not read the request, and has answered 500:\n' +
        '    received "GET / HTTP/1.0", which is not a request line: ' +
        'METHOD, a space, a target, a space, HTTP/1.1\n',
    );
    expect(text).toMatch(/\n {4}npm run -s nc "?--"? --listen 9000\n/);
  });

  test('whose request never ends at the origin: what is missing', async () => {
    const [text] = await reportOf('cuts heads');
    expect(text).toContain(
      'stage 1: basic: 1.1 it answers\n\n' +
        '  the origin has not got a whole request, and still waits for:\n' +
        '    \\r\\n\\r\\n, an empty line that ends its head; origin 1 has "GET ',
    );
  });
});

const whyLeftOut = hasGroups
  ? ''
  : ' (left out: Windows has no Ctrl-C to send)';

test.runIf(hasGroups)(
  `a program does not outlive its tests, even if those are broken off${whyLeftOut}`,
  async () => {
    const called = createServer();
    const port = await listen(called);
    onTestFinished(() => close(called));
    const command = `node tests/kit/fixtures/calling.mjs ${port}`;
    const words = ['program', `PROXY_COMMAND=${command}`, '--pool=forks'];
    const tests = startFixtures(words, true);
    const soon = <Value>(event: Promise<Value>, what: string) =>
      within(event, () => what, START_DEADLINE);
    const [caller] = await soon(once(called, 'connection'), 'its start');
    const socket: Socket = caller;
    socket.on('error', () => socket.destroy()).resume();
    process.kill(-tests.pid!, 'SIGINT');
    await soon(once(socket, 'close'), 'its end');
  },
);
