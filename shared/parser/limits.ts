// Nothing that a stranger sends may grow without a limit. Sizes are in bytes.

/** Limits of a head that hold unless a reader is told others. */
export const defaultHeadLimits = {
  /**
   * Longest request line or status line, in bytes: browsers stop at some
   * 8 KiB too. Beyond it a request is answered with 414, a response with 502.
   */
  startLine: 8 * 1024,
  /**
   * Longest head, in bytes: the start line and all field lines, line ends
   * included, since all of it is kept. Beyond it 431, a response 502.
   */
  head: 16 * 1024,
  /**
   * Field lines in one head, or in one trailer section: looking a name up
   * reads the list from its start. Beyond it 431, trailers 400, a response 502.
   */
  fields: 100,
};

/** How long the head of a message may be. */
export type HeadLimits = Readonly<typeof defaultHeadLimits>;

/**
 * Longest line that says how long a chunk is, its extensions included. Beyond
 * this limit and the next ones 400, a response 502.
 */
export const CHUNK_LINE_LIMIT = 4 * 1024;

/**
 * Chunk extensions in one body, all in all. We drop them, so without a limit
 * a peer could make us read 4 KiB for every byte that we pass on.
 */
export const CHUNK_EXTENSIONS_LIMIT = 16 * 1024;

/** Longest trailer section: it is kept whole, as a head is. */
export const TRAILERS_LIMIT = 8 * 1024;

/** Empty lines before a request. Some clients send one too many after a POST. */
export const EMPTY_LINES_LIMIT = 4;

/** Interim responses (1xx) to one request, before its final response. */
export const INTERIM_LIMIT = 20;
