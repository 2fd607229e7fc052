/**
 * What the server of the live page tells the page. Types only: both sides
 * import it.
 *
 * @module
 */

import type { WireEvent } from '../record.ts';

/** What stands between the clients and the origin. */
export interface Setting {
  /** Where clients connect: `127.0.0.1:8000`. */
  readonly clients: string;
  /** How one calls curl on this machine. */
  readonly curl: string;
  /** `127.0.0.1:9000 (the embedded origin)` */
  readonly upstream: string;
  /** The program under the taps, in words. */
  readonly proxy: string;
  /** The stage that runs; `undefined` if it is another program. */
  readonly stage?: number;
  /** The stages that one can change to. */
  readonly stages: readonly {
    readonly number: number;
    readonly name: string;
  }[];
}

/** What is new on the wire. */
export interface News {
  /** Whose it is: to be given back when it has been drawn. */
  readonly page: number;
  readonly setting: Setting;
  /** Forget all events that came before. */
  readonly isAnew: boolean;
  /** Events that are new or have grown, each with its place from 0 on. */
  readonly events: readonly (readonly [place: number, event: WireEvent])[];
  /** Events that came when the record was full. */
  readonly leftOut: number;
}

/** Bytes of an event that the page gets; a saved record has more. */
export const SHOWN_BYTES = 4096;
