/** One request as the log tells of it, once its response has been sent. */
export interface AccessRecord {
  /** When the request came, in milliseconds since 1970. */
  readonly at: number;
  /** The client's address. */
  readonly client: string;
  readonly method: string;
  readonly target: string;
  /** `undefined` if the client left before there was one. */
  readonly status: number | undefined;
  /** Of the body, as sent to the client. */
  readonly bytes: number;
  readonly milliseconds: number;
  /** What happened, in its order: `hit`, `miss`, `compressed`, `retried`. */
  readonly notes: readonly string[];
}

/** The same on one line, for the terminal. */
export function lineOf(record: AccessRecord): string {
  const { client, method, target, status = '-', bytes } = record;
  const { milliseconds, notes } = record;
  const sizes = `${bytes} B ${milliseconds} ms`;
  const line = `${client} ${method} ${target} ${status} ${sizes}`;
  return [line, notes.join(', ')].join(' ').trimEnd();
}
