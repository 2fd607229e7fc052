import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { endOnSignals, type Flag, HOST } from '../../shared/terminal/index.ts';
import { DEFAULT_PORT, DEFAULT_UPSTREAM, PORT, UPSTREAM } from './flags.ts';
import { runTrace } from './run.ts';

/**
 * Runs a stage between two taps, as a program of its own, and draws what
 * passes.
 *
 * @param main - The stage's main.ts.
 * @param args - Its command line, with the ports that people know.
 * @returns its exit status, when it has ended.
 * @throws UsageError if the port cannot be had.
 */
export function traceStage(
  main: URL,
  args: readonly string[],
): Promise<number> {
  // Else Ctrl-C would end us before we could end the stage.
  endOnSignals();
  const node = [process.execPath, '--import', import.meta.resolve('tsx')];
  const stage = [...node, fileURLToPath(main), ...args];
  return runTrace({
    isPatient: true,
    port: said(PORT, args) ?? DEFAULT_PORT,
    upstream: said(UPSTREAM, args) ?? DEFAULT_UPSTREAM,
    // What is said last counts.
    command: ({ proxy, upstream }) => [
      ...stage,
      ...['--port', String(proxy)],
      ...['--upstream', `${HOST}:${upstream}`],
    ],
    welcome: () => [
      'What passes on both sides of the proxy is drawn here.',
      '',
    ],
  });
}

/** What a flag, or its variable, says. If it is wrong the stage will say so. */
function said<Value>(
  { flag, read, variable }: Flag<Value>,
  args: readonly string[],
): Value | undefined {
  const options = { [flag]: { type: 'string' as const } };
  const { values } = parseArgs({ args: [...args], options, strict: false });
  const text = values[flag];
  if (typeof text === 'string') return read(text);
  const fallback = variable && process.env[variable.name];
  return fallback ? variable.read(fallback) : undefined;
}
