import type { Transform } from 'node:stream';
import type * as http from '../../shared/parser/index.ts';
import type { ResponseStart } from './source.ts';

/** Told, a line at a time, what is worth saying on the terminal. */
export type Log = (line: string) => void;

/** A response on its way to the client. */
export interface Response extends ResponseStart {
  /** Who changes the length of the body says so here. */
  framing: http.BodyFraming;
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
