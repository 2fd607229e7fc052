import { defineConfig } from 'vitest/config';

/** A vitest project of its own for each, so that `--project` picks it. */
const FOLDERS = [
  'kit',
  'parser',
  'basic',
  'keepalive',
  'concurrency',
  'features',
  'smuggling',
  'tools',
];

/** Those that start programs of ours. */
const STARTERS = ['features', 'tools'];

export default defineConfig({
  test: {
    reporters: ['./tests/kit/reporter.ts'],
    setupFiles: ['./tests/kit/matcher.ts'],
    // Processes, since those can always be ended, but not one for each file:
    // no test leaves anything behind.
    pool: 'forks',
    maxWorkers: '100%',
    isolate: false,
    // The kit's own deadlines end what hangs, and say what it waited for.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      ...FOLDERS.map((name) => project(name, `tests/${name}/**/*.test.ts`)),
      project('architecture', 'tests/architecture.test.ts'),
    ],
  },
});

function project(name: string, files: string) {
  const globalSetup = STARTERS.includes(name)
    ? ['tests/tools/stripped/setup.ts']
    : [];
  const test = { name, include: [files], globalSetup };
  return { extends: true as const, test };
}
