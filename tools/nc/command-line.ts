/**
 * What the learner asked for on the command line.
 *
 * @module
 */

import { parseArgs } from 'node:util';

/** What the program is to do. */
export type Task =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'connect';
      readonly host: string;
      readonly port: number;
      readonly hex: boolean;
    }
  | { readonly kind: 'listen'; readonly port: number; readonly hex: boolean };

/** A command line that cannot be followed. Its message is one sentence. */
export class UsageError extends Error {}

/** What `--help` prints. */
export const HELP = `\
npm run nc -- [HOST:]PORT      talk to a server, byte by byte (8000 if left out)
npm run nc -- --listen PORT    be the server, and answer by hand

  -x, --hex      show the bytes in hexadecimal beside the text
  -h, --help     show this

At the keyboard
  Enter          sends the line and \\r\\n, as HTTP wants it
  \\ and Enter    sends the line without \\r\\n
  \\r \\n \\t \\\\    send that character; \\x00 to \\xff any byte
  Ctrl-D         ends your side (FIN); the other side may go on
  Ctrl-C         ends the program at once

Bytes that arrive stand behind <, with \\r\\n and all odd bytes visible.
Input from a pipe is sent as it is, then your side ends; output into a pipe
is the bytes as they arrive. Where there is printf, which Windows has not:

  printf 'GET / HTTP/1.0\\r\\n\\r\\n' | npm run --silent nc -- 8000
`;

const DEFAULT_PORT = 8000;

/**
 * Reads the command line.
 *
 * @throws {@link UsageError} in one sentence.
 */
export function readTask(args: readonly string[]): Task {
  const { values, positionals } = parse(args);
  const { hex = false, listen } = values;
  if (values.help) return { kind: 'help' };
  const [address, ...more] = positionals;
  if (more.length > 0 || (address !== undefined && listen !== undefined)) {
    throw new UsageError(
      'Give one [HOST:]PORT, or --listen PORT (see --help).',
    );
  }
  if (listen !== undefined) {
    return { kind: 'listen', port: portOf(listen, 0), hex };
  }
  return { kind: 'connect', ...addressOf(address), hex };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        hex: { type: 'boolean', short: 'x' },
        listen: { type: 'string', short: 'l' },
      },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [sentence] = error.message.split(/[.\n]/);
    throw new UsageError(`${sentence} (see --help).`);
  }
}

function addressOf(address?: string): { host: string; port: number } {
  const host = '127.0.0.1';
  if (address === undefined) return { host, port: DEFAULT_PORT };
  const found = /^(?:(?:\[([^\]]+)\]|([^:]+)):)?([^:]+)$/.exec(address);
  if (!found) throw new UsageError(`"${address}" is no [HOST:]PORT.`);
  const [, inBrackets, plain, port = ''] = found;
  return { host: inBrackets ?? plain ?? host, port: portOf(port, 1) };
}

/** @param least - 0 lets the system choose a port. */
function portOf(text: string, least: 0 | 1): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port >= least && port <= 65535) return port;
  throw new UsageError(
    `"${text}" is no port: give a number from ${least} to 65535.`,
  );
}
