import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test as everyTest, expect, onTestFinished } from 'vitest';
import { createProxy } from '../../stages/features/proxy.ts';
import { HOST, listen } from '../kit/listen.ts';

const CURL = '/usr/bin/curl';
const hasCurl = existsSync(CURL);
const whyLeftOut = hasCurl ? '' : ` (left out: no ${CURL})`;
const run = promisify(execFile);

const TEXT = 'To be, or not to be, that is the question.\n'.repeat(99);
const CHANGED = 'Thu, 01 Jan 2026 00:00:00 GMT';

/** What curl says of a page that stage 4 has stored; and how often we asked. */
async function aPage() {
  let requests = 0;
  const origin = createServer((_, response) => {
    requests += 1;
    response.setHeader('Content-Type', 'text/plain');
    response.setHeader('Cache-Control', 'max-age=1000');
    response.setHeader('ETag', '"a"');
    response.setHeader('Last-Modified', CHANGED);
    response.end(TEXT);
  });
  const upstream = { host: HOST, port: await listen(origin) };
  const proxy = createProxy({ upstream });
  const url = `http://${HOST}:${await listen(proxy)}/`;
  onTestFinished(() => {
    proxy.close();
    origin.close();
    origin.closeAllConnections();
  });
  const curl = async (...flags: string[]): Promise<string> => {
    const { stdout } = await run(CURL, ['-s', ...flags, url]);
    return stdout;
  };
  await curl();
  return { curl, requests: () => requests };
}

const status = ['-o', '/dev/null', '-w', '%{http_code} %{size_download}'];

const test = (name: string, act: () => Promise<void>): void =>
  everyTest.skipIf(!hasCurl)(`${name}${whyLeftOut}`, act);

test('curl gets a stored page plain, compressed and in parts', async () => {
  const { curl, requests } = await aPage();
  for (let count = 0; count < 2; count++) {
    expect(await curl()).toBe(TEXT);
    expect(await curl('--compressed')).toBe(TEXT);
    expect(await curl('-r', '3-6')).toBe(TEXT.slice(3, 7));
    expect(await curl('-r', '-9')).toBe(TEXT.slice(-9));
    expect(await curl('-r', '99999-', ...status)).toMatch(/^416 /);
    expect(await curl('-I', '--compressed')).toMatch(/Content-Encoding: gzip/);
  }
  expect(requests()).toBe(1);
});

test('curl is told that it has the page already', async () => {
  const { curl, requests } = await aPage();
  const folder = mkdtempSync(join(tmpdir(), 'curl-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'tag');
  for (const form of [[], ['--compressed']]) {
    await curl(...form, '--etag-save', file);
    const compare = ['--etag-compare', file];
    expect(await curl(...form, ...compare, ...status)).toBe('304 0');
    expect(await curl(...form, '-z', CHANGED, ...status)).toBe('304 0');
    const before = CHANGED.replace('2026', '2025').replace('Thu', 'Wed');
    expect(await curl(...form, '-z', before, ...status)).toMatch(/^200 /);
  }
  expect(requests()).toBe(1);
});
