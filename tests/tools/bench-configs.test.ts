import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { CONTESTANTS } from '../../tools/bench/contestants.ts';
import { takesPart, WORKLOADS } from '../../tools/bench/workloads.ts';

const contestant = (key: string) => CONTESTANTS.find((one) => one.key === key)!;

function placed() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const isRoot = process.getuid?.() === 0;
  return { port: 8123, upstream: 9123, folder, connections: 100, isRoot };
}

test.each([
  ['nginx', 'nginx.conf', /listen 127\.0\.0\.1:8123\b/, /keepalive 6000/],
  ['haproxy', 'haproxy.cfg', /bind 127\.0\.0\.1:8123\b/, /nbthread 1\n/],
  ['caddy', 'Caddyfile', /127\.0\.0\.1:8123\b/, /keepalive_idle_conns /],
  ['varnish', 'bench.vcl', /vcl 4/, /req\.url !~ "\^\/hit"/],
])('%s is told where to listen and to forward', (key, file, ...forms) => {
  const place = placed();
  const command = contestant(key).command(place).join(' ');
  expect(command).toContain(`${place.folder}/${file}`);
  const text = readFileSync(join(place.folder, file), 'utf8');
  expect(text).toContain('127.0.0.1');
  expect(text).toContain('9123');
  for (const form of forms) expect(text).toMatch(form);
});

test.each([
  ['nginx', (file: string) => ['nginx', '-t', '-q', '-c', file]],
  ['haproxy', (file: string) => ['haproxy', '-c', '-q', '-f', file]],
])('what is written for %s is accepted where it is installed', (key, check) => {
  if (contestant(key).version() === undefined) return;
  const place = placed();
  const command = contestant(key).command(place);
  const start = `${place.folder}/${key}`;
  const file = command.find((arg) => arg.startsWith(start))!;
  const [program = '', ...args] = check(file);
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  expect({ status, stderr }).toMatchObject({ status: 0 });
});

test('a stage is run as users run it', () => {
  const command = contestant('stage:3').command(placed()).join(' ');
  expect(command).toMatch(
    /--import tsx .+main\.ts --port 8123 --upstream 127\.0\.0\.1:9123$/,
  );
});

test('a stage is run with the flags that its script gives Node', () => {
  const text = readFileSync(new URL('../../package.json', import.meta.url));
  const { scripts } = JSON.parse(text.toString()) as {
    scripts: Record<string, string>;
  };
  for (const key of ['stage:1', 'stage:2', 'stage:3', 'stage:4']) {
    const [, flags = ''] = /^tsx (.*?) ?tools/.exec(scripts[key]!)!;
    const [, ...words] = contestant(key).command(placed());
    expect(words.slice(0, words.indexOf('--import')).join(' ')).toBe(flags);
  }
});

test('each takes part in what it can do, and in nothing else', () => {
  const work = (key: string): string[] =>
    WORKLOADS.filter((one) => takesPart(contestant(key), one)).map(
      (one) => one.key,
    );
  expect(work('stage:1')).toEqual(['fresh']);
  expect(work('stage:2')).toEqual(['one', 'fresh', 'down-long', 'up-long']);
  expect(work('stage:3')).not.toContain('hit');
  expect(work('caddy')).toContain('gzip');
  expect(work('caddy')).not.toContain('hit');
  expect(work('stage:4')).toEqual(WORKLOADS.map(({ key }) => key));
});
