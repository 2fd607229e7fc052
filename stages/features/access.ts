/** One request as the log tells of it, once its response has been sent or cut off. */
export interface AccessRecord {
  /** When the request came, in milliseconds since 1970. */
  readonly at: number;
  /** The client's address. */
  readonly client: string;
  readonly method: string;
  readonly target: string;
  /** Of the final response; undefined if the client left before there was one. */
  readonly status: number | undefined;
  /** Of the body, as sent to the client. */
  readonly bytes: number;
  /** From the request's head to the end of its response. */
  readonly milliseconds: number;
  /** What was done, in the order in which it happened: `hit`, `compressed`. */
  readonly notes: readonly string[];
}

/**
 * A request as one line for the terminal, such as
 * `127.0.0.1 GET /cached 200 45 B 3 ms hit, compressed`. Where there was no
 * response, a dash stands for its status.
 */
export function lineOf(record: AccessRecord): string {
  const { client, method, target, status = '-', bytes, notes } = record;
  const spent = Math.round(record.milliseconds);
  const facts = `${client} ${method} ${target} ${status} ${bytes} B ${spent} ms`;
  return notes.length > 0 ? `${facts} ${notes.join(', ')}` : facts;
}
