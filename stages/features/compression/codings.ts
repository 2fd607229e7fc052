import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

/** A way to write a body in fewer bytes (RFC 9110 8.4.1). */
export interface Coding {
  /** Its name in Content-Encoding. */
  readonly name: string;
  /** Makes what a body passes through. */
  readonly encoder: () => Transform;
}

// Levels where more work no longer pays for a body that is made but once.
// All three flush after each piece: whoever is sent a line a second is to get
// a line a second.

/** Of 9. That is zlib's own choice: 9 takes twice the time to save nothing. */
const GZIP_LEVEL = 6;

const GZIP_FLUSH = zlib.constants.Z_SYNC_FLUSH;

/** Of 11, which is for archives. Fewer bytes than gzip, in less time. */
const BROTLI_QUALITY = 5;

/**
 * How far back a text may refer, as a power of 2: 512 KiB. Both ends keep as
 * much in memory for each response. (RFC 9659 allows zstd 23, which is 8 MiB.)
 */
const WINDOW_BITS = 19;

const gzip: Coding = {
  name: 'gzip',
  encoder: () => zlib.createGzip({ level: GZIP_LEVEL, flush: GZIP_FLUSH }),
};

const br: Coding = {
  name: 'br',
  encoder: () =>
    zlib.createBrotliCompress({
      flush: zlib.constants.BROTLI_OPERATION_FLUSH,
      params: {
        [zlib.constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [zlib.constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS,
      },
    }),
};

/** What Node has from 22.15 on, and the types of older ones do not know. */
interface Newer {
  readonly createZstdCompress?: typeof zlib.createBrotliCompress;
  readonly constants: Readonly<Record<string, number>>;
}

// At zstd's own level, 3.
function zstdOf({ createZstdCompress: create, constants }: Newer): Coding[] {
  const { ZSTD_e_flush: flush, ZSTD_c_windowLog: windowLog } = constants;
  if (!create || flush === undefined || windowLog === undefined) return [];
  const params = { [windowLog]: WINDOW_BITS };
  return [{ name: 'zstd', encoder: () => create({ flush, params }) }];
}

/** All that this Node can do. Of codings liked alike the first is taken. */
export const codings: readonly Coding[] = [gzip, br, ...zstdOf(zlib)];
