import type { Server } from 'node:net';
import { bannerOf } from './banner.ts';
import type { Stage } from './command-line.ts';
import { currentLauncher } from './launcher.ts';
import { HOST, listen } from './listen.ts';
import { log } from './log.ts';
import { endOnSignals, failFor } from './program.ts';
import { type Address, written } from './values.ts';

/**
 * Runs a stage: listens, says so, and serves until Ctrl-C. If the port
 * cannot be had, a sentence says why, and the program ends.
 *
 * @param where - The port to listen on; and for the banner, each upstream.
 * @returns when the banner has been printed.
 */
export async function serve(
  server: Server,
  stage: Stage,
  where: {
    readonly port: number;
    readonly upstream: Address | readonly Address[];
  },
): Promise<void> {
  endOnSignals();
  try {
    const port = await listen(server, where.port);
    const proxy = written({ host: HOST, port });
    const upstream = [where.upstream].flat().map(written).join(', ');
    const note = currentLauncher()?.upstream ?? '';
    process.stdout.write(bannerOf(stage, { port, proxy, upstream, note }));
  } catch (error) {
    failFor(error);
  }
  // Too many open files, for one: this client cannot be had, the next may.
  server.on('error', (error) => log(`Cannot accept: ${error.message}.`));
}
