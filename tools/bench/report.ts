/**
 * What a run of the bench comes to: what `--json` writes and `--from` reads.
 *
 * @module
 */

import type { Family } from './contestants.ts';

/** What a proxy did in one turn. */
export interface Sample {
  readonly requests: number;
  readonly seconds: number;
  /** Time of the proxy on a core for a request, in microseconds. */
  readonly cpu?: number;
  /** Half of the requests were answered sooner, in milliseconds. */
  readonly p50: number;
  /** 99 of 100 requests were answered sooner, in milliseconds. */
  readonly p99: number;
  /** How busy the load's own core was, from 0 to 1. */
  readonly loadShare?: number;
}

/** How one proxy did one kind of work. */
export interface Row {
  readonly workload: string;
  readonly contestant: string;
  readonly samples: readonly Sample[];
  /** The most memory that it took, in bytes. */
  readonly peak?: number;
  /** Memory that an idle connection takes, in bytes. */
  readonly perConnection?: number;
  /** Bytes of an answer's body, as it came. */
  readonly answerLength?: number;
  /** Why it is disqualified. */
  readonly wrong?: string;
}

/** How one proxy did at one step of a growth curve. */
export interface Point {
  readonly curve: string;
  readonly contestant: string;
  readonly step: number;
  /** Time of the proxy on a core for a request, in microseconds. */
  readonly cpu?: number;
  readonly perSecond: number;
  /** Why the point does not count. */
  readonly wrong?: string;
}

/** Of whom a report tells. */
export interface Entrant {
  readonly key: string;
  readonly family: Family;
  readonly version: string;
}

/** All of a run. */
export interface Report {
  /** As ISO 8601 has it. */
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  readonly rounds: number;
  /** How long a turn lasts. */
  readonly seconds: number;
  readonly entrants: readonly Entrant[];
  /** What one should know before one reads the figures. */
  readonly notes: readonly string[];
  readonly workloads: readonly {
    readonly key: string;
    readonly title: string;
    /** Bytes of body that each request moves, where that is the point. */
    readonly bytes?: number;
    readonly isIdle?: boolean;
  }[];
  readonly rows: readonly Row[];
  readonly curves: readonly {
    readonly key: string;
    readonly title: string;
    readonly axis: string;
  }[];
  readonly points: readonly Point[];
}

/** Whether a value is a report, going by the lists that each one has. */
export function isReport(value: unknown): value is Report {
  const lists = ['entrants', 'notes', 'workloads', 'rows', 'curves', 'points'];
  const given = (value ?? {}) as Readonly<Record<string, unknown>>;
  return lists.every((name) => Array.isArray(given[name]));
}

/** A proxy's figures for each round, a cost in microseconds a request. */
export function costs(row: Row | undefined): number[] {
  return (row?.samples ?? []).map(({ cpu }) => cpu ?? Number.NaN);
}
