// Preloaded into the programs of this project that tests start, and into
// those that these start. A start of tsx costs more than most of them do
// altogether; so it is left out, and their TypeScript comes without its types
// from where setup.ts has put it.
import { readFileSync } from 'node:fs';
import module from 'node:module';
import { isMainThread } from 'node:worker_threads';

const ROOT = new URL('../../../', import.meta.url).href;
const STRIPPED = process.env.STRIPPED ?? '';

const isOurs = (url) => url?.startsWith(ROOT) && url.endsWith('.ts');

export function resolve(specifier, context, next) {
  if (specifier === 'tsx' || specifier.endsWith('/tsx/dist/loader.mjs')) {
    return { url: 'data:text/javascript,', shortCircuit: true };
  }
  if (!specifier.endsWith('.ts') || !isOurs(context.parentURL)) {
    return next(specifier, context);
  }
  const { href } = new URL(specifier, context.parentURL);
  return { url: href, format: 'module', shortCircuit: true };
}

export function load(url, context, next) {
  if (!isOurs(url)) return next(url, context);
  const source = readFileSync(new URL(url.slice(ROOT.length), STRIPPED));
  return { source, format: 'module', shortCircuit: true };
}

// Node 20 runs hooks in a thread of their own, which loads this file, too.
if (isMainThread && process.argv[1]?.endsWith('.ts')) {
  if (module.registerHooks) module.registerHooks({ resolve, load });
  else module.register(import.meta.url);
}
