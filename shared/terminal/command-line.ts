import {
  type FlagTable,
  type FlagValues,
  readFlags,
  UsageError,
} from './flags.ts';
import { flagLines, wantsHelp } from './help.ts';
import { currentLauncher } from './launcher.ts';
import { HOST } from './listen.ts';
import { failFor } from './program.ts';
import { type Address, addressForm, portForm, written } from './values.ts';

/** A command to type, and where it needs one, a remark on it. */
export type Advice = readonly [command: string, remark?: string];

/** A stage, as its help and its banner tell of it. */
export interface Stage {
  readonly number: number;
  /** Also its folder in stages/. */
  readonly name: string;
  /** What it does, in half a line. */
  readonly summary: string;
  /** Can it serve a client while another one is silent? Browsers need that. */
  readonly servesBrowsers: boolean;
  /**
   * Commands to try.
   *
   * @param url - Where the proxy is: `http://127.0.0.1:8000`.
   * @param curl - How one calls it: see `curlOn`.
   */
  readonly tryNext: (
    url: string,
    port: number,
    curl: string,
  ) => readonly Advice[];
}

/** What a stage was told on its command line. */
export interface CommandLine<Flags extends FlagTable> {
  /** Where it is to listen; 0 for any port that is free. */
  readonly port: number;
  /** The server that it forwards to; the last one, if it was told several. */
  readonly upstream: Address;
  /** All servers that it was told, in order. */
  readonly upstreams: readonly Address[];
  /** What its own flags said, to be handed to `createProxy`. */
  readonly options: FlagValues<Flags>;
}

/** Where the origin is unless one says otherwise. */
const ORIGIN: Address = { host: HOST, port: 9000 };

const COMMON = {
  port: {
    flag: 'port',
    value: 'PORT',
    ...portForm(0),
    help: `where it listens, on ${HOST} (default 8000)`,
    variable: { name: 'PROXY_PORT', ...portForm(0) },
  },
  upstreams: {
    flag: 'upstream',
    value: 'HOST:PORT',
    ...addressForm,
    help: `where it forwards to (default ${HOST}:9000)\n(repeatable: stage 4 takes them in turn,\nthe others take the last)`,
    isRepeatable: true,
    variable: {
      name: 'UPSTREAM_PORT',
      form: portForm(1).form,
      read: (text: string) => addressForm.read(`${HOST}:${text}`),
    },
  },
} as const;

/**
 * Reads the command line of a stage and its environment. Help, or a sentence
 * about what is wrong, ends the program: then there is no stage to run.
 *
 * @param flags - The stage's own, each under the name of the option of
 *   `createProxy` that it sets.
 */
export function readCommandLine<Flags extends FlagTable = Record<never, never>>(
  stage: Stage,
  flags?: Flags,
): CommandLine<Flags> {
  const args = process.argv.slice(2);
  if (wantsHelp(args)) {
    process.stdout.write(helpOf(stage, flags ?? {}));
    process.exit(0);
  }
  try {
    const given = readFlags({ ...flags, ...COMMON }, args, process.env);
    const {
      port = 8000,
      upstreams = [ORIGIN],
      ...options
    } = given as FlagValues<typeof COMMON>;
    refuseItself(port, upstreams);
    const upstream = upstreams.at(-1) ?? ORIGIN;
    const own = options as FlagValues<Flags>;
    return { port, upstream, upstreams, options: own };
  } catch (error) {
    failFor(error);
  }
}

// Each request would come back as the next one, for ever.
function refuseItself(port: number, upstreams: readonly Address[]): void {
  const itself = [HOST, 'localhost'].map((host) => written({ host, port }));
  const found = upstreams.map(written).find((each) => itself.includes(each));
  if (found === undefined) return;
  throw new UsageError(
    `The proxy would forward to itself, ${found}: choose another --port or --upstream.`,
  );
}

function helpOf(stage: Stage, flags: FlagTable): string {
  const launcher = currentLauncher();
  const command = launcher?.command ?? `npx tsx stages/${stage.name}/main.ts`;
  return [
    `Stage ${stage.number}, ${stage.name}: ${stage.summary}.`,
    '',
    `  ${command} [flags]`,
    '',
    ...flagLines({ ...COMMON, ...flags }, launcher?.flags),
    '',
    'The variables PROXY_PORT and UPSTREAM_PORT do the same; flags win.',
    'Ctrl-C ends the proxy.',
    '',
  ].join('\n');
}
