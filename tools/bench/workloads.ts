/**
 * What the proxies are asked to do.
 *
 * @module
 */

import { HIT_LENGTH } from './contents.ts';
import type { Contestant } from './contestants.ts';
import type { Turn } from './turn.ts';

/** Work for proxies. */
export interface Workload {
  /** What one types to pick it. */
  readonly key: string;
  readonly title: string;
  readonly turn: Turn;
  /** What a proxy must be able to do to take part. */
  readonly needs?: 'gzip' | 'cache';
  /** Whether memory for each connection is measured, and nothing else. */
  readonly isIdle?: boolean;
}

/** The length of a small answer, in bytes. */
const SMALL = 128;

const MIB = 2 ** 20;

/** As many idle connections as there may be. */
export const MANY = 5000;

/** A small GET on 64 connections, unless said otherwise. */
export function turnOf(more: Partial<Turn> = {}): Turn {
  return {
    path: `/body/${SMALL}`,
    fields: '',
    connections: 64,
    depth: 1,
    isFresh: false,
    upload: 0,
    keys: 0,
    length: SMALL,
    ...more,
  };
}

function down(length: number, connections: number): Turn {
  return turnOf({ path: `/body/${length}`, length, connections });
}

function up(upload: number, connections: number): Turn {
  return turnOf({ path: '/up', upload, length: 64, connections });
}

/** All work, in the order in which it is done. */
export const WORKLOADS: readonly Workload[] = [
  {
    key: 'small',
    title: 'GET of 128 bytes, 64 connections',
    turn: turnOf(),
  },
  {
    key: 'one',
    title: 'GET of 128 bytes, one connection',
    turn: turnOf({ connections: 1 }),
  },
  {
    key: 'fresh',
    title: 'GET of 128 bytes, each on a new connection',
    turn: turnOf({ connections: 16, isFresh: true }),
  },
  {
    key: 'pipelined',
    title: 'GET of 128 bytes, 8 connections, 16 pipelined',
    turn: turnOf({ connections: 8, depth: 16 }),
  },
  {
    key: 'hit',
    title: 'GET of 1 kB from the cache, 64 connections',
    turn: turnOf({ path: '/hit/0', length: HIT_LENGTH }),
    needs: 'cache',
  },
  { key: 'down', title: '1 MiB down, 8 connections', turn: down(MIB, 8) },
  { key: 'up', title: '1 MiB up, 8 connections', turn: up(MIB, 8) },
  {
    key: 'down-long',
    title: '100 MiB down, one connection',
    turn: down(100 * MIB, 1),
  },
  {
    key: 'up-long',
    title: '100 MiB up, one connection',
    turn: up(100 * MIB, 1),
  },
  {
    key: 'gzip',
    title: '100 kB of text, gzipped, 8 connections',
    turn: turnOf({
      path: '/text',
      fields: 'Accept-Encoding: gzip\r\n',
      connections: 8,
      length: 0,
    }),
    needs: 'gzip',
  },
  {
    key: 'idle',
    title: 'Memory of an idle connection',
    turn: turnOf({ connections: MANY }),
    isIdle: true,
  },
];

/** Whether a proxy can do the work. */
export function takesPart(
  { can, isSequential, closes }: Contestant,
  { needs, turn }: Pick<Workload, 'needs' | 'turn'>,
): boolean {
  if (needs && !can.includes(needs)) return false;
  if (turn.isFresh) return true;
  if (closes) return false;
  return !isSequential || turn.connections === 1;
}

/** A way in which work can grow. */
export interface Curve {
  readonly key: string;
  readonly title: string;
  /** What stands below the axis. */
  readonly axis: string;
  readonly steps: readonly number[];
  readonly turn: (step: number) => Turn;
  readonly needs?: 'cache';
}

/** A line of a request's head, in bytes. */
const FIELD_LENGTH = 100;

/** How the cost of a request grows with the work. */
export const CURVES: readonly Curve[] = [
  {
    key: 'by-connections',
    title: 'Cost of a request with busy connections',
    axis: 'connections',
    steps: [1, 8, 64, 512, MANY],
    turn: (connections) => turnOf({ connections }),
  },
  {
    key: 'by-body',
    title: 'Cost of a request with the length of its body',
    axis: 'bytes of body',
    steps: [100, 1000, 10_000, 100_000, 1_000_000, 10_000_000],
    turn: (length) => down(length, 8),
  },
  {
    key: 'by-head',
    title: 'Cost of a request with the length of its head',
    axis: 'bytes of fields',
    steps: [100, 500, 1000, 2000, 4000, 8000],
    turn: (bytes) => turnOf({ fields: fieldsOf(bytes) }),
  },
  {
    key: 'by-entries',
    title: 'Cost of a hit with what is in the cache',
    axis: 'entries',
    steps: [10, 100, 1000, 10_000, 100_000],
    turn: (keys) => turnOf({ path: '/hit/', keys, length: HIT_LENGTH }),
    needs: 'cache',
  },
];

function fieldsOf(bytes: number): string {
  const length = Math.floor(bytes / FIELD_LENGTH);
  const lines = Array.from({ length }, (_, at) => {
    return `X-Field-${at}: `.padEnd(FIELD_LENGTH - 2, 'v');
  });
  return lines.map((line) => `${line}\r\n`).join('');
}
