/** The bytes of a head: these lines, and the empty line that ends it. */
export function head(...lines: readonly string[]): string {
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** A GET request, and goodbye. */
export const GET = getOf('/');

/** A response of two bytes. */
export const OK = okOf('ok');

/** A GET request for this target, and goodbye. */
export function getOf(target: string): string {
  return head(`GET ${target} HTTP/1.1`, 'Host: a.example', 'Connection: close');
}

/** A POST request with this body, and goodbye. */
export function postOf(body: string): string {
  const length = `Content-Length: ${body.length}`;
  return postHead(length) + body;
}

/** The head of a POST request with these field lines, and goodbye. */
export function postHead(...fields: readonly string[]): string {
  return head(
    'POST / HTTP/1.1',
    'Host: a.example',
    'Connection: close',
    ...fields,
  );
}

/** A response with this body. */
export function okOf(body: string): string {
  return head('HTTP/1.1 200 OK', `Content-Length: ${body.length}`) + body;
}

/** A body in chunks: these, and the last one. */
export function chunks(...pieces: readonly string[]): string {
  const size = (piece: string): string => piece.length.toString(16);
  const all = pieces.map((piece) => `${size(piece)}\r\n${piece}\r\n`);
  return `${all.join('')}0\r\n\r\n`;
}
