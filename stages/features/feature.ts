import type { Transform } from 'node:stream';
import type * as http from '../../shared/parser/index.ts';

/** Told, a line at a time, what is worth saying on the terminal. */
export type Log = (line: string) => void;

/** Forms of a stored body that were made before, by content coding. */
export interface Forms {
  /** The whole body in this coding, if it was kept. */
  get(coding: string): Buffer | undefined;
  /** Keeps a whole body in this coding. */
  keep(coding: string, body: Buffer): void;
}

/** A response on its way to the client. */
export interface Response {
  readonly head: http.ResponseHead;
  /** Who changes the length of the body says so here. */
  framing: http.BodyFraming;
  /** Set where the response is stored, or is being stored. */
  readonly forms?: Forms | undefined;
  /** The body passes through this. */
  filter?: Transform;
  /** Takes the place of the body that would come: then no filter is needed. */
  body?: Buffer;
}

/** One thing that the proxy does to responses. */
export interface Feature {
  /** May alter what the upstream, or a feature before this one, answered. */
  alter?(request: http.RequestHead, response: Response): void;
  /** Has the last word on each final response, even on the proxy's own. */
  label?(head: http.ResponseHead): void;
}
