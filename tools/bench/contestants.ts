/**
 * Who takes part, how each is run, and in what.
 *
 * @module
 */

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  caddyConf,
  haproxyConf,
  nginxConf,
  type Place,
  varnishArgs,
  varnishConf,
} from './configs.ts';
import type { Command } from './cores.ts';
import { installed, PACKAGES, PEERS } from './peers.ts';

/** What kind of proxy it is, and so what it may be compared with. */
export type Family = 'stage' | 'library' | 'server' | 'floor';

/** Somebody who takes part. */
export interface Contestant {
  /** What one types to pick it: `stage:4`. */
  readonly key: string;
  readonly family: Family;
  /** What it can do besides passing on: no more, gzip, or gzip and cache. */
  readonly can: readonly ('gzip' | 'cache')[];
  /** Does it serve one client after another? */
  readonly isSequential?: boolean;
  /** Does it close a connection when it has answered once? */
  readonly closes?: boolean;
  /** Does it end when our channel to it is closed? Others are sent a signal. */
  readonly hasChannel?: boolean;
  /** Its version; undefined if it is not installed. */
  version(): string | undefined;
  /** What runs it. May write files into the folder of the place. */
  command(place: Place): Command;
}

const stage = (number: number, name: string, more = {}): Contestant => ({
  key: `stage:${number}`,
  family: 'stage',
  can: [],
  version: () => 'this checkout',
  command: ({ port, upstream }) => [
    ...throughTsx(`../../stages/${name}/main.ts`, flagsOf(`stage:${number}`)),
    ...['--port', `${port}`, '--upstream', `127.0.0.1:${upstream}`],
    ...(number === 4 ? ['--quiet', ...cacheFlags()] : []),
  ],
  ...more,
});

const peer = (name: string, script = name): Contestant => ({
  key: script,
  family: 'library',
  can: [],
  version: () => {
    const version = installed(name);
    return version === PEERS[name] ? version : undefined;
  },
  command: ({ port, upstream }) => [
    process.execPath,
    fileOf(`./peers/${script}.mjs`),
    ...[PACKAGES, `${port}`, `127.0.0.1:${upstream}`],
  ],
});

/** All who can take part, in the order in which they are told of. */
export const CONTESTANTS: readonly Contestant[] = [
  stage(1, 'basic', { isSequential: true, closes: true }),
  stage(2, 'keepalive', { isSequential: true }),
  stage(3, 'concurrency'),
  stage(4, 'features', { can: ['gzip', 'cache'] }),
  peer('http-proxy'),
  peer('httpxy'),
  peer('fast-proxy'),
  peer('@fastify/reply-from', 'reply-from'),
  {
    key: 'nginx',
    family: 'server',
    can: ['gzip', 'cache'],
    version: () => versionFrom('nginx', '-v'),
    command: (place) => {
      const conf = written(place, 'nginx.conf', nginxConf(place));
      return ['nginx', '-c', conf, '-e', `${place.folder}/error.log`];
    },
  },
  {
    key: 'haproxy',
    family: 'server',
    can: ['gzip', 'cache'],
    version: () => versionFrom('haproxy', '-v'),
    command: (place) => {
      const conf = written(place, 'haproxy.cfg', haproxyConf(place));
      return ['haproxy', '-db', '-f', conf];
    },
  },
  {
    key: 'caddy',
    family: 'server',
    can: ['gzip'],
    version: () => versionFrom('caddy', 'version'),
    command: (place) => {
      const conf = written(place, 'Caddyfile', caddyConf(place));
      return ['caddy', 'run', '--adapter', 'caddyfile', '--config', conf];
    },
  },
  {
    key: 'varnish',
    family: 'server',
    can: ['gzip', 'cache'],
    version: () => versionFrom('varnishd', '-V'),
    command: (place) => {
      const conf = written(place, 'bench.vcl', varnishConf(place));
      return ['varnishd', ...varnishArgs(place, conf)];
    },
  },
  {
    key: 'pipe',
    family: 'floor',
    can: [],
    version: () => process.version,
    command: ({ port, upstream }) => [
      ...throughTsx('./pipe.ts'),
      ...[`${port}`, `${upstream}`],
    ],
  },
];

/** Clients and origin without a proxy: how much the load itself can do. */
export const DIRECT = 'direct';

/** Bytes of cache for stage 4: enough for all that the bench asks for. */
const CACHE_SIZE = 4e9;

let flags: readonly string[] | undefined;

// The usual bound is below what the bench asks for.
function cacheFlags(): readonly string[] {
  if (flags) return flags;
  const [node, ...args] = throughTsx('../../stages/features/main.ts');
  const { stdout } = spawnSync(node, [...args, '--help'], { encoding: 'utf8' });
  const isKnown = stdout?.includes('--cache-size ') ?? false;
  flags = isKnown ? ['--cache-size', `${CACHE_SIZE}`] : [];
  return flags;
}

function versionFrom(program: string, flag: string): string | undefined {
  const { stdout, stderr, error } = spawnSync(program, [flag], {
    encoding: 'utf8',
  });
  if (error) return undefined;
  return /\d+\.\d+(?:\.\d+)?/.exec(stdout + stderr)?.[0];
}

function written({ folder }: Place, name: string, text: string): string {
  const file = `${folder}/${name}`;
  writeFileSync(file, text);
  return file;
}

// What a script of ours tells Node before it names the program.
function flagsOf(script: string): string[] {
  const text = readFileSync(fileOf('../../package.json'), 'utf8');
  const { scripts } = JSON.parse(text) as { scripts: Record<string, string> };
  const [, ...words] = scripts[script]?.split(' ') ?? [];
  return words.filter((word) => word.startsWith('--'));
}

/** As `npx tsx FLAGS FILE`, without the processes that only wait for it. */
export function throughTsx(
  file: string,
  flags: readonly string[] = [],
): [string, ...string[]] {
  return [process.execPath, ...flags, '--import', 'tsx', fileOf(file)];
}

function fileOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
