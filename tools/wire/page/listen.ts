import { listen, UsageError } from '../../../shared/terminal/index.ts';
import { createPageServer, type PageOptions } from './server.ts';

/**
 * Starts the server of the live page.
 *
 * @param port - 0 for any that is free.
 * @returns the port.
 * @throws UsageError if the port cannot be had.
 */
export async function listenForPage(
  options: PageOptions,
  port: number,
): Promise<number> {
  try {
    return await listen(createPageServer(options), port);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // What it says of --port is meant for the other port.
    throw new UsageError(error.message.replaceAll('--port', '--page-port'));
  }
}
