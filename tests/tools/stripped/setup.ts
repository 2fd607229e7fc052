import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformWithOxc } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of a folder with our programs, without their types. */
    readonly stripped: string;
  }
}

/** Where there is TypeScript that a program can load. */
const FOLDERS = ['shared', 'stages', 'tools', 'tests'];

/**
 * Takes the types off all TypeScript, once for all programs that tests start:
 * see preload.mjs.
 *
 * @returns what undoes it when all tests have run.
 */
export default async function setup(project: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), 'stripped-'));
  await stripInto(folder);
  project.onTestsRerun(() => stripInto(folder));
  project.provide('stripped', `${pathToFileURL(folder)}/`);
  return () => rmSync(folder, { recursive: true });
}

async function stripInto(folder: string): Promise<void> {
  await Promise.all(
    sources().map(async (file) => {
      const { code } = await transformWithOxc(readFileSync(file, 'utf8'), file);
      const to = join(folder, file);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, code);
    }),
  );
}

function sources(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => join(folder, file)),
  );
}
