/** How much the proxy takes of whom: see each one's unit. */
export const defaultLimits = {
  /** Bytes of a request's body. Beyond: 413. */
  body: 1024 ** 3,
  /** Clients that are served at a time. Beyond: they wait for one to go. */
  connections: 10_000,
  /** Requests on one connection. Beyond: goodbye. */
  requests: 10_000,
};

/** One number for each thing that has a limit. */
export type Limits = Record<keyof typeof defaultLimits, number>;
