import * as http from '../../shared/parser/index.ts';

/** How much of what a proxy takes from whom: it keeps, or opens, no more. */
export const defaultLimits = {
  ...http.defaultHeadLimits,
  /**
   * Longest body of a request, in bytes. We keep none of it, but its upstream
   * may have to, and an upload without an end is never an honest one. Beyond
   * it 413.
   */
  body: 1024 ** 3,
  /**
   * Connections of clients at a time: each may cost a head and what was read
   * ahead, 80 KiB, and two file descriptors. Those that come beyond it wait
   * until another one has gone.
   */
  connections: 10_000,
  /**
   * Requests on one connection. The answer to the last one says goodbye: so
   * what is shared among several proxies moves on to another one in the end.
   */
  requests: 10_000,
  /**
   * Bytes that are read ahead of the request in hand, of one connection. Who
   * sends more is not read until they have had their turn.
   */
  ahead: 64 * 1024,
  /**
   * Connections to one server that nobody uses, each with 64 KiB to read into:
   * as many as there may be clients, or busy times would close and open them
   * all the time. Those of quiet times go when they have not been used for long.
   */
  pooled: 10_000,
};

/** One number for each thing of which there may be too much. */
export type Limits = Readonly<Record<keyof typeof defaultLimits, number>>;
