import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { close, listen } from '../kit/listen.ts';
import { ask, request, start } from './program.ts';

describe('npm run origin', () => {
  const PROGRAM = 'tools/origin/main.ts';

  test('says where it listens, and logs', async () => {
    const program = start(PROGRAM, [], { UPSTREAM_PORT: '0' });
    const [, port] = await program.says(/http:\/\/127\.0\.0\.1:(\d+)\//);
    await ask(Number(port), request('GET /text'));
    await program.says(/^origin \| GET \/text 200$/m);
  });

  test('a taken port is one sentence, and 2', async () => {
    const other = createServer();
    const port = await listen(other);
    onTestFinished(() => close(other));
    const ending = await start(PROGRAM, ['--port', `${port}`]).ending;
    expect(ending.status).toBe(2);
    expect(ending.stderr).toMatch(/^Port \d+ is taken: .* --port \d+\.\n$/);
  });

  test('--help', async () => {
    const { status, stdout } = await start(PROGRAM, ['--help']).ending;
    expect(status).toBe(0);
    expect(stdout).toMatch(/--port PORT[\s\S]*UPSTREAM_PORT/);
  });
});
