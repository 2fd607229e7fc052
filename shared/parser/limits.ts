// Nothing that a stranger sends may grow without a limit. Sizes are in bytes.

/** Longest request line or status line. Browsers stop at some 8 KiB too. */
export const START_LINE_LIMIT = 8 * 1024;

/** Longest head: the start line and all field lines, line ends included. */
export const HEAD_LIMIT = 16 * 1024;

/** Field lines in one head. Looking a name up reads the list from its start. */
export const FIELD_COUNT_LIMIT = 100;

/** Longest line that says how long a chunk is, its extensions included. */
export const CHUNK_LINE_LIMIT = 4 * 1024;

/**
 * Chunk extensions in one body, all in all. We drop them, so without a limit
 * a peer could make us read 4 KiB for every byte that we pass on.
 */
export const CHUNK_EXTENSIONS_LIMIT = 16 * 1024;

/** Longest trailer section. */
export const TRAILERS_LIMIT = 8 * 1024;

/** Empty lines before a request. Some clients send one too many after a POST. */
export const EMPTY_LINES_LIMIT = 4;

/** Interim responses (1xx) to one request, before its final response. */
export const INTERIM_LIMIT = 20;
