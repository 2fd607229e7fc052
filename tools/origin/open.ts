import type { Server } from 'node:http';
import {
  listen,
  PortKeptError,
  PortTakenError,
} from '../../shared/terminal/index.ts';

/** What the embedded origin reports, once. */
export type OriginNews =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'taken' };

/**
 * Lets the embedded origin listen; on any port that is free where the system
 * keeps this one back. Nobody has to know it: the proxy is told.
 *
 * @throws UsageError if no port can be had.
 */
export async function open(origin: Server, port: number): Promise<OriginNews> {
  try {
    return { kind: 'listening', port: await listen(origin, port) };
  } catch (error) {
    if (error instanceof PortTakenError) return { kind: 'taken' };
    if (error instanceof PortKeptError && port > 0) return open(origin, 0);
    throw error;
  }
}
