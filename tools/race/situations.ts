/**
 * The four ways in which a client can hold up a proxy that serves one after
 * another.
 *
 * @module
 */

import type { Client } from './end.ts';
import { headFor, type Origin } from './origin.ts';

/** A way to hold up others. */
export interface Situation {
  /** What A does, as a sentence. */
  readonly title: string;
  /** How long B may have to wait: until A has ... */
  readonly until: string;
  /** A begins, and stops where it holds up others. */
  readonly begin: (a: Client, origin: Origin) => Promise<void>;
  /** A goes on, up to the last byte of its answer. */
  readonly finish: (a: Client, origin: Origin) => Promise<void>;
}

/** More than the sockets' buffers take from who sends: they take some 7 MB. */
const LARGE = 64_000_000;

const SMALL = 2;

/** What A asks for. */
const A = requestFor('/a');

/** In the order in which a client comes through them. */
export const SITUATIONS: readonly Situation[] = [
  {
    title: 'A connects, and says nothing',
    until: 'has asked and was answered',
    begin: async () => {},
    finish: async (a, origin) => {
      a.send(A);
      await origin.answer('/a', SMALL);
    },
  },
  {
    title: 'A sends half of its request',
    until: 'has sent the rest and was answered',
    begin: async (a) => a.send(A.slice(0, 20)),
    finish: async (a, origin) => {
      a.send(A.slice(20));
      await origin.answer('/a', SMALL);
    },
  },
  {
    title: 'A asks, and the origin is slow to answer',
    until: 'was answered',
    begin: async (a, origin) => {
      a.send(A);
      await origin.request('/a');
    },
    finish: (_, origin) => origin.answer('/a', SMALL),
  },
  {
    title: `A asks for ${LARGE / 1e6} MB, and does not read them`,
    until: 'has read them all',
    begin: async (a, origin) => {
      a.send(A);
      const end = await origin.request('/a');
      end.send(headFor(LARGE));
      await a.until(() => a.text.includes('\r\n\r\n'));
      a.socket.pause();
    },
    finish: async (a, origin) => {
      a.socket.resume();
      await origin.sendBody('/a', LARGE);
    },
  },
];

/** A request whose sender wants one answer, and the end. */
export function requestFor(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: race\r\nConnection: close\r\n\r\n`;
}
