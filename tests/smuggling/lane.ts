import type { Socket } from 'node:net';
import { Recorder } from '../../tools/wire/record.ts';
import { head } from '../kit/bytes.ts';
import { DEADLINE, within } from '../kit/deadlines.ts';
import { SocketEnd } from '../kit/socket-end.ts';
import type { Lie } from './case.ts';
import {
  honestly,
  isNext,
  RecordingOrigin,
  type Traffic,
  textOf,
} from './recording-origin.ts';
import { readResponses } from './strict-reader.ts';

/** All that was seen of one case. */
export interface Observation {
  /** What the client got that sent the case. */
  readonly client: Traffic;
  /** What the next client got, on a connection of its own. */
  readonly next: Traffic;
  /** What reached the origin, on each of its connections. */
  readonly upstream: readonly Traffic[];
  /** What the next client's request and response are without any case. */
  readonly clean: Clean;
}

/** An exchange that nobody has tampered with. */
export interface Clean {
  readonly request: string;
  readonly response: string;
}

/** A proxy that listens, or is about to. */
export interface ListeningProxy {
  connect(): Promise<Socket>;
  stop(): Promise<void>;
}

/** How long a lane waits. */
export interface Patience {
  /** Seconds that a client waits for the proxy to end the connection. */
  readonly seconds: number;
  /** Whether it says at once, with a FIN, that it has no more to send. */
  readonly endsAtOnce: boolean;
}

const PATIENT: Patience = { seconds: DEADLINE, endsAtOnce: true };

/** What the next client asks for. */
const NEXT = head('GET /next HTTP/1.1', 'Host: a.example', 'Connection: close');

/** Up to the end of a head that an empty line may precede. */
const HEAD = /^[\r\n]*[^\r\n][\s\S]*?\r\n\r\n/;

/**
 * One proxy with one origin. Cases pass through it one after another, so
 * whatever reaches the origin belongs to the case, or to the client that
 * comes next.
 */
export class Lane {
  readonly origin: RecordingOrigin;
  readonly #proxy: ListeningProxy;
  readonly #patience: Patience;
  #clean: Clean = { request: '', response: '' };

  private constructor(
    origin: RecordingOrigin,
    proxy: ListeningProxy,
    patience: Patience,
  ) {
    this.origin = origin;
    this.#proxy = proxy;
    this.#patience = patience;
  }

  /**
   * @param launch - Starts the proxy, which forwards to the port it is told.
   */
  static async start(
    launch: (upstreamPort: number) => Promise<ListeningProxy>,
    patience = PATIENT,
  ): Promise<Lane> {
    const origin = await RecordingOrigin.start();
    const lane = new Lane(origin, await launch(origin.port), patience);
    const { bytes: response } = await lane.#next();
    // Whoever looks for another origin, which had this port, may come as well.
    const requests = await origin.hangUp();
    const request = requests.find(({ bytes }) => isNext(bytes));
    lane.#clean = { request: request?.bytes ?? '', response };
    return lane;
  }

  /**
   * Sends bytes as a client would, and then the next client's request.
   *
   * @param isSlow - Sends what follows the head when the head has been
   *   forwarded, or answered.
   */
  async send(bytes: string, isSlow = false): Promise<Observation> {
    this.origin.reply = honestly;
    return this.#observe(async (client) => {
      const [first = bytes] = (isSlow && HEAD.exec(bytes)) || [bytes];
      client.send(first);
      if (first !== bytes) {
        await this.#either(client, () => this.origin.hasBytes);
        client.send(bytes.slice(first.length));
      }
      if (this.#patience.endsAtOnce) client.sendFin();
    });
  }

  /**
   * Asks an origin that lies, then asks it the next client's question: on the
   * same connection, if that stays open, and on a new one.
   */
  async ask({ late, ...lie }: Lie): Promise<Observation> {
    this.origin.reply = (request) =>
      isNext(request.line) ? honestly(request) : lie;
    return this.#observe(async (client) => {
      client.send(head('GET /lie HTTP/1.1', 'Host: a.example'));
      await client.news.until(
        () => hasAnswer(client) || client.ending !== 'open' || undefined,
        () => `an answer; ${client.seen}`,
      );
      if (late) this.origin.sendUnasked(late);
      if (client.ending !== 'open') return;
      client.send(NEXT);
      client.sendFin();
    });
  }

  async #observe(
    act: (client: SocketEnd) => Promise<void>,
  ): Promise<Observation> {
    try {
      const client = await this.#exchange(act);
      const next = await this.#next();
      await this.origin.quiet();
      const upstream = await this.origin.hangUp();
      return { client, next, upstream, clean: this.#clean };
    } catch (error) {
      this.origin.forget(); // so that the next case finds nothing of this one
      throw error;
    }
  }

  #next(): Promise<Traffic> {
    return this.#exchange(async (client) => {
      client.send(NEXT);
      if (this.#patience.endsAtOnce) client.sendFin();
    });
  }

  async #exchange(act: (client: SocketEnd) => Promise<void>): Promise<Traffic> {
    const socket = await this.#proxy.connect();
    const client = new SocketEnd(socket, 'A', 'client', new Recorder());
    try {
      await act(client);
      await this.#untilEnd(client);
      return { bytes: textOf(client), ending: client.ending };
    } finally {
      client.destroy();
    }
  }

  async #untilEnd(client: SocketEnd): Promise<void> {
    const ended = (): Promise<unknown> =>
      within(
        client.news.whenever(() => client.ending !== 'open' || undefined),
        () => `the end; ${client.seen}`,
        this.#patience.seconds,
      );
    if (this.#patience.endsAtOnce) await ended();
    else {
      await ended().catch(() => client.sendFin());
      await ended().catch(() => {}); // what it got by now is what counts
    }
  }

  // Waits until the client has an answer, or something else holds.
  async #either(client: SocketEnd, holds: () => boolean): Promise<void> {
    const isThere = () =>
      client.received > 0 || client.ending !== 'open' || holds() || undefined;
    client.news.listen(this.origin.news.tell);
    await this.origin.news.until(isThere, () => `an answer; ${client.seen}`);
  }

  /** Ends the proxy and the origin. */
  async stop(): Promise<void> {
    this.origin.forget();
    await this.#proxy.stop();
    await this.origin.stop();
  }
}

function hasAnswer(client: SocketEnd): boolean {
  const { messages } = readResponses(textOf(client), false);
  return messages.some(({ line }) => !/^.{9}1/.test(line));
}
