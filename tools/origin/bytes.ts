import { sendPieces } from './reply.ts';
import { numberIn, type Route } from './route.ts';

/** 1 TiB: more than anybody waits for. */
const MOST = 2 ** 40;

/** Bytes in a piece; its rows are of 16, and each says where it begins. */
const PIECE_SIZE = 1024 * 1024;
const ROW_SIZE = 16;

let made: Buffer | undefined;

/**
 * `/bytes/N`: N bytes, the same ones every time. A row of 16 says in decimal
 * how far into its MiB it is, so that a gap is seen.
 */
export const bytes: Route = ({ response, path }) => {
  const text = path.slice('/bytes/'.length);
  const size = numberIn('N in /bytes/N', text, { least: 0, most: MOST });
  response.setHeader('Content-Length', size);
  return sendPieces(response, 'application/octet-stream', () => pieces(size));
};

function* pieces(size: number): Generator<Buffer, void> {
  made ??= makePiece();
  for (let left = size; left > 0; left -= PIECE_SIZE) {
    yield left < PIECE_SIZE ? made.subarray(0, left) : made;
  }
}

function makePiece(): Buffer {
  const rows = Array.from({ length: PIECE_SIZE / ROW_SIZE }, (_, row) =>
    `${row * ROW_SIZE}\n`.padStart(ROW_SIZE, '0'),
  );
  return Buffer.from(rows.join(''), 'latin1');
}
