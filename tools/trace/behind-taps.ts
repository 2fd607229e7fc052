import { type Address, HOST, written } from '../../shared/terminal/index.ts';
import type { Sighting } from '../wire/record.ts';
import { freePort, startTaps } from '../wire/taps.ts';
import { type Program, startProgram } from './program.ts';

/** Ports for a program that runs between two taps. */
export interface InnerPorts {
  /** Where it is to listen. */
  readonly proxy: number;
  /** Where it is to connect, as if its upstream were there. */
  readonly upstream: number;
}

/** What is to run between two taps, and who is told of it. */
export interface BehindTaps {
  readonly command: (ports: InnerPorts) => readonly string[];
  /** Where clients connect; 0 for any port that is free. */
  readonly port: number;
  readonly upstream: Address;
  /** Told of everything on both hops, in order. */
  readonly see: (sighting: Sighting) => void;
  /** Told each line that the program writes. */
  readonly say: (line: string) => void;
}

/** A program that runs between two taps. */
export interface Tapped {
  /** Where clients connect. */
  readonly port: number;
  readonly program: Program;
  /** Ends the taps, and with them all connections. */
  close(): void;
}

/**
 * Runs a program between two taps. It is told ports of its own, by the
 * variables PROXY_PORT and UPSTREAM_PORT. Where it names them, the lines
 * that are passed on name the ports that people know.
 *
 * @throws UsageError if the port cannot be had.
 */
export async function runBehindTaps(options: BehindTaps): Promise<Tapped> {
  const { port, upstream, see, say } = options;
  const proxy = { host: HOST, port: await freePort() };
  const taps = await startTaps({ port, upstream, see, proxy: () => proxy });
  const inner = { proxy: proxy.port, upstream: taps.upstream.port };
  const variables = {
    PROXY_PORT: String(inner.proxy),
    UPSTREAM_PORT: String(inner.upstream),
  };
  const command = options.command(inner);
  const program = startProgram(command, variables, (line) =>
    say(withKnownPorts(line, inner, { proxy: taps.port, upstream })),
  );
  return { port: taps.port, program, close: () => taps.close() };
}

function withKnownPorts(
  line: string,
  inner: InnerPorts,
  known: { readonly proxy: number; readonly upstream: Address },
): string {
  const address = new RegExp(
    `(?:127\\.0\\.0\\.1|localhost):${inner.upstream}\\b`,
  );
  return line
    .replace(address, written(known.upstream))
    .replaceAll(
      new RegExp(`\\b${inner.upstream}\\b`, 'g'),
      String(known.upstream.port),
    )
    .replaceAll(new RegExp(`\\b${inner.proxy}\\b`, 'g'), String(known.proxy));
}
