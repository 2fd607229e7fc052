import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as basic from '../../../stages/basic/proxy.ts';
import * as concurrency from '../../../stages/concurrency/proxy.ts';
import * as features from '../../../stages/features/proxy.ts';
import * as keepalive from '../../../stages/keepalive/proxy.ts';
import { launch } from '../../kit/launch.ts';
import { startProgram } from '../../kit/program.ts';
import type { ListeningProxy } from '../lane.ts';

const START = fileURLToPath(new URL('start.mjs', import.meta.url));

/** A proxy that is compared with others. */
export interface Compared {
  readonly name: string;
  /** Whether it takes a client that has said all for one that has left. */
  readonly mindsHalfClose: boolean;
  /** Starts it, in front of an origin on this port. */
  launch(upstreamPort: number): Promise<ListeningProxy>;
}

/** The four stages. */
export const stages: readonly Compared[] = (
  [
    [1, basic.createProxy],
    [2, keepalive.createProxy],
    [3, concurrency.createProxy],
    [4, features.createProxy],
  ] as const
).map(([number, createProxy]) => ({
  name: `stage ${number}`,
  mindsHalfClose: false,
  launch: (port) => launch({ number, createProxy }, port),
}));

/** A program with as few settings as it runs with. */
interface Program {
  readonly name: string;
  /** What makes it tell its version, and how to find that. */
  readonly version: readonly [argument: string, form: RegExp];
  /** Its configuration; PROXY_PORT, UPSTREAM_PORT and CONF are replaced. */
  readonly settings: string;
  /** What starts it, with its configuration in the file CONF. */
  readonly command: string;
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'nginx',
    version: ['-v', /nginx\/([\d.]+)/],
    settings: `daemon off; master_process off; pid CONF.pid;
      error_log CONF.log; events { worker_connections 256; }
      http {
        access_log off;
        client_body_temp_path CONF.body; proxy_temp_path CONF.proxy;
        fastcgi_temp_path CONF.f; uwsgi_temp_path CONF.u; scgi_temp_path CONF.s;
        upstream origin { server 127.0.0.1:UPSTREAM_PORT; keepalive 8; }
        server {
          listen 127.0.0.1:PROXY_PORT;
          location / {
            proxy_pass http://origin;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
          }
        }
      }`,
    command: 'nginx -e CONF.log -c CONF',
  },
  {
    name: 'haproxy',
    version: ['-v', /version ([\d.]+)/i],
    settings: [
      'defaults',
      '  mode http',
      '  timeout client 5s',
      '  timeout server 5s',
      '  timeout connect 5s',
      'listen proxy',
      '  bind 127.0.0.1:PROXY_PORT',
      '  server origin 127.0.0.1:UPSTREAM_PORT',
      '',
    ].join('\n'),
    command: 'haproxy -db -f CONF',
  },
  {
    name: 'caddy',
    version: ['version', /v?([\d.]+)/],
    settings: [
      '{',
      '  admin off',
      '  auto_https off',
      '}',
      'http://:PROXY_PORT {',
      '  bind 127.0.0.1',
      '  reverse_proxy 127.0.0.1:UPSTREAM_PORT',
      '}',
      '',
    ].join('\n'),
    command: 'caddy run --adapter caddyfile --config CONF',
  },
];

/**
 * The programs that are installed here, by name and version.
 *
 * @param folder - Where their configurations and logs go.
 */
export function installed(folder: string): Compared[] {
  return PROGRAMS.flatMap((program) => {
    const version = versionOf(program);
    if (!version) return [];
    // With slashes, since it also stands in configurations.
    const template = join(folder, program.name).split(sep).join('/');
    writeFileSync(template, program.settings);
    return {
      name: `${program.name} ${version}`,
      mindsHalfClose: true,
      launch: (port) => startProgram(commandOf(program, template), port),
    };
  });
}

/** The names of those that are not. */
export function notInstalled(): string[] {
  return PROGRAMS.filter((each) => !versionOf(each)).map(({ name }) => name);
}

function versionOf({ name, version }: Program): string | undefined {
  const [argument, form] = version;
  const { stdout, stderr } = spawnSync(name, [argument], { encoding: 'utf8' });
  return form.exec(`${stdout}${stderr}`)?.[1];
}

function commandOf({ command }: Program, template: string): string {
  const files = [process.execPath, START, template];
  return `${files.map((file) => `"${file}"`).join(' ')} ${command}`;
}
