import {
  endOnSignals,
  fail,
  HOST,
  portForm,
} from '../../shared/terminal/index.ts';
import { startOrigin } from './embedded-origin.ts';
import { saidVoice } from './said-voice.ts';

/** What a stage is to forward to. */
export interface Upstream {
  /** What the banner says of it. */
  readonly note: string;
  /** What the stage's command line is to say of it. */
  readonly flags: readonly string[];
}

/**
 * Finds out what a stage is to forward to, and starts the embedded origin if
 * nothing else is there.
 *
 * @param args - The stage's command line: it may name an upstream.
 * @param isAlone - Start no origin in any case.
 */
export async function provideUpstream(
  args: readonly string[],
  isAlone: boolean,
): Promise<Upstream> {
  const flag = args.find((arg) => /^--upstream(=|$)/.test(arg));
  if (flag)
    return { note: '(named by --upstream: start it yourself)', flags: [] };
  const { UPSTREAM_PORT } = process.env;
  if (UPSTREAM_PORT)
    return { note: '(named by UPSTREAM_PORT: start it yourself)', flags: [] };
  if (isAlone) return { note: '(--no-origin: start one yourself)', flags: [] };
  return embedOrigin(args);
}

async function embedOrigin(args: readonly string[]): Promise<Upstream> {
  endOnSignals();
  const wanted = originPort();
  const { notice, isForPeople } = saidVoice(args);
  const news = await startOrigin(wanted, isForPeople, () =>
    notice('The origin has ended.'),
  );
  const flagsFor = (port: number) => ['--upstream', `${HOST}:${port}`];
  switch (news.kind) {
    case 'listening': {
      const isElsewhere = wanted > 0 && news.port !== wanted;
      const why = isElsewhere ? `; ${wanted} is kept back` : '';
      const note = `(the embedded origin${why})`;
      return { note, flags: flagsFor(news.port) };
    }
    case 'taken': {
      const note = `(${wanted} is taken: using what runs there, while it runs)`;
      return { note, flags: flagsFor(wanted) };
    }
    case 'ended': {
      const note = '(the embedded origin could not start)';
      return { note, flags: flagsFor(wanted) };
    }
  }
}

/**
 * The port of the embedded origin: 9000, as all pages say. The variable
 * ORIGIN_PORT names another (0: any that is free), which lets the tests run
 * while a person has 9000.
 */
function originPort(): number {
  const { ORIGIN_PORT } = process.env;
  if (!ORIGIN_PORT) return 9000;
  const { form, read } = portForm(0);
  return (
    read(ORIGIN_PORT) ??
    fail(`ORIGIN_PORT must be ${form}, not "${ORIGIN_PORT}".`)
  );
}
