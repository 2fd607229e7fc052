import type { Server } from 'node:net';
import { bannerOf, type Whereabouts } from './banner.ts';
import type { Stage } from './command-line.ts';
import { currentLauncher } from './launcher.ts';
import { HOST, listen } from './listen.ts';
import { endOnSignals, failFor } from './program.ts';
import { type Address, written } from './values.ts';
import { textVoice, type Voice } from './voice.ts';

/** What is to be known to run a stage. */
export interface Serving {
  /** Where to listen; 0 for any port that is free. */
  readonly port: number;
  /** For the banner: each server that it forwards to. */
  readonly upstream: Address | readonly Address[];
  /** How the banner writes the proxy's URL; `http` if not given. */
  readonly scheme?: Whereabouts['scheme'];
  /** For people, if not given. */
  readonly voice?: Voice;
  /**
   * Takes no more clients, and resolves once the requests that run have been
   * answered. Without it, Ctrl-C cuts them short.
   */
  readonly shutDown?: () => Promise<void>;
  /** Breaks off, with a reset, what has not finished when Ctrl-C comes again. */
  readonly cutOff?: () => void;
}

/**
 * Runs a stage: listens, says so, and serves until Ctrl-C. If the port
 * cannot be had, a sentence says why, and the program ends.
 *
 * @returns when the banner has been printed.
 */
export async function serve(
  server: Server,
  stage: Stage,
  { voice = textVoice, shutDown, cutOff, ...where }: Serving,
): Promise<void> {
  endOnSignals(
    shutDown &&
      (() => {
        voice.notice('Finishing what runs; Ctrl-C again to leave at once.');
        return shutDown();
      }),
    cutOff,
  );
  try {
    const port = await listen(server, where.port);
    const proxy = written({ host: HOST, port });
    const upstream = [where.upstream].flat().map(written).join(', ');
    const note = currentLauncher()?.upstream ?? '';
    const { scheme = 'http' } = where;
    voice.banner(bannerOf(stage, { port, scheme, proxy, upstream, note }));
  } catch (error) {
    failFor(error);
  }
  // Too many open files, for one: this client cannot be had, the next may.
  server.on('error', ({ message }) => {
    voice.notice(`Cannot accept: ${message}.`);
  });
}
