import type { BodyFraming } from './framing.ts';

/** What the reader of a message expects next. */
export type Expected =
  | 'head'
  | 'body'
  | 'body-until-close'
  | 'chunk-line'
  | 'chunk-data'
  | 'chunk-end'
  | 'trailers'
  | 'end';

/** What it expects behind a head, by how the body is framed. */
export const behindHead = {
  none: 'end',
  interim: 'head',
  length: 'body',
  chunked: 'chunk-line',
  'until-close': 'body-until-close',
  tunnel: 'body-until-close',
} as const satisfies Record<BodyFraming['kind'], Expected>;
