/**
 * A peer broke the protocol. Whoever owns the connection decides what to do
 * about it; the error only knows the status code that the peer deserves.
 */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  /** The status code of the answer, if an answer is still possible. */
  readonly status: number;

  /**
   * @param message - One sentence, for the peer and for the terminal.
   * @param status - 4xx or 5xx (RFC 9110 15.5 and 15.6).
   */
  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

/** What went wrong, as the protocol has it: a socket's error is a 502. */
export function faultOf(error: unknown): ProtocolError {
  if (error instanceof ProtocolError) return error;
  // Of a host with several addresses Node tells only by a code that all failed.
  const { message, code } = Object(error) as NodeJS.ErrnoException;
  const reason = message || code || String(error);
  return new ProtocolError(`The upstream failed (${reason}).`, 502);
}
