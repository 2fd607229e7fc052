/** What has gone over the wire so far. */
export class Counts {
  connections = 0;
  /** Requests that were sent, in whole or in part. */
  requests = 0;
  /** Responses that came in whole, and from the origin. */
  complete = 0;
  /** Responses that broke off. */
  cut = 0;
  /** Errors with which the proxy answered. */
  refused = 0;
  /** Requests whose client left first, or which the connection outlived. */
  unanswered = 0;
  /** Responses out of a cache: with an Age. */
  hits = 0;
  /** 304 and 206. */
  unmodified = 0;
  partial = 0;
  gzipped = 0;
  interims = 0;
  /** Requests that the origin got in whole. */
  forwarded = 0;
  /** Bytes of bodies that came to clients. */
  bytes = 0;
}
