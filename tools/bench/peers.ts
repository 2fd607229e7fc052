/**
 * Other people's proxies in Node. The workbook does not depend on them: they
 * are installed beside it when somebody wants to be compared with them.
 *
 * @module
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What is installed, exactly. */
export const PEERS: Readonly<Record<string, string>> = {
  'http-proxy': '1.18.1',
  httpxy: '0.5.6',
  'fast-proxy': '2.2.0',
  '@fastify/reply-from': '12.6.5',
  fastify: '5.12.8',
};

const FOLDER = fileURLToPath(new URL('../../.bench/peers/', import.meta.url));

/** From where the peers' scripts load their packages. */
export const PACKAGES = `${FOLDER}package.json`;

/** The version of a package that is installed, or undefined. */
export function installed(name: string): string | undefined {
  const file = `${FOLDER}node_modules/${name}/package.json`;
  if (!existsSync(file)) return undefined;
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as {
    version?: string;
  };
  return version;
}

/**
 * Installs those packages that are not there in the version wanted.
 *
 * @returns what went wrong, as a sentence; nothing if all is well.
 */
export function installPeers(): string {
  const isThere = ([name, version]: [string, string]): boolean =>
    installed(name) === version;
  if (Object.entries(PEERS).every(isThere)) return '';
  mkdirSync(FOLDER, { recursive: true });
  const manifest = { name: 'peers', private: true, dependencies: PEERS };
  writeFileSync(PACKAGES, `${JSON.stringify(manifest, null, 2)}\n`);
  const command = 'npm install --no-audit --no-fund --ignore-scripts';
  // A shell, since on Windows npm is a script; and one text for it, since
  // Node 24 warns of arguments that a shell gets.
  const { status, error } = spawnSync(command, {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'ignore'],
    shell: true,
  });
  if (status === 0) return '';
  return `npm could not install the Node libraries: ${error?.message ?? `status ${status}`}.`;
}
