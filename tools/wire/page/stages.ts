import type { Server } from 'node:net';
import {
  type Address,
  HOST,
  type Log,
  listen,
} from '../../../shared/terminal/index.ts';
import { createProxy as basic } from '../../../stages/basic/proxy.ts';
import { createProxy as concurrency } from '../../../stages/concurrency/proxy.ts';
import { createProxy as features } from '../../../stages/features/proxy.ts';
import { createProxy as keepalive } from '../../../stages/keepalive/proxy.ts';

const PROXIES = [
  ['basic', basic],
  ['keepalive', keepalive],
  ['concurrency', concurrency],
  ['features', features],
] as const;

/** The stages that one can choose from. */
export const STAGES = PROXIES.map(([name], at) => ({ number: at + 1, name }));

/**
 * The stages, each in this process on a port of its own once it was chosen.
 * Who is connected stays with the stage that it has; the next one gets the
 * stage that was chosen last.
 */
export class StageChoice {
  /** The stage that was chosen last. */
  current = 0;
  readonly #running = new Map<number, { server: Server; port: number }>();
  readonly #upstream: () => Address;
  readonly #log: Log;

  /**
   * @param upstream - What each stage forwards to; asked when it starts.
   */
  constructor(upstream: () => Address, log: Log) {
    this.#upstream = upstream;
    this.#log = log;
  }

  /** Where the chosen stage listens. */
  get address(): Address {
    return { host: HOST, port: this.#running.get(this.current)!.port };
  }

  /**
   * Starts a stage, if it does not run yet, and chooses it. A number that
   * is none chooses nothing.
   */
  async choose(number: number): Promise<void> {
    const [, createProxy] = PROXIES[number - 1] ?? [];
    if (!createProxy) return;
    if (!this.#running.has(number)) {
      const options = { upstream: this.#upstream(), log: this.#log };
      const server = createProxy(options);
      const port = await listen(server, 0);
      this.#running.set(number, { server, port });
    }
    this.current = number;
  }

  /** Ends all stages, once nobody is connected to them. */
  close(): void {
    for (const { server } of this.#running.values()) server.close();
  }
}
