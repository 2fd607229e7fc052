import { readFile } from 'node:fs/promises';

/** A file as it is sent. */
export interface SentFile {
  readonly type: string;
  readonly text: string;
}

const WIRE = new URL('../', import.meta.url);

const PLAIN = new Map([
  ['/', ['page/page.html', 'text/html; charset=utf-8']],
  ['/page.css', ['page/page.css', 'text/css; charset=utf-8']],
  ['/wire.css', ['wire.css', 'text/css; charset=utf-8']],
  ['/icon.svg', ['page/icon.svg', 'image/svg+xml']],
] as const);

/** Scripts have the addresses of their files, so that their imports fit. */
const SCRIPT = /^\/wire\/((?:page\/(?:browser\/)?)?[a-z-]+\.ts)$/;

/** Scripts without their types, by name: they are the same for every page. */
const stripped = new Map<string, Promise<string>>();

/** The file at a path; `undefined` if there is none. */
export async function fileAt(path: string): Promise<SentFile | undefined> {
  const plain = PLAIN.get(path as '/');
  if (plain) {
    const [name, type] = plain;
    return { type, text: await readFile(new URL(name, WIRE), 'utf8') };
  }
  const script = SCRIPT.exec(path)?.[1];
  if (!script) return undefined;
  let text = stripped.get(script);
  if (!text) {
    text = withoutTypes(script);
    stripped.set(script, text);
  }
  return { type: 'text/javascript; charset=utf-8', text: await text };
}

/** A browser knows no types. Nothing else of the script is changed. */
async function withoutTypes(name: string): Promise<string> {
  const source = await readFile(new URL(name, WIRE), 'utf8');
  // Loaded late: most of our commands never need a compiler.
  const { default: ts } = await import('typescript');
  const { outputText } = ts.transpileModule(source, {
    fileName: name,
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  return outputText;
}
