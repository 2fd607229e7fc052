import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { listen } from '../../shared/terminal/index.ts';
import type { Counts } from './counts.ts';
import type { Findings } from './findings.ts';
import { tagOf } from './marks.ts';
import type { Meter } from './meter.ts';
import { OriginConnection } from './origin-connection.ts';
import { isKeepable, resourceOf } from './resources.ts';
import { Troubles } from './trouble.ts';

/** What goes wrong for everybody, not for those who ask for one target. */
const EVERYTHING = 'everything';

/** The server behind the proxy. It does what each request asks of it. */
export class Origin {
  readonly counts: Counts;
  readonly findings: Findings;
  readonly meter: Meter;
  readonly #versions = new Map<string, number>();
  readonly #sockets = new Set<Socket>();
  readonly #troubles = new Troubles();
  #server = this.#create();
  #port = 0;

  constructor(shared: Pick<Origin, 'counts' | 'findings' | 'meter'>) {
    this.counts = shared.counts;
    this.findings = shared.findings;
    this.meter = shared.meter;
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Listens on a port that is free, and says on which. */
  async listen(): Promise<number> {
    this.#port = await listen(this.#server, 0);
    return this.#port;
  }

  /** Refuses connections for so many milliseconds. */
  async refuse(milliseconds: number): Promise<void> {
    const end = this.#troubles.begin(EVERYTHING);
    this.#server.close();
    await pause(milliseconds);
    this.#server = this.#create();
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    end();
  }

  /** The entity tag that a resource has now. */
  tagOf(target: string, variant: string): string {
    return tagOf(target, variant, this.versionOf(target));
  }

  /** The version that a resource has now. */
  versionOf(target: string): number {
    return this.#versions.get(target) ?? 1;
  }

  /** A resource is changed. */
  change(target: string): void {
    this.#versions.set(target, this.versionOf(target) + 1);
    // Who reads along what turns out to be too long for the cache goes on from
    // an answer of its own, which now is another one.
    if (!isKeepable(resourceOf(target))) this.beginTrouble(target)();
  }

  /** Whether, from now on, the origin fails those who ask for this. */
  watch(target: string): () => boolean {
    const everything = this.#troubles.watch(EVERYTHING);
    const this_ = this.#troubles.watch(target);
    return () => everything() || this_();
  }

  /** It begins to fail those who ask for this; returns how to end that. */
  beginTrouble(target: string): () => void {
    return this.#troubles.begin(target);
  }

  /** Says FIN on all connections: whoever keeps one is to let go of it. */
  endAll(): void {
    for (const socket of this.#sockets) socket.end();
  }

  /** Closes everything. */
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #create(): Server {
    const options = { allowHalfOpen: true, noDelay: true };
    return createServer(options, (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      new OriginConnection(socket, this);
    });
  }
}
