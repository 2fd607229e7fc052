// @ts-check

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'Reverse proxy workbook: reference',
  readme: 'docs/reference.md',
  entryPoints: [
    'shared/parser/index.ts',
    'shared/terminal/index.ts',
    'stages/basic/{proxy,exchange,connection}.ts',
    'stages/keepalive/{proxy,exchange,connection}.ts',
    'stages/concurrency/{proxy,client,exchange}.ts',
    'stages/features/*.ts',
    'stages/features/cache/*.ts',
    'stages/features/cache/rules/*.ts',
    'stages/features/compression/*.ts',
  ],
  exclude: ['**/main.ts'],
  out: 'docs/reference',
  sortEntryPoints: false,
  sort: ['source-order'],
  highlightLanguages: ['typescript', 'bash', 'http'],
  excludePrivate: true,
  excludeInternal: true,
  disableSources: true,
  githubPages: false,
  hideGenerator: true,
  validation: {
    notExported: true,
    invalidLink: true,
    invalidPath: true,
    rewrittenLink: true,
    notDocumented: true,
  },
  requiredToBeDocumented: [
    'Class',
    'Interface',
    'Function',
    'TypeAlias',
    'Variable',
    'Method',
    'Accessor',
  ],
  // It is the option of the same name, which is documented.
  intentionallyNotDocumented: ['stages/features/parts.partsOf.__type.access'],
  treatWarningsAsErrors: true,
};
