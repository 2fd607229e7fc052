import * as zlib from 'node:zlib';
import { test } from 'vitest';

/** How a client undoes a coding. */
interface Decoder {
  /** What the proxy says when it compresses so. */
  readonly says: string;
  /**
   * A whole body, decoded.
   *
   * @throws when it is not whole.
   */
  whole(bytes: Buffer): Buffer;
  /** What the beginning of a body holds. */
  soFar(bytes: Buffer): Buffer;
}

/** What Node has from 22.15 on. */
interface Newer {
  readonly zstdDecompressSync?: (
    bytes: Buffer,
    options?: { readonly finishFlush: number },
  ) => Buffer;
  readonly constants: Readonly<Record<string, number>>;
}

const { zstdDecompressSync: unzstd, constants }: Newer = zlib;
const { ZSTD_e_continue: finishFlush = 0 } = constants;

/** Whether this Node knows zstd. */
export const hasZstd = unzstd !== undefined;

const zstd: Decoder = {
  says: 'compressing with zstd...',
  whole: (bytes) => unzstd!(bytes),
  soFar: (bytes) => unzstd!(bytes, { finishFlush }),
};

/** The codings that the proxy knows. */
export const DECODERS = {
  gzip: {
    says: 'gzipping...',
    whole: (bytes) => zlib.gunzipSync(bytes),
    soFar: (bytes) =>
      zlib.gunzipSync(bytes, { finishFlush: zlib.constants.Z_SYNC_FLUSH }),
  },
  br: {
    says: 'compressing with br...',
    whole: (bytes) => zlib.brotliDecompressSync(bytes),
    soFar: (bytes) =>
      zlib.brotliDecompressSync(bytes, {
        finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
      }),
  },
  zstd,
} as const satisfies Record<string, Decoder>;

/** The name of one of them. */
export type CodingName = keyof typeof DECODERS;

/** Their names, in the proxy's own order. */
export const CODING_NAMES = ['gzip', 'br', 'zstd'] as const;

type Test = (title: string, run: () => Promise<void> | void) => void;

/** A test of one coding, left out where this Node does not know it. */
export function testOf(name: CodingName): Test {
  if (name !== 'zstd' || hasZstd) return test;
  const reason = `Node ${process.version} has no zstd, 22.15 has`;
  return (title) => test(title, ({ skip }) => skip(reason));
}
